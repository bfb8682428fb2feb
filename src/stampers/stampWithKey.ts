import { bytesToHex, stringToBytes } from 'viem'
import { toBase64Url } from '../crypto/base64Url.js'
import { toDer } from '../crypto/toDer.js'
import { type ApiKeyStamp, apiKeyStampHeader, type Stamp } from '../wire/stamp.js'

/**
 * Stamps a body with a P-256 key: ECDSA over its SHA-256 by WebCrypto, in DER, as base64url of JSON in `X-Stamp`.
 *
 * `publicKey` is compressed SEC1, hex without 0x.
 */
export async function stampWithKey(
  { privateKey, publicKey }: { privateKey: CryptoKey; publicKey: string },
  payload: string,
): Promise<Stamp> {
  const signature = await globalThis.crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    privateKey,
    Uint8Array.from(stringToBytes(payload)),
  )
  const value: ApiKeyStamp = {
    publicKey,
    scheme: 'SIGNATURE_SCHEME_TK_API_P256',
    signature: bytesToHex(toDer(new Uint8Array(signature))).slice(2),
  }
  return { stampHeaderName: apiKeyStampHeader, stampHeaderValue: toBase64Url(JSON.stringify(value)) }
}
