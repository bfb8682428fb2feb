/**
 * A user's wallet and its passkey: the record that sign-up returns and every later call takes. Plain JSON, and nothing
 * in it is secret, so store it as you like.
 */
export type PasskeyWallet = {
  /** The user's sub-organization. */
  organizationId: string
  /** Id of the root user. */
  userId: string
  /** Id of the wallet. */
  walletId: string
  /** Address of the wallet's account, EIP-55 checksummed. */
  address: `0x${string}`
  /** Public key of the account: uncompressed SEC1 (65 bytes), hex with 0x. */
  publicKey: `0x${string}`
  /** Credential id of the passkey that owns the wallet, base64url without padding. */
  credentialId: string
  /**
   * Id of the passkey at the signer. Missing in a wallet that no answer named it for. In a wallet of a sign-in without
   * `expected`, it is what the signer's list says, which nothing proves.
   */
  authenticatorId?: string | undefined
  /**
   * Public key of the passkey: COSE, base64url without padding. Missing in a wallet that no registration was read for.
   * In a wallet of a sign-in without `expected`, it is what the signer's list says, which nothing proves.
   */
  passkeyPublicKey?: string | undefined
  /**
   * User handle of the passkey, base64url without padding: from its registration, or from the authenticator at a sign-in.
   * Missing if neither told it. The signer does not know it.
   */
  userHandle?: string | undefined
}
