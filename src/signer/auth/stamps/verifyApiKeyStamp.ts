import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import * as Signature from 'ox/Signature'
import { isPointCompressed, verify as verifySecp256k1 } from 'tiny-secp256k1'
import { keccak256 } from '../../keys/keccak256.js'
import { cached } from '../../util/cached.js'
import { toOwnBytes } from '../../util/toOwnBytes.js'
import { assertEd25519Point } from './assertEd25519Point.js'
import { publicKeyPem } from './publicKeyPem.js'
import type { UnverifiedStamp } from './readStamp.js'

/**
 * SubjectPublicKeyInfo in DER up to the key: https://www.rfc-editor.org/rfc/rfc5480 for points, which are compressed except
 * for one, and https://www.rfc-editor.org/rfc/rfc8410 for Ed25519.
 */
const prefixes = {
  P256: '3039301306072a8648ce3d020106082a8648ce3d030107032200',
  'P256, uncompressed': '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  ED25519: '302a300506032b6570032100',
}

const pemOf = (kind: keyof typeof prefixes, publicKey: string): string =>
  publicKeyPem(Buffer.from(prefixes[kind] + publicKey, 'hex'))

/** @throws unless the hex is a public key of that curve, compressed. */
export function assertApiPublicKey(curve: 'P256' | 'SECP256K1' | 'ED25519', publicKey: string): void {
  const bytes = curve === 'ED25519' ? 32 : 33
  if (publicKey.length !== 2 * bytes) throw new RangeError(`a public key of this curve has ${bytes} bytes`)
  // Deno's `createPublicKey` takes any first byte.
  if (curve !== 'ED25519' && !/^0[23]/.test(publicKey)) throw new RangeError('a compressed point starts with 02 or 03')
  if (curve === 'ED25519') assertEd25519Point(Buffer.from(publicKey, 'hex'))
  else if (curve === 'P256') createPublicKey(pemOf(curve, publicKey))
  else if (!isPointCompressed(bytesOf(publicKey))) throw new RangeError('the point is not on the curve')
}

/** Caches key objects, because parsing a key costs as much as verifying a signature. A key that is used once stays PEM. */
function createReader(kind: keyof typeof prefixes): (publicKey: string) => KeyObject | string {
  return cached((publicKey, kept) => {
    const pem = pemOf(kind, publicKey)
    return kept ? createPublicKey(pem) : pem
  }, 1000)
}

const readCompressed = createReader('P256')
const readUncompressed = createReader('P256, uncompressed')
const readEd25519 = createReader('ED25519')

/**
 * Verifies that the stamp's signature is its public key's, over the raw body. High-s is fine: WebCrypto does not normalize.
 * Only strict DER is accepted.
 *
 * @param point The uncompressed point of a P-256 key, hex, if it is stored: parsing it is faster.
 */
export function verifyApiKeyStamp(
  stamp: Extract<UnverifiedStamp, { type: 'apiKey' }>,
  body: Uint8Array,
  point: string | null = null,
): boolean {
  try {
    switch (stamp.scheme) {
      case 'SIGNATURE_SCHEME_TK_API_P256':
        return verify(
          'sha256',
          body,
          point === null ? readCompressed(stamp.publicKey) : readUncompressed(point),
          stamp.signature,
        )
      case 'SIGNATURE_SCHEME_TK_API_SECP256K1':
        return isSignedBy(stamp.publicKey, createHash('sha256').update(body).digest(), stamp.signature)
      case 'SIGNATURE_SCHEME_TK_API_ED25519':
        return verify(null, body, readEd25519(stamp.publicKey), stamp.signature)
      case 'SIGNATURE_SCHEME_TK_API_SECP256K1_EIP191':
        return isSignedBy(stamp.publicKey, eip191Digest(body), stamp.signature)
    }
  } catch {
    // A point that is not on its curve, or a signature that is not DER.
    return false
  }
}

/** https://eips.ethereum.org/EIPS/eip-191 */
function eip191Digest(body: Uint8Array): Uint8Array {
  const prefix = Buffer.from(`\x19Ethereum Signed Message:\n${body.length}`, 'utf8')
  return keccak256(prefix, body)
}

/** secp256k1, by the library that also signs: not every runtime's `node:crypto` has the curve. */
function isSignedBy(publicKey: string, digest: Uint8Array, der: Uint8Array): boolean {
  const { r, s } = Signature.fromDerBytes(der)
  const signature = [r, s].map((value) => value.toString(16).padStart(64, '0')).join('')
  return verifySecp256k1(toOwnBytes(digest), bytesOf(publicKey), bytesOf(signature))
}

const bytesOf = (hex: string): Uint8Array => toOwnBytes(Buffer.from(hex, 'hex'))
