import type { CredentialStore } from './createCredentialStore.js'
import type { UserAction } from './userAction.js'
import type { VirtualAuthenticator } from './virtualAuthenticator.js'

/** Everything that a ceremony needs besides its options. */
export type Ceremony = {
  authenticator: VirtualAuthenticator
  store: CredentialStore
  signal: AbortSignal | undefined
  /** Resolves when the user has approved the prompt; rejects as a browser does when the prompt ends otherwise. */
  waitForUser(timeout: number | undefined): Promise<UserAction>
}
