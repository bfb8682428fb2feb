import type { SessionStorageError } from '../errors/users.js'
import { indexedDbStorage } from './indexedDbStorage.js'
import { isStoredSession, type Session, type SessionStorage, toSession } from './session.js'
import { useStorage } from './useStorage.js'

/**
 * Restores the session of an earlier page load, or of another tab, without a prompt or a request.
 *
 * The session may have been ended elsewhere: the first request then throws UnknownCredentialError.
 *
 * @returns `{ session }`, or `{ reason }` if no session can be restored: begin a new one with {@link signIn}.
 *
 * @throws SessionStorageError
 *
 * @example
 * ```ts
 * import { restoreSession } from 'viem-passkey-account'
 *
 * const { session, reason } = await restoreSession()
 * if (!session) console.log(`Sign in: ${reason}`)
 * ```
 */
export async function restoreSession({
  storage = indexedDbStorage(),
  now = Date.now,
  signal,
}: restoreSession.Parameters = {}): Promise<restoreSession.ReturnType> {
  const stored: unknown = await useStorage(() => storage.load(), signal)
  if (stored === undefined || stored === null) return { reason: 'none' }
  if (!isStoredSession(stored)) return { reason: 'unreadable' }
  return now() >= stored.expiresAt ? { reason: 'expired' } : { session: toSession(stored, { now }) }
}

export declare namespace restoreSession {
  type Parameters = {
    /**
     * The storage that {@link signIn} was given.
     * @default indexedDbStorage()
     */
    storage?: SessionStorage | undefined
    /**
     * Returns the current time, in milliseconds since the Unix epoch.
     * @default Date.now
     */
    now?: (() => number) | undefined
    /** Aborts the wait for the storage. The call then rejects with the signal's reason. */
    signal?: AbortSignal | undefined
  }
  type ReturnType =
    | {
        /** The restored session. */
        session: Session
        /** Not set: there is a session. */
        reason?: undefined
      }
    | {
        /** Not set: there is no session. */
        session?: undefined
        /**
         * Why there is no session. `none`: no one is signed in. `expired`: the session is over. `unreadable`: another
         * version of this package stored it, or the storage did not keep its key.
         */
        reason: 'none' | 'expired' | 'unreadable'
      }
  type ErrorType = SessionStorageError
}
