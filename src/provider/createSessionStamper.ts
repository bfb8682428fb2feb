import type { PasskeyAccount } from '../account/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { ActivityAuthenticatorsNeededError } from '../errors/activity.js'
import { InvalidParameterError } from '../errors/config.js'
import { findError } from '../errors/findError.js'
import { UnknownCredentialError } from '../errors/signer.js'
import { SessionExpiredError } from '../errors/users.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { StepUp } from '../records/stepUp.js'
import { indexedDbStorage } from '../users/indexedDbStorage.js'
import { restoreSession } from '../users/restoreSession.js'
import { isExpected, type Session, type SessionStorage } from '../users/session.js'
import type { signIn } from '../users/signIn.js'
import { signOut } from '../users/signOut.js'
import type { Stamper } from '../wire/stamp.js'

/** How a sign-in begins a session. */
export type SessionOptions = {
  /**
   * Lifetime of the session, in whole seconds. More than a day (86,400) needs `allowLongSession`.
   * @default 900
   */
  expirationSeconds?: number | undefined
  /**
   * Whether the session may last longer than a day.
   * @default false
   */
  allowLongSession?: boolean | undefined
  /**
   * Whether the user's other sessions end, on every device.
   * @default false
   */
  invalidateExisting?: boolean | undefined
  /**
   * Id of the session profile that limits the session.
   * @default the session may do what the user may, within the user's MFA policies
   */
  sessionProfileId?: string | undefined
  /**
   * The passkey approves what the user's MFA policies do not let the session sign alone. With `when`, its prompt starts before
   * the session has asked.
   * @default such a signature fails with an ActivityAuthenticatorsNeededError
   */
  stepUp?: Pick<StepUp, 'when'> | undefined
  /**
   * Keeps the session between page loads.
   * @default indexedDbStorage()
   */
  storage?: SessionStorage | undefined
}

/** A stamper that chooses at each stamp: the session while it lives, else the passkey. */
export type SessionStamper = {
  /** Of the accounts. */
  stampers: { stamper: Stamper; stepUp: StepUp | undefined }
  /** What {@link signIn} needs. Without sessions, one of a minute, which only reads the wallets. */
  signInOptions: Pick<
    signIn.Parameters,
    'expirationSeconds' | 'allowLongSession' | 'invalidateExisting' | 'sessionProfileId' | 'storage'
  >
  /** @throws InvalidParameterError if the session does not have the limits of `sessionProfileId`. */
  begin(session: Session): void
  /** Ends a session that connects nobody, and leaves the one that signs now. */
  discard(session: Session): void
  /** The session that signs now. */
  current(): Session | undefined
  restore(wallets: readonly PasskeyWallet[]): Promise<void>
  /** Ends the session of this tab, and the stored one if it is of this organization: another tab may have begun it. */
  end(organizationId?: string): Promise<void>
  /** Copies an account so that it signs with the passkey if the signer no longer knows the session. */
  retry(account: PasskeyAccount): PasskeyAccount
}

const noStorage: SessionStorage = {
  load: async () => undefined,
  save: async () => undefined,
  remove: async () => undefined,
}

