import type { CredentialStore } from './credentialStore.js'

/** What a ceremony needs to know of the page and the authenticator it runs on. */
export type Ceremony = {
  rpId: string
  origin: string
  store: CredentialStore
  userVerification: boolean
  backupEligible: boolean
  backedUp: boolean
  signal: AbortSignal | undefined
  /** Waits for the person in front of it; rejects when they do not approve. */
  userAnswers(timeout: number | undefined): Promise<void>
}
