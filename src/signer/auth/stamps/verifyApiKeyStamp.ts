import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import * as Hash from 'ox/Hash'
import * as PublicKey from 'ox/PublicKey'
import * as Secp256k1 from 'ox/Secp256k1'
import * as Signature from 'ox/Signature'
import { cached } from '../../util/cached.js'
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
  SECP256K1: '3036301006072a8648ce3d020106052b8104000a032200',
  ED25519: '302a300506032b6570032100',
}

const pemOf = (kind: keyof typeof prefixes, publicKey: string): string =>
  publicKeyPem(Buffer.from(prefixes[kind] + publicKey, 'hex'))

/** @throws unless the hex is a public key of that curve, compressed. */
export function assertApiPublicKey(curve: 'P256' | 'SECP256K1' | 'ED25519', publicKey: string): void {
  const bytes = curve === 'ED25519' ? 32 : 33
  if (publicKey.length !== 2 * bytes) throw new RangeError(`a public key of this curve has ${bytes} bytes`)
  if (curve === 'ED25519') assertEd25519Point(Buffer.from(publicKey, 'hex'))
  else createPublicKey(pemOf(curve, publicKey))
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
const readSecp256k1 = createReader('SECP256K1')
const readEd25519 = createReader('ED25519')

/**
 * Verifies that the stamp's signature is its public key's, over the raw body. High-s is fine: WebCrypto does not normalize.
 * OpenSSL accepts strict DER only.
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
        return verify('sha256', body, readSecp256k1(stamp.publicKey), stamp.signature)
      case 'SIGNATURE_SCHEME_TK_API_ED25519':
        return verify(null, body, readEd25519(stamp.publicKey), stamp.signature)
      case 'SIGNATURE_SCHEME_TK_API_SECP256K1_EIP191':
        return verifyEip191(stamp.publicKey, stamp.signature, body)
    }
  } catch {
    // A point that is not on its curve, or a signature that is not DER.
    return false
  }
}

/** The order of secp256k1: https://www.secg.org/sec2-v2.pdf */
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** https://eips.ethereum.org/EIPS/eip-191. OpenSSL cannot hash with keccak256. */
function verifyEip191(publicKey: string, der: Uint8Array, body: Uint8Array): boolean {
  const prefix = Buffer.from(`\x19Ethereum Signed Message:\n${body.length}`, 'utf8')
  const { r, s } = Signature.fromDerBytes(der)
  return Secp256k1.verify({
    payload: Hash.keccak256(Buffer.concat([prefix, body]), { as: 'Bytes' }),
    publicKey: PublicKey.fromHex(`0x${publicKey}`),
    // The library accepts low-s only. Both are valid signatures.
    signature: { r, s: s > order / 2n ? order - s : s },
  })
}
