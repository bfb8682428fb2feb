import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import { endSession } from './endSession.js'
import { indexedDbStorage } from './indexedDbStorage.js'
import type { Session, SessionStorage } from './session.js'

/**
 * Ends a session, here first and then at the signer: no prompt, one query and one activity, stamped by the session itself. What has ended
 * already is done at once.
 *
 * @param parameters.session - From {@link signIn} or {@link restoreSession}.
 * @param parameters.storage - What those were given; IndexedDB unless given.
 *
 * @throws What {@link submit} throws, SessionStorageError. It is forgotten here even where the signer cannot be reached; there it then
 * lasts to its end, with a key that nothing holds any more once the page is gone. Where the storage fails it has ended at the signer.
 *
 * @example
 * await signOut(client, { session })
 */
export async function signOut(
  client: SignerClient,
  { session, storage, signal }: signOut.Parameters,
): Promise<signOut.ReturnType> {
  try {
    await (storage ?? indexedDbStorage()).remove(session.publicKey)
  } finally {
    await endSession(client, { session, signal })
  }
}

export declare namespace signOut {
  type Parameters = {
    session: Session
    storage?: SessionStorage | undefined
    signal?: AbortSignal | undefined
  }
  type ReturnType = undefined
  type ErrorType = submit.ErrorType | import('../errors/users.js').SessionStorageError
}
