import { indexedDbStorage } from './indexedDbStorage.js'
import { isStoredSession, type Session, type SessionStorage, toSession } from './session.js'

/**
 * The session of an earlier load of this page, or of another tab: no prompt, no request. Where there is none it says why not.
 *
 * Whether the signer still knows the session shows with the first request: `UnknownCredentialError` means that it was ended elsewhere.
 *
 * @param parameters.storage - What {@link signIn} was given; IndexedDB unless given.
 * @param parameters.now - Milliseconds since the epoch; the system's clock unless given.
 * @returns `{ session }`, or `{ reason }`: `none` when nobody is signed in here, `expired` when the session is over, `unreadable`
 * when what is stored is no session of this version, or its key was not kept. In each case {@link signIn} puts a new one in its place.
 *
 * @throws SessionStorageError
 *
 * @example
 * const { session, reason } = await restoreSession()
 */
export async function restoreSession({
  storage,
  now = Date.now,
}: restoreSession.Parameters = {}): Promise<restoreSession.ReturnType> {
  const stored: unknown = await (storage ?? indexedDbStorage()).load()
  if (stored === undefined || stored === null) return { reason: 'none' }
  if (!isStoredSession(stored)) return { reason: 'unreadable' }
  return now() >= stored.expiresAt ? { reason: 'expired' } : { session: toSession(stored, now) }
}

export declare namespace restoreSession {
  type Parameters = { storage?: SessionStorage | undefined; now?: (() => number) | undefined }
  type ReturnType =
    | { session: Session; reason?: undefined }
    | { session?: undefined; reason: 'none' | 'expired' | 'unreadable' }
  type ErrorType = import('../errors/users.js').SessionStorageError
}
