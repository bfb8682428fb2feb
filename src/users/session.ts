import { hasStrings } from '../client/guards.js'
import { SessionExpiredError } from '../errors/users.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import { stampWithKey } from '../stampers/stampWithKey.js'
import type { Stamper } from '../wire/stamp.js'
import type { SessionKey } from './createSessionKey.js'

/** What is kept of a session. IndexedDB stores it as it is; it is no JSON, because of the key. */
export type StoredSession = {
  key: SessionKey
  /** The user's sub-organization. */
  organizationId: string
  userId: string
  wallets: PasskeyWallet[]
  /** Milliseconds since the epoch, by this machine's clock. */
  expiresAt: number
}

/** Stamps in the passkey's place, without a prompt, until it ends. Goes wherever a stamper goes. */
export type Session = Stamper & {
  readonly organizationId: string
  readonly userId: string
  /** The user's Ethereum accounts, the oldest first. */
  readonly wallets: readonly PasskeyWallet[]
  /** Of the session key: SEC1 compressed, hex without 0x. */
  readonly publicKey: string
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly expiresAt: number
}

/** Where the one session of a page is kept between loads. */
export type SessionStorage = {
  load(): Promise<StoredSession | undefined>
  /** In the place of what is there. */
  save(session: StoredSession): Promise<void>
  /** Unless another session has come in its place. */
  remove(publicKey: string): Promise<void>
}

/** Whether a storage gave back what it was given. Another version of this package may have written it, and JSON has no form for the key. */
export function isStoredSession(value: unknown): value is StoredSession {
  if (!hasStrings(value, ['organizationId', 'userId'])) return false
  const { key, wallets, expiresAt } = value
  return (
    hasStrings(key, ['publicKey']) &&
    hasStrings(key.privateKey, ['type']) &&
    typeof expiresAt === 'number' &&
    Array.isArray(wallets) &&
    wallets.every((wallet) =>
      hasStrings(wallet, ['organizationId', 'userId', 'walletId', 'address', 'publicKey', 'credentialId']),
    )
  )
}

export function toSession({ key, ...stored }: StoredSession, now: () => number): Session {
  return {
    ...stored,
    publicKey: key.publicKey,
    async stamp(payload) {
      if (now() >= stored.expiresAt) throw new SessionExpiredError({ expiresAt: stored.expiresAt })
      return stampWithKey(key.privateKey, key.publicKey, payload)
    },
  }
}
