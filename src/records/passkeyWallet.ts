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
