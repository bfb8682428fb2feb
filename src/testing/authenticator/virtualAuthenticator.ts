/** The settings of a virtual passkey: the page's origin, and the authenticator that the page uses. Plain JSON. */
export type VirtualAuthenticator = {
  /** RP ID of the app under test. */
  rpId: string
  /** Origin of the page. */
  origin: string
  /** Whether the authenticator can verify its user. */
  userVerification: boolean
  /** Whether new passkeys can be synced: flag BE. */
  backupEligible: boolean
  /** Whether new passkeys are synced: flag BS. */
  backedUp: boolean
  /** Whether the authenticator counts signatures, else the counter stays at 0. */
  signatureCounter: boolean
  /** Whether the authenticator is part of the device (`platform`) or a security key (`cross-platform`). */
  attachment: 'platform' | 'cross-platform'
  /** Transports in the response to a registration, such as `internal`, `hybrid` or `usb`. */
  transports: readonly string[]
}
