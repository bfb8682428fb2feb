import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import * as Hash from 'ox/Hash'
import * as PublicKey from 'ox/PublicKey'
import * as Secp256k1 from 'ox/Secp256k1'
import * as Signature from 'ox/Signature'
import { cached } from '../cached.js'
import type { UnverifiedStamp } from './readStamp.js'

/** DER up to the point itself: SubjectPublicKeyInfo of a compressed point on the curve, https://www.rfc-editor.org/rfc/rfc5480 */
const p256Prefix = '3039301306072a8648ce3d020106082a8648ce3d030107032200'
const secp256k1Prefix = '3036301006072a8648ce3d020106052b8104000a032200'
/** https://www.rfc-editor.org/rfc/rfc8410 */
const ed25519Prefix = '302a300506032b6570032100'

/** Reading a key, with the square root of a compressed point, costs as much as a signature check. */
const readKey: (spki: string) => KeyObject = cached(
  (spki) => createPublicKey({ key: Buffer.from(spki, 'hex'), format: 'der', type: 'spki' }),
  1000,
)

/** The key a registered public key stands for. @throws when the hex is no key of that curve. */
export function apiPublicKey(curve: 'P256' | 'SECP256K1' | 'ED25519', publicKey: string): KeyObject {
  const bytes = curve === 'ED25519' ? 32 : 33
  if (publicKey.length !== 2 * bytes) throw new RangeError(`a public key of this curve has ${bytes} bytes`)
  switch (curve) {
    case 'P256':
      return readKey(p256Prefix + publicKey)
    case 'SECP256K1':
      return readKey(secp256k1Prefix + publicKey)
    case 'ED25519':
      return readKey(ed25519Prefix + publicKey)
  }
}

/**
 * Whether the stamp is a signature of its own public key over the raw body. High-s is fine: WebCrypto does not normalise.
 * OpenSSL takes DER in its one strict encoding only.
 */
export function verifyApiKeyStamp(stamp: Extract<UnverifiedStamp, { type: 'apiKey' }>, body: Uint8Array): boolean {
  try {
    switch (stamp.scheme) {
      case 'SIGNATURE_SCHEME_TK_API_P256':
        return verify('sha256', body, apiPublicKey('P256', stamp.publicKey), stamp.signature)
      case 'SIGNATURE_SCHEME_TK_API_SECP256K1':
        return verify('sha256', body, apiPublicKey('SECP256K1', stamp.publicKey), stamp.signature)
      case 'SIGNATURE_SCHEME_TK_API_ED25519':
        return verify(null, body, apiPublicKey('ED25519', stamp.publicKey), stamp.signature)
      case 'SIGNATURE_SCHEME_TK_API_SECP256K1_EIP191':
        return verifyEip191(stamp.publicKey, stamp.signature, body)
    }
  } catch {
    // A point that is not on its curve, a signature that is no DER.
    return false
  }
}

/** The order of secp256k1: https://www.secg.org/sec2-v2.pdf */
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** https://eips.ethereum.org/EIPS/eip-191: keccak, which OpenSSL cannot put before ECDSA. */
function verifyEip191(publicKey: string, der: Uint8Array, body: Uint8Array): boolean {
  const prefix = Buffer.from(`\x19Ethereum Signed Message:\n${body.length}`, 'utf8')
  const { r, s } = Signature.fromDerBytes(der)
  return Secp256k1.verify({
    payload: Hash.keccak256(Buffer.concat([prefix, body]), { as: 'Bytes' }),
    publicKey: PublicKey.fromHex(`0x${publicKey}`),
    // The library takes low-s only; both are signatures of the key.
    signature: { r, s: s > order / 2n ? order - s : s },
  })
}
