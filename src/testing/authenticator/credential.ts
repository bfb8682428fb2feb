/** A passkey on a virtual authenticator, without its private key. */
export type VirtualCredential = {
  /** Credential id, base64url without padding. */
  credentialId: string
  /** RP ID for which the passkey was registered. */
  rpId: string
  /** `user.id` of the registration, base64url without padding. */
  userHandle: string
  /** `user.name` of the registration. */
  userName: string
  /** `user.displayName` of the registration. */
  userDisplayName: string
  /** Whether a ceremony finds the passkey without its id in `allowCredentials`. */
  discoverable: boolean
  /** Value of the signature counter. */
  signCount: number
  /** Whether the passkey can be synced: flag BE. */
  backupEligible: boolean
  /** Whether the passkey is synced: flag BS. */
  backedUp: boolean
}

/** A passkey on a virtual authenticator with its private key in the clear. For tests only. */
export type SavedVirtualCredential = VirtualCredential & {
  /** Private key, PKCS #8, base64url without padding. */
  privateKey: string
}

/** Changes to a passkey. */
export type CredentialUpdate = {
  /**
   * New value of the signature counter, from 0 to 2^32 - 1. A lower one than before imitates a cloned authenticator.
   */
  signCount?: number | undefined
  /** New flag BS. Only a passkey that is `backupEligible` can be backed up. */
  backedUp?: boolean | undefined
}
