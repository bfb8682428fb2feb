import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import type { SessionStorageError } from '../errors/users.js'
import { changeStorage } from './changeStorage.js'
import { endSession, type SessionEnd } from './endSession.js'
import { indexedDbStorage } from './indexedDbStorage.js'
import type { Session, SessionStorage } from './session.js'

/**
 * Ends a session: removes it from the storage, then deletes its key at the signer. Sends one query and one activity, both
 * stamped by the session, so it does not prompt.
 *
 * What became of the session at the signer is the result. Nothing proves it: anybody on the way can claim an end, and a list
 * of keys that somebody has changed can make this delete another key of the user. If the
 * storage fails, the session is still ended at the signer.
 *
 * @returns `ended`: the signer has deleted the session's key. `not known to the signer`: it refused the key, because the
 * session had ended before or somebody says so. `not reached`: no signer answered, or the session has expired by this
 * machine's clock and nothing was sent. A refusal by your proxy that is not in the signer's format, such as a plain 403, is
 * no signer's answer either. In the last two cases the session may live on until it expires: {@link endSessions}, stamped by
 * a passkey, ends it.
 *
 * @throws SessionStorageError, and what {@link submit} throws if the signer answers and does not end the session.
 *
 * @example
 * ```ts
 * import { createSignerClient, restoreSession, signOut } from 'viem-passkey-account'
 *
 * const client = createSignerClient()
 * const { session } = await restoreSession()
 * const result = session && (await signOut(client, { session }))
 * if (result === 'not reached') console.log('Your session ends when it expires.')
 * ```
 */
export async function signOut(
  client: SignerClient,
  { session, storage = indexedDbStorage(), signal }: signOut.Parameters,
): Promise<signOut.ReturnType> {
  let end: SessionEnd
  try {
    await changeStorage(() => storage.remove(session.publicKey), signal)
  } finally {
    end = await endSession(client, { session, signal })
  }
  return end
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
  type ReturnType = SessionEnd
  type ErrorType = submit.ErrorType | SessionStorageError
}
