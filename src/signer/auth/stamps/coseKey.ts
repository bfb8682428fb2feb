import { createPublicKey, type KeyObject } from 'node:crypto'
import { types } from 'node:util'
import { encodeCBOR } from '@levischuck/tiny-cbor'
import { cached } from '../../util/cached.js'
import { decodeWholeCbor } from './decodeCbor.js'
import { isEasilyFactored } from './isEasilyFactored.js'
import { publicKeyPem } from './publicKeyPem.js'

/** https://www.rfc-editor.org/rfc/rfc9053, https://www.iana.org/assignments/cose/cose.xhtml */
const kty = 1
const alg = 3

/** SubjectPublicKeyInfo of a P-256 key up to the coordinates of its point, https://www.rfc-editor.org/rfc/rfc5480 */
const p256Prefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex')

/** A well-formed key that nobody could sign with, or that others could sign for. Its message says why. */
export class UnsafeKeyError extends Error {
  override readonly name = 'UnsafeKeyError'
}

type PublicKey =
  | { type: 'ES256'; x: Uint8Array; y: Uint8Array }
  | { type: 'RS256'; modulus: Uint8Array; exponent: Uint8Array }

function parseCoseKey(cose: unknown): PublicKey {
  if (!(cose instanceof Map)) throw new TypeError('a COSE key is a CBOR map')
  // EC2, ES256, P-256
  if (cose.get(kty) === 2 && cose.get(alg) === -7 && cose.get(-1) === 1)
    return { type: 'ES256', x: field(cose, -2, 32), y: field(cose, -3, 32) }
  // RSA, RS256
  if (cose.get(kty) === 3 && cose.get(alg) === -257)
    return { type: 'RS256', modulus: withoutZeros(field(cose, -1)), exponent: withoutZeros(field(cose, -2)) }
  throw new TypeError('the COSE key is neither ES256 nor RS256')
}

function field(cose: ReadonlyMap<unknown, unknown>, label: number, length?: number): Uint8Array {
  const value = cose.get(label)
  if (!types.isUint8Array(value) || value.length === 0 || (length !== undefined && value.length !== length))
    throw new TypeError('the COSE key has a missing or malformed field')
  return value
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0))
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/**
 * Reads the public key of a passkey: ES256 on P-256, or RS256.
 *
 * @param kept Whether to return a key object, else PEM: for a single use, creating an object costs more than it saves.
 * @throws UnsafeKeyError, or TypeError if it is malformed.
 */
export function readCoseKey(cose: unknown, kept = true): KeyObject | string {
  const key = parseCoseKey(cose)
  if (key.type === 'ES256') {
    const pem = publicKeyPem(Buffer.concat([p256Prefix, key.x, key.y]))
    return kept ? readPoint(pem) : pem
  }
  assertStrongRsaKey(key)
  return createPublicKey({
    key: { kty: 'RSA', n: base64url(key.modulus), e: base64url(key.exponent) },
    format: 'jwk',
  })
}

function readPoint(pem: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch {
    throw new UnsafeKeyError("the passkey's key is not a point on P-256")
  }
}

/**
 * Refuses RSA keys that can be factored, that need no private key, or that take long to verify: NIST SP 800-131A and FIPS
 * 186-5 want 2048 bits and an odd exponent above 2^16. Authenticators use 65537.
 */
function assertStrongRsaKey({ modulus, exponent }: { modulus: Uint8Array; exponent: Uint8Array }): void {
  const [first = 0] = modulus
  const bits = modulus.length * 8 - (Math.clz32(first) - 24)
  if (bits < 2048 || bits > 4096)
    throw new UnsafeKeyError(`the passkey's RSA key has ${bits} bits; 2048 to 4096 are accepted`)
  const isOdd = (bytes: Uint8Array): boolean => ((bytes.at(-1) ?? 0) & 1) === 1
  const value = exponent.reduce((sum, byte) => sum * 256 + byte, 0)
  if (!isOdd(exponent) || value < 65537 || value > 0xffffffff)
    throw new UnsafeKeyError("the passkey's RSA key has a weak exponent; an odd one from 65537 to 2^32 is accepted")
  if (!isOdd(modulus)) throw new UnsafeKeyError("the passkey's RSA key has an even modulus")
  if (isEasilyFactored(modulus)) throw new UnsafeKeyError("the passkey's RSA key has a modulus that is easily factored")
}

/** Encodes a key as CTAP2 does: https://fidoalliance.org/specs/fido-v2.1-ps-20210615/#message-encoding */
export function canonicalCoseKey(cose: unknown): Uint8Array {
  const key = parseCoseKey(cose)
  return encodeCBOR(
    key.type === 'ES256'
      ? new Map<number, number | Uint8Array>([
          [kty, 2],
          [alg, -7],
          [-1, 1],
          [-2, key.x],
          [-3, key.y],
        ])
      : new Map<number, number | Uint8Array>([
          [kty, 3],
          [alg, -257],
          [-1, key.modulus],
          [-2, key.exponent],
        ]),
  )
}

/** Reads a public key from its stored form: COSE, base64url. */
export const storedCoseKey: (publicKey: string) => KeyObject | string = cached(
  (publicKey, kept) => readCoseKey(decodeWholeCbor(Buffer.from(publicKey, 'base64url')), kept),
  1000,
)
