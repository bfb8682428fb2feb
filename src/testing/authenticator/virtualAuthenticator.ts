/** A page's origin and the authenticator that it talks to, without the passkeys on it. Plain JSON. */
export type VirtualAuthenticator = {
  rpId: string
  origin: string
  /** Whether it can verify its user. */
  userVerification: boolean
  /** Flag BE of new passkeys. */
  backupEligible: boolean
  /** Flag BS of new passkeys. */
  backedUp: boolean
  /** Whether it counts signatures; if not, every count stays where it is, as with synced passkeys. */
  signatureCounter: boolean
  attachment: 'platform' | 'cross-platform'
  /** How it can be reached, as a registration says it: `internal`, `hybrid`, `usb` … */
  transports: readonly string[]
}
