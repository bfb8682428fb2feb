import type { Attestation } from '../wire/intents.js'

/** A fresh registration, as the signer takes it. */
export type Passkey = {
  /** Base64url without padding; the same as `attestation.credentialId`. */
  credentialId: string
  /** The registration challenge, base64url; the signer compares it with the one in `clientDataJson`. */
  challenge: string
  attestation: Attestation
}
