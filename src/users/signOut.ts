import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import type { SessionStorageError } from '../errors/users.js'
import { endSession } from './endSession.js'
import { indexedDbStorage } from './indexedDbStorage.js'
import type { Session, SessionStorage } from './session.js'
import { useStorage } from './useStorage.js'

/**
 * Ends a session: removes it from the storage, then deletes its key at the signer. Sends one query and one activity, both
 * stamped by the session, so it does not prompt. Does nothing at the signer if the session has ended already.
 *
 * If the signer cannot be reached, the session is gone from the storage all the same and expires at the signer by itself.
 * If the storage fails, the session is still ended at the signer.
 *
 * @throws SessionStorageError, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, restoreSession, signOut } from 'viem-passkey-account'
 *
 * const client = createSignerClient()
 * const { session } = await restoreSession()
 * if (session) await signOut(client, { session })
 * ```
 */
export async function signOut(
  client: SignerClient,
  { session, storage = indexedDbStorage(), signal }: signOut.Parameters,
): Promise<signOut.ReturnType> {
  try {
    await useStorage(() => storage.remove(session.publicKey), signal)
  } finally {
    await endSession(client, { session, signal })
  }
}

export declare namespace signOut {
  type Parameters = {
    /** The session, from {@link signIn} or {@link restoreSession}. */
    session: Session
    /**
     * The storage that {@link signIn} was given.
     * @default indexedDbStorage()
     */
    storage?: SessionStorage | undefined
    /** Aborts the requests. The call then rejects with the signal's reason. */
    signal?: AbortSignal | undefined
  }
  type ReturnType = undefined
  type ErrorType = submit.ErrorType | SessionStorageError
}
