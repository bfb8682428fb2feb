import { sha256 } from 'viem'
import { toBase64Url, toBytes } from './base64Url.js'
import { fromDer } from './fromDer.js'
import { hashBody } from './hashBody.js'
import type { CoseKey } from './readCoseKey.js'

/** The parts of a stamp that a passkey signs or makes, each base64url without padding. */
export type Assertion = {
  authenticatorData: string
  clientDataJson: string
  signature: string
}

/**
 * Whether a passkey has signed this body: the challenge is the body's hash, and the signature over authenticator data
 * and client data is that of the key (https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion). What the signer checks
 * besides, such as the origin, is not checked. Rejects where the platform cannot check such signatures.
 */
export async function verifyAssertion(
  { algorithm, jwk }: CoseKey,
  { body, authenticatorData, clientDataJson, signature, subtle }: Assertion & { body: string; subtle: SubtleCrypto },
): Promise<boolean> {
  try {
    const { type, challenge } = JSON.parse(new TextDecoder().decode(toBytes(clientDataJson)))
    if (type !== 'webauthn.get' || challenge !== toBase64Url(hashBody(body))) return false
    const bytes = toBytes(signature)
    const given = algorithm === 'ES256' ? fromDer(bytes) : bytes
    if (!given) return false
    const hash = sha256(toBytes(clientDataJson), 'bytes')
    const signed = Uint8Array.from([...toBytes(authenticatorData), ...hash])
    if (algorithm === 'ES256') {
      const key = await subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
      return await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, given, signed)
    }
    const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    return await subtle.verify(rsa, await subtle.importKey('jwk', jwk, rsa, false, ['verify']), given, signed)
  } catch (error) {
    // Says nothing about the signature.
    if (Object(error).name === 'NotSupportedError') throw error
    // Malformed, or a key that is not a point of the curve.
    return false
  }
}
