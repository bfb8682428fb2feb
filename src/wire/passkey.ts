export type AuthenticatorTransport =
  | 'AUTHENTICATOR_TRANSPORT_BLE'
  | 'AUTHENTICATOR_TRANSPORT_INTERNAL'
  | 'AUTHENTICATOR_TRANSPORT_NFC'
  | 'AUTHENTICATOR_TRANSPORT_USB'
  | 'AUTHENTICATOR_TRANSPORT_HYBRID'

/** Everything but `transports` is base64url without padding. */
export type Attestation = {
  credentialId: string
  clientDataJson: string
  attestationObject: string
  transports: AuthenticatorTransport[]
}

/** A fresh registration, as the signer takes it. */
export type Passkey = {
  /** Base64url without padding; the same as `attestation.credentialId`. */
  credentialId: string
  /** The registration challenge, base64url; the signer compares it with the one in `clientDataJson`. */
  challenge: string
  attestation: Attestation
}

/** The one record that goes in and out of every call. Plain JSON; nothing in it is secret. */
export type PasskeyWallet = {
  /** The user's sub-organization. */
  organizationId: string
  userId: string
  walletId: string
  /** EIP-55 checksummed. */
  address: `0x${string}`
  /** SEC1 uncompressed, hex with 0x (65 bytes). */
  publicKey: `0x${string}`
  /** The passkey that owns the wallet, base64url without padding. */
  credentialId: string
}
