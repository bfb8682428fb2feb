import { unauthenticated } from '../../protocol/WireError.js'
import type { Credential } from './findCredential.js'
import type { OriginPolicy } from './originPolicy.js'
import type { UnverifiedStamp } from './readStamp.js'
import { verifyApiKeyStamp } from './verifyApiKeyStamp.js'
import { verifyWebAuthnStamp } from './verifyWebAuthnStamp.js'

/** What a vote records of its stamp. */
export type VerifiedStamp = { publicKey: string; signature: string; scheme: string }

/** Verifies that the credential signed this body, and has not expired. @throws 401 */
export function verifyStamp(
  credential: Credential,
  stamp: UnverifiedStamp,
  body: Uint8Array,
  origins: OriginPolicy,
  nowMs: number,
): VerifiedStamp {
  if (credential.type === 'apiKey' && stamp.type === 'apiKey') {
    if (!verifyApiKeyStamp(stamp, body, credential.apiKey.point))
      throw unauthenticated('could not verify api key signature', 'SIGNATURE_INVALID')
    const { createdMs, expirationSeconds, organizationId } = credential.apiKey
    if (expirationSeconds !== null && nowMs >= createdMs + expirationSeconds * 1000)
      throw unauthenticated(
        `rpc error: code = Unauthenticated desc = expired api key publicKey=${stamp.publicKey} organizationId=${organizationId}`,
        'API_KEY_EXPIRED',
      )
    return { publicKey: stamp.publicKey, signature: stamp.signatureText, scheme: stamp.scheme }
  }
  if (credential.type === 'webAuthn' && stamp.type === 'webAuthn') {
    const problem = verifyWebAuthnStamp(stamp, credential.authenticator, body, origins)
    if (problem !== undefined)
      throw unauthenticated(`could not verify WebAuthN signature: ${problem}`, 'SIGNATURE_INVALID')
    // The scheme is from the published enum. How production records a passkey's vote is not verified.
    return {
      publicKey: credential.authenticator.publicKey,
      signature: stamp.signatureText,
      scheme: 'SIGNATURE_SCHEME_TK_WEBAUTHN',
    }
  }
  throw unauthenticated('malformed activity stamp', 'SIGNATURE_INVALID')
}
