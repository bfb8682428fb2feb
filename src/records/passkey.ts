import type { Attestation } from '../wire/params.js'

/** A freshly registered passkey: what `createSubOrganization` and `createAuthenticators` take. Plain JSON. */
export type Passkey = {
  /** Credential id, base64url without padding. Equals `attestation.credentialId`. */
  credentialId: string
  /** The registration's challenge, base64url. The signer compares it with the one in `attestation.clientDataJson`. */
  challenge: string
  /**
   * User handle of the passkey, base64url without padding: what groups a user's passkeys on the platform. Random, and not sent
   * to the signer.
   */
  userHandle?: string | undefined
  /** The registration, as the authenticator returned it. */
  attestation: Attestation
}