export function createSessionStamper({
  client,
  passkey,
  now,
  options,
}: {
  client: SignerClient
  passkey: Stamper
  now: () => number
  options: false | SessionOptions
}): SessionStamper {
  const { storage = indexedDbStorage(), stepUp, ...sessionOptions }: SessionOptions = options || {}
  const signInStorage: SessionStorage = {
    load: () => storage.load(),
    // A user without an account does not connect: their session must not replace the stored one.
    save: async (stored) => (stored.wallets.length > 0 ? storage.save(stored) : undefined),
    remove: (publicKey) => storage.remove(publicKey),
  }
  let session: Session | undefined
  /** Counts what began or ended: a session that is read meanwhile is not the current one. */
  let changes = 0
  const live = (): Session | undefined => (session && now() < session.expiresAt ? session : undefined)
  const { sessionProfileId } = sessionOptions
  /** Counts what the session stamped: an error of a request that only the passkey stamped says nothing about the session. */
  let stamps = 0

  /** Another tab may have signed out, or in again. Reading that delays no prompt: a live session stamps without one. */
  async function readAgain(used: Session, signal: AbortSignal | undefined): Promise<Session | undefined> {
    if (!used.kept) return used
    // A storage that fails says nothing.
    const read = await restoreSession({ storage, sessionProfileId, now, signal }).catch(() => ({ session: used }))
    const next = read.session?.organizationId === used.organizationId ? read.session : undefined
    if (session === used && next?.publicKey !== used.publicKey) session = next
    return live()
  }

  const signOutOf = async (ended: Session | undefined): Promise<unknown> =>
    ended && signOut(client, { session: ended, storage: options ? storage : noStorage })
  const end = async (organizationId?: string, ended = session): Promise<void> => {
    session = undefined
    const before = ++changes
    const findStored = async (): Promise<Session | undefined> => {
      if (!options || organizationId === undefined) return undefined
      // A storage that fails says nothing.
      const stored = await restoreSession({ organizationId, storage, now }).catch(() => undefined)
      // Unless the user has signed in again meanwhile.
      return changes === before && stored?.session?.publicKey !== ended?.publicKey ? stored?.session : undefined
    }
    await Promise.all([signOutOf(ended), findStored().then(signOutOf)])
  }

  const retry =
    <parameters extends unknown[], result>(method: (...parameters: parameters) => Promise<result>) =>
    async (...parameters: parameters): Promise<result> => {
      const used = live()
      const before = stamps
      try {
        return await method(...parameters)
      } catch (error) {
        // Waits for the session beside the passkey, which has approved: it must not be asked again.
        if (findError(error, ActivityAuthenticatorsNeededError)) throw error
        // Ended elsewhere: nothing was signed, so the passkey can sign it.
        if (
          !used ||
          stamps === before ||
          !(findError(error, UnknownCredentialError) ?? findError(error, SessionExpiredError))
        )
          throw error
        if (session?.publicKey === used.publicKey) session = undefined
        return method(...parameters)
      }
    }

  const stamper: Stamper = {
    get prompts() {
      return !live()
    },
    async stamp(payload, context) {
      const used = live()
      const current = used && (await readAgain(used, context?.signal))
      if (current) stamps++
      return (current ?? passkey).stamp(payload, context)
    },
  }

  return {
    stampers: { stamper, stepUp: stepUp && { ...stepUp, stamper: passkey } },
    signInOptions: options
      ? { ...sessionOptions, storage: signInStorage }
      : { expirationSeconds: 60, storage: noStorage },
    begin(begun) {
      if (!isExpected(sessionProfileId, begun.sessionProfileId))
        throw new InvalidParameterError({
          parameter: 'session',
          value: '',
          message: '`session` has another profile. Sign in with `sessionProfileId`.',
        })
      changes++
      // Without sessions, the new one has only read the wallets. With them, nothing stamps with the one before any more.
      const over = options ? session : begun
      if (options) session = begun
      // Not awaited: it expires by itself.
      if (over && over.publicKey !== session?.publicKey)
        signOut(client, { session: over, storage: noStorage }).catch(() => undefined)
    },
    discard: (discarded) => void signOutOf(discarded).catch(() => undefined),
    async restore(wallets) {
      if (!options || session) return
      const before = changes
      const restored = await restoreSession({ storage, sessionProfileId, now, expected: wallets }).catch(
        () => undefined,
      )
      if (changes === before) session ??= restored?.session
    },
    end: (organizationId) => end(organizationId),
    current: live,
    retry: (account) => ({
      ...account,
      get publicKey() {
        return account.publicKey
      },
      sign: retry(account.sign),
      signAuthorization: retry(account.signAuthorization),
      signMessage: retry(account.signMessage),
      signTypedData: retry(account.signTypedData) as PasskeyAccount['signTypedData'],
      signTransaction: retry(account.signTransaction) as PasskeyAccount['signTransaction'],
    }),
  }
}
