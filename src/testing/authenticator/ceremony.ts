import type { CredentialStore } from './credentialStore.js'
import type { UserAction } from './userAnswer.js'
import type { VirtualAuthenticator } from './virtualAuthenticator.js'

/** What a ceremony needs to know of the page, the authenticator and its user. */
export type Ceremony = {
  authenticator: VirtualAuthenticator
  store: CredentialStore
  signal: AbortSignal | undefined
  /** Waits for the person in front of it; rejects when they do not approve. */
  userActs(timeout: number | undefined): Promise<UserAction>
}
