import { AnswerMismatchError } from '../errors/activity.js'
import type { InvalidParameterError } from '../errors/config.js'
import type { SessionStorageError } from '../errors/users.js'
import type { ExpectedEntry, ExpectedUser } from './expected.js'
import { indexedDbStorage } from './indexedDbStorage.js'
import { matchField, matchPasskey, matchWallets } from './matchExpected.js'
import { parseExpected } from './parseExpected.js'
import {
  isExpected,
  readStoredSession,
  type Session,
  type SessionStorage,
  type StoredSession,
  toSession,
} from './session.js'
import { useStorage } from './useStorage.js'

/**
 * Restores the session of an earlier page load, or of another tab, without a prompt or a request.
 *
 * The session may have been ended elsewhere: the first request then throws UnknownCredentialError. Pass what the app
 * knows, as to {@link signIn}: the storage may hold another user's session, or one that a script has changed.
 *
 * @returns `{ session }`, or `{ reason }` if no session can be restored: begin a new one with {@link signIn}. A session
 * that is not as expected stays in the storage, until the next one takes its place.
 *
 * @throws SessionStorageError; InvalidParameterError if `expected` is malformed.
 *
 * @example
 * ```ts
 * import { type PasskeyWallet, restoreSession } from 'viem-passkey-account'
 *
 * export async function resume(wallet: PasskeyWallet) {
 *   const { session, reason } = await restoreSession({ expected: [wallet] })
 *   if (!session) console.log(`Sign in: ${reason}`)
 *   return session
 * }
 * ```
 */
export async function restoreSession({
  organizationId,
  expected,
  allowNewWallets = false,
  sessionProfileId,
  storage = indexedDbStorage(),
  now = Date.now,
  signal,
}: restoreSession.Parameters = {}): Promise<restoreSession.ReturnType> {
  const entries = parseExpected(expected)
  const loaded: unknown = await useStorage(() => storage.load(), signal)
  if (loaded === undefined || loaded === null) return { reason: 'none' }
  const stored = readStoredSession(loaded)
  if (!stored) return { reason: 'unreadable' }
  if (now() >= stored.expiresAt) return { reason: 'expired' }
  // A session that began before the app had this profile has other limits, or none.
  if (!isExpected(organizationId, stored.organizationId) || !isExpected(sessionProfileId, stored.sessionProfileId))
    return { reason: 'unexpected' }
  try {
    return { session: toSession(matchStored(stored, { expected: entries, allowNewWallets }), { now }) }
  } catch (error) {
    if (error instanceof AnswerMismatchError) return { reason: 'unexpected' }
    throw error
  }
}

/** Compares a stored session with what is expected, as `signIn` compares an answer. @throws AnswerMismatchError */
function matchStored(
  stored: StoredSession,
  { expected, allowNewWallets }: { expected: ExpectedEntry[] | undefined; allowNewWallets: boolean },
): StoredSession {
  const { organizationId, userId } = stored
  const credentialId = stored.credentialId ?? stored.wallets[0]?.credentialId
  let matching = matchField(expected, { field: 'credentialId', received: credentialId })
  matching = matchField(matching, { field: 'organizationId', received: organizationId })
  matching = matchField(matching, { field: 'userId', received: userId })
  const wallets = matchWallets(expected, { wallets: stored.wallets, organizationId, userId, allowNewWallets })
  const [known] = matching ?? []
  return { ...stored, wallets: wallets.map((wallet) => ({ ...wallet, ...matchPasskey(known, wallet) })) }
}

export declare namespace restoreSession {
  type Parameters = {
    /**
     * The user's sub-organization.
     * @default any
     */
    organizationId?: string | undefined
    /**
     * Who is expected, as the parameter of {@link signIn} says. A session of someone else is not restored.
     * @default anyone
     */
    expected?: ExpectedUser | undefined
    /**
     * Whether the session also lists wallets that are not in `expected`.
     * @default false
     */
    allowNewWallets?: boolean | undefined
    /**
     * The session profile that {@link signIn} was given. A session that it does not limit is not restored.
     * @default any, or none
     */
    sessionProfileId?: string | undefined
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
         * version of this package stored it, the storage did not keep its key, or something has changed a wallet.
         * `unexpected`: it is not the session of `organizationId`, `expected` or `sessionProfileId`, or it lacks a
         * wallet of `expected`.
         */
        reason: 'none' | 'expired' | 'unreadable' | 'unexpected'
      }
  type ErrorType = SessionStorageError | InvalidParameterError
}
