import { hasStrings, isOptionalString } from '../client/guards.js'
import { SessionExpiredError, type SessionStorageError } from '../errors/users.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import { stampWithKey } from '../stampers/stampWithKey.js'
import type { Stamper } from '../wire/stamp.js'
import type { SessionKey } from './createSessionKey.js'
import { parseWallet } from './parseExpected.js'

/** The stored form of a session. IndexedDB can store it, but JSON cannot: the private key is a `CryptoKey`. */
export type StoredSession = {
  /** The session's key pair. */
  key: SessionKey
  /** The user's sub-organization. */
  organizationId: string
  /** Id of the user. */
  userId: string
  /** Credential id of the passkey that began the session, base64url without padding. */
  credentialId?: string | undefined
  /** The user's wallets. */
  wallets: PasskeyWallet[]
  /** When the session expires, in milliseconds since the Unix epoch, by this machine's clock. */
  expiresAt: number
  /** The session profile that limits the session. */
  sessionProfileId?: string | undefined
  /** The scope of that profile, as the signer answered it. */
  scope?: string | undefined
}

/** A session: a stamper that stamps in the passkey's place, without prompts, until it expires. */
export type Session = Stamper & {
  /** The user's sub-organization. */
  readonly organizationId: string
  /** Id of the user. */
  readonly userId: string
  /** Credential id of the passkey that began the session, base64url without padding. */
  readonly credentialId?: string | undefined
  /**
   * The user's Ethereum accounts, oldest first. With `expected`: those that the app knows, in its order, then the others if
   * `allowNewWallets` is set. Nothing proves the others.
   */
  readonly wallets: readonly PasskeyWallet[]
  /** Public key of the session: compressed SEC1 (33 bytes), hex without 0x. */
  readonly publicKey: string
  /** When the session expires, in milliseconds since the Unix epoch, by this machine's clock. */
  readonly expiresAt: number
  /** The session profile that limits the session. Absent if the session may do what the user may. */
  readonly sessionProfileId?: string | undefined
  /** The scope of that profile, as the signer answered it: for people to read. The signer enforces it, not this page. */
  readonly scope?: string | undefined
  /** Whether the storage keeps the session. If not, it ends with the page. */
  readonly kept: boolean
  /** Why the storage does not keep the session. */
  readonly storageError?: SessionStorageError | undefined
}

/** Keeps a page's session between loads. It holds one session at a time. */
export type SessionStorage = {
  /** Returns the stored session. `undefined` if nothing is stored. */
  load(): Promise<StoredSession | undefined>
  /** Stores a session in place of the stored one. */
  save(session: StoredSession): Promise<void>
  /** Removes the session with this public key. Does nothing if another session is stored by now. */
  remove(publicKey: string): Promise<void>
  /**
   * Calls back after the stored session may have changed: in this tab or another one. Returns a function that ends it. Without
   * it, {@link startAutofill} does not notice a sign-in elsewhere.
   */
  subscribe?(onChange: () => void): () => void
}

/**
 * Reads what a storage returned. Returns `undefined` if it is not what was stored: another version of this package may have
 * stored it, JSON drops the key, and a wallet that was changed no longer fits its user or its key. Reads each value once,
 * and nothing else that is there.
 */
export function readStoredSession(value: unknown): StoredSession | undefined {
  const { key, organizationId, userId, credentialId, wallets: list, expiresAt, sessionProfileId, scope } = Object(value)
  const ids = { organizationId, userId }
  if (
    !hasStrings(ids, ['organizationId', 'userId']) ||
    !isSessionKey(key) ||
    !isOptionalString(credentialId) ||
    !isOptionalString(sessionProfileId) ||
    !isOptionalString(scope) ||
    !Array.isArray(list) ||
    !Number.isFinite(expiresAt)
  )
    return undefined
  const wallets = list.flatMap((each) => {
    const wallet = readWallet(each)
    return wallet &&
      wallet.organizationId === organizationId &&
      wallet.userId === userId &&
      wallet.credentialId === (credentialId ?? wallet.credentialId)
      ? [wallet]
      : []
  })
  if (wallets.length !== list.length) return undefined
  return {
    key,
    ...ids,
    credentialId,
    wallets,
    expiresAt,
    ...(sessionProfileId !== undefined && { sessionProfileId }),
    ...(scope !== undefined && { scope }),
  }
}

/** Whether an id of a session is the expected one, if there is one. */
export function isExpected(expected: string | undefined, id: string | undefined): boolean {
  return expected === undefined || expected === id
}

function isSessionKey(key: unknown): key is SessionKey {
  return hasStrings(key, ['publicKey']) && hasStrings(key.privateKey, ['type'])
}

function readWallet(value: unknown): PasskeyWallet | undefined {
  try {
    return parseWallet(value, 'wallet')
  } catch {
    return undefined
  }
}

/** Makes a session from a stored one. `now` is the clock by which it expires. */
export function toSession(
  { key, ...stored }: StoredSession,
  { now, storageError }: { now: () => number; storageError?: SessionStorageError | undefined },
): Session {
  return {
    ...stored,
    kept: !storageError,
    ...(storageError && { storageError }),
    publicKey: key.publicKey,
    prompts: false,
    async stamp(payload) {
      if (now() >= stored.expiresAt) throw new SessionExpiredError({ expiresAt: stored.expiresAt })
      return stampWithKey(key, payload)
    },
  }
}
