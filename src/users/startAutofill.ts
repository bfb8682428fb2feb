import { assertOptionalId } from '../actions/assertOptionalId.js'
import { clockCorrection } from '../client/clockCorrection.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { abortReason } from '../errors/abortReason.js'
import type { InvalidRpIdError, PasskeyUnsupportedError } from '../errors/passkey.js'
import { raceSignal } from '../errors/raceSignal.js'
import { autofillEnded, autofillStamper } from '../stampers/autofillStamper.js'
import { assertAutofill } from '../webauthn/assertAutofill.js'
import type { GetFn } from '../webauthn/ceremonies.js'
import { checkRpId } from '../webauthn/checkRpId.js'
import { createAutofillGate } from './createAutofillGate.js'
import { createSessionKey } from './createSessionKey.js'
import { indexedDbStorage } from './indexedDbStorage.js'
import { parseExpected } from './parseExpected.js'
import { restoreSession } from './restoreSession.js'
import type { Session } from './session.js'
import { signIn } from './signIn.js'

/** When a request is replaced, in milliseconds: 30 minutes. The signer accepts a login for an hour. */
const renewedAfter = 1_800_000

/** How old a request may be when the user picks, in milliseconds: 55 minutes. */
const sentUntil = 3_300_000

/**
 * Offers the user's passkeys in the autofill of a text field that has `autocomplete="username webauthn"`, and signs in with the
 * one that they pick. Call it when the page loads. Nothing is prompted and nothing is sent until then.
 *
 * It stays armed until it is over: makes a new request, with a new session key, before the old one expires and after the machine
 * slept; gives way to every prompt of this page and comes back after it; lets go of a page that is left, and comes back with it.
 * A session that begins in another way meanwhile, in this tab or another one, ends it, if `storage` tells: the result is that
 * session then.
 *
 * What a session can do, what `expected` is for, and how the sign-in can fail, is as for {@link signIn}. If it fails, autofill is
 * over: show the error, and start it again.
 *
 * @throws PasskeyUnsupportedError at once, with the reason `autofill` where the browser does not have it; InvalidRpIdError;
 * InvalidParameterError; what {@link signIn} throws after the user has picked a passkey; or the reason of `signal`.
 *
 * @example
 * ```ts
 * import { createSignerClient, type PasskeyWallet, startAutofill } from 'viem-passkey-account'
 *
 * const client = createSignerClient()
 * // Abort it when the user signs in or up in another way, or leaves the form.
 * const controller = new AbortController()
 *
 * export async function onLoad(expected: PasskeyWallet[] | undefined) {
 *   return startAutofill(client, {
 *     organizationId: '<parent organization id>',
 *     rpId: 'example.com',
 *     expected,
 *     signal: controller.signal,
 *   })
 * }
 * ```
 */
export async function startAutofill(
  client: SignerClient,
  parameters: startAutofill.Parameters,
): Promise<startAutofill.ReturnType> {
  const { rpId, getFn, userVerification = 'preferred', signal, ...options } = parameters
  const { storage = indexedDbStorage(), allowNewWallets, sessionProfileId } = options
  checkRpId(rpId)
  assertOptionalId('sessionProfileId', sessionProfileId)
  // Copied, since it lasts: what the caller changes later does not change who may sign in.
  const entries = parseExpected(options.expected)
  const wallets = entries?.flatMap(({ wallet }) => wallet ?? [])
  const expected = wallets?.[0] ? wallets : entries?.[0]
  if (signal?.aborted) throw abortReason(signal)
  if (!getFn) await raceSignal(assertAutofill(), signal)

  /** The request that is open, until the user picks a passkey. */
  let open: { controller: AbortController; armedAt: number } | undefined
  let signingIn: AbortController | undefined
  let isOver = false
  const age = (): number => (open ? client.now() - open.armedAt : 0)
  const disarm = (): void => open?.controller.abort()
  // A clock that was wrong makes it a request of the future.
  const isOutside = (limit: number): boolean => age() < -clockCorrection || age() >= limit
  const gate = createAutofillGate({ disarm, isOld: () => isOutside(renewedAfter) })

  /** Arms autofill once. Returns `undefined` if that ended without the user. */
  async function arm(): Promise<Session | undefined> {
    const key = await createSessionKey()
    if (isOver || !gate.isOpen()) return undefined
    const controller = new AbortController()
    const own = { controller, armedAt: client.now() }
    open = own
    const accept = (): boolean => {
      if (isOutside(sentUntil)) disarm()
      else signingIn = controller
      open = undefined
      return signingIn !== undefined
    }
    const stamper = autofillStamper({ rpId, userVerification, getFn, signal: controller.signal, accept })
    try {
      return await signIn(client, { ...options, expected, storage, key, stamper, signal: controller.signal })
    } catch (error) {
      const isDisarmed = controller.signal.aborted
      if (signingIn || signal?.aborted || (!isDisarmed && error !== autofillEnded)) throw error
      if (!isDisarmed) gate.hold()
      return undefined
    } finally {
      if (open === own) open = undefined
    }
  }

  const readStored = async (): Promise<Session | undefined> => {
    const stored = { expected, allowNewWallets, sessionProfileId, storage, now: client.now, signal }
    return (await restoreSession(stored).catch(() => undefined))?.session
  }
  const before = readStored()
  let share: (session: Session) => void = () => undefined
  const shared = new Promise<Session>((resolve) => {
    share = resolve
  })
  /** Looks whether a session has begun elsewhere since the start. */
  async function look(): Promise<void> {
    const earlier = await before
    const found = await readStored()
    if (found && !signingIn && found.publicKey !== earlier?.publicKey) share(found)
  }
  const unsubscribe = attempt(() => storage.subscribe?.(() => void look()))

  async function run(): Promise<Session> {
    while (!isOver) {
      await gate.whenOpen()
      void look()
      const session = await arm()
      if (session) return session
    }
    return shared
  }
  const abort = (): void => (signingIn ?? open?.controller)?.abort(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    return await raceSignal(Promise.race([shared, run()]), signal)
  } finally {
    isOver = true
    signal?.removeEventListener('abort', abort)
    gate.remove()
    disarm()
    attempt(() => unsubscribe?.())
  }
}

/** Calls a storage that may throw. One that cannot tell of other sessions costs nothing else. */
function attempt<result>(run: () => result): result | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

export declare namespace startAutofill {
  type Parameters = Omit<signIn.Parameters, 'key' | 'stamper' | 'signal'> & {
    /** RP ID with which the passkeys were registered, such as `example.com` or `localhost`. */
    rpId: string
    /**
     * Whether the authenticator verifies the user, by fingerprint, face or PIN. `preferred`: if it can.
     * @default 'preferred'
     */
    userVerification?: 'required' | 'preferred' | 'discouraged' | undefined
    /**
     * Runs the ceremony in place of the browser. It must pass `mediation` on, so that nothing is prompted, and stay open until the
     * user picks a passkey or its signal aborts.
     * @default navigator.credentials.get
     */
    getFn?: GetFn | undefined
    /** Ends autofill, and a sign-in that it has begun. The call then rejects with the signal's reason. */
    signal?: AbortSignal | undefined
  }
  type ReturnType = Session
  type ErrorType = signIn.ErrorType | PasskeyUnsupportedError | InvalidRpIdError
}
