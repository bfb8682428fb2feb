import { createPublicKey, type KeyObject } from 'node:crypto'
import { types } from 'node:util'
import { cached } from '../../util/cached.js'
import { decodeWholeCbor } from './decodeCbor.js'
import { publicKeyPem } from './publicKeyPem.js'

/** https://www.rfc-editor.org/rfc/rfc9053, https://www.iana.org/assignments/cose/cose.xhtml */
const kty = 1
const alg = 3

/** SubjectPublicKeyInfo of a P-256 key up to the coordinates of its point, https://www.rfc-editor.org/rfc/rfc5480 */
const p256Prefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex')

function field(cose: ReadonlyMap<unknown, unknown>, label: number, length?: number): Uint8Array {
  const value = cose.get(label)
  if (!types.isUint8Array(value) || value.length === 0 || (length !== undefined && value.length !== length))
    throw new TypeError('the COSE key has a missing or malformed field')
  return value
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** @throws unless it is a valid public key for ES256 on P-256, or for RS256. */
export function assertCoseKey(cose: unknown): void {
  readCoseKey(cose, true)
}

/** @returns a key object if it will be kept, else PEM: for a single use, creating an object costs more than it saves. */
function readCoseKey(cose: unknown, kept: boolean): KeyObject | string {
  if (!(cose instanceof Map)) throw new TypeError('a COSE key is a CBOR map')
  // EC2, ES256, P-256
  if (cose.get(kty) === 2 && cose.get(alg) === -7 && cose.get(-1) === 1) {
    const pem = publicKeyPem(Buffer.concat([p256Prefix, field(cose, -2, 32), field(cose, -3, 32)]))
    return kept ? createPublicKey(pem) : pem
  }
  // RSA, RS256
  if (cose.get(kty) === 3 && cose.get(alg) === -257)
    return createPublicKey({
      key: { kty: 'RSA', n: base64url(field(cose, -1)), e: base64url(field(cose, -2)) },
      format: 'jwk',
    })
  throw new TypeError('the COSE key is neither ES256 nor RS256')
}

/** Reads a public key from its stored form: COSE, base64url. */
export const storedCoseKey: (publicKey: string) => KeyObject | string = cached(
  (publicKey, kept) => readCoseKey(decodeWholeCbor(Buffer.from(publicKey, 'base64url')), kept),
  1000,
)
