import { assertOptionalId } from '../actions/assertOptionalId.js'
import type { listWalletAccounts } from '../actions/listWalletAccounts.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import { InvalidParameterError, type WebCryptoUnavailableError } from '../errors/config.js'
import type { Stamper } from '../wire/stamp.js'
import { beginSession } from './beginSession.js'
import type { SessionKey } from './createSessionKey.js'
import type { ExpectedUser } from './expected.js'
import { parseExpected } from './parseExpected.js'
import { requireSubtle } from './requireSubtle.js'
import type { Session, SessionStorage } from './session.js'
import { shareRun } from './shareRun.js'

/** A longer session needs `allowLongSession`. In seconds. */
const longSession = 86_400

/**
 * Signs a user in, with one prompt for any passkey of the RP ID: no user name, and nothing stored before. The session
 * lists the user's wallets and stamps without prompts until it expires. The prompt starts before the function returns
 * its promise, so call it in the click handler.
 *
 * The client's stamper must be a {@link webAuthnStamper} without `allowCredentials`, so that the user can choose a
 * passkey.
 *
 * Pass what the app knows as `expected`. Nothing in the answer proves whose wallets it lists: without `expected`, a
 * proxy or anybody else on the way can put another wallet in the user's place.
 *
 * To the signer, the session key is a credential of the root user: until the session expires, a script injected into
 * the page can sign with it, and can add and remove passkeys, unless `sessionProfileId` limits it. A session never renews
 * itself, and goes on when the passkey that began it is removed: {@link endSessions} ends it.
 *
 * A second call with the same key while the first one runs, as a double click makes it, joins that one. If the storage
 * fails, the session is returned all the same, with `kept: false`: it ends with the page.
 *
 * @throws What {@link submit} and {@link listWalletAccounts} throw: UnknownCredentialError if the passkey has no wallet
 * here. AnswerMismatchError if the user picked another passkey, or if the answer is not as `expected`. A session that
 * has begun but cannot be returned is ended at the signer. InvalidParameterError or WebCryptoUnavailableError before the
 * prompt.
 *
 * @example
 * ```ts
 * import { createSessionKey, createSignerClient, type PasskeyWallet, signIn, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const key = await createSessionKey() // When the page loads.
 *
 * // The wallets that `signUp` returned and the page has kept. `undefined` if it has none.
 * export async function onClick(expected: PasskeyWallet[] | undefined) {
 *   return signIn(client, { organizationId: '<parent organization id>', key, expected })
 * }
 * ```
 */
export async function signIn(client: SignerClient, parameters: signIn.Parameters): Promise<signIn.ReturnType> {
  const {
    organizationId,
    key,
    expirationSeconds = 900,
    allowLongSession = false,
    invalidateExisting = false,
    allowNewWallets = false,
    sessionProfileId,
    storage,
    stamper,
    signal,
  } = parameters
  const isLength = Number.isSafeInteger(expirationSeconds) && expirationSeconds > 0
  if (!isLength || (expirationSeconds > longSession && !allowLongSession))
    throw new InvalidParameterError({
      parameter: 'expirationSeconds',
      value: String(expirationSeconds),
      message: isLength
        ? '`expirationSeconds` is more than a day. Pass less, or `allowLongSession: true`.'
        : '`expirationSeconds` is not a whole number above 0. Pass seconds.',
    })
  assertOptionalId('sessionProfileId', sessionProfileId)
  const expected = parseExpected(parameters.expected)
  // The session stamps with it, and the passkey's signature is checked with it.
  requireSubtle()
  const running = shareRun({
    name: `signIn ${key.publicKey}`,
    options: [
      client.url,
      organizationId,
      expirationSeconds,
      invalidateExisting,
      sessionProfileId,
      JSON.stringify(expected),
      allowNewWallets,
      storage,
      stamper,
    ],
    signal,
    start: (signal) => beginSession(client, { ...parameters, expirationSeconds, expected, allowNewWallets, signal }),
  })
  if (running !== undefined) return running
  throw new InvalidParameterError({
    parameter: 'key',
    value: key.publicKey,
    message: 'Another `signIn` with this key is running, with other options. Wait for it, or pass a new key.',
  })
}

export declare namespace signIn {
  type Parameters = {
    /** The parent organization. The signer finds the user's sub-organization by the passkey. */
    organizationId: string
    /** The session's key pair, from {@link createSessionKey}, made before the click. */
    key: SessionKey
    /**
     * Who may be signed in: the wallets that the app knows, from its own storage or backend, or the ids of a user.
     *
     * With wallets, the passkey must be that of one of them, the organization and the user must be the same, and the
     * signer must list each of them that belongs to this user. With `passkeyPublicKey`, the passkey's signature is
     * verified here. A second passkey of the user is expected as `{ ...wallet, ...added }`, with what
     * {@link addPasskey} returned. With ids alone no wallet is known, so `wallets` is empty unless `allowNewWallets` is set.
     *
     * @default anyone, with any wallets
     */
    expected?: ExpectedUser | undefined
    /**
     * Whether the session also lists wallets that are not in `expected`. Nothing proves those.
     * @default false
     */
    allowNewWallets?: boolean | undefined
    /**
     * Lifetime of the session, in whole seconds. More than a day (86,400) needs `allowLongSession`.
     * @default 900
     */
    expirationSeconds?: number | undefined
    /**
     * Whether the session may last more than a day.
     * @default false
     */
    allowLongSession?: boolean | undefined
    /**
     * Limits the session to the scope of a session profile, and to its length if that is shorter. The signer enforces both. The
     * parent organization creates profiles, with `createSessionProfile`.
     * @default undefined, the session may do what the user may
     */
    sessionProfileId?: string | undefined
    /**
     * Whether the user's other sessions end, on every device.
     * @default false
     */
    invalidateExisting?: boolean | undefined
    /**
     * Keeps the session for {@link restoreSession}.
     * @default indexedDbStorage()
     */
    storage?: SessionStorage | undefined
    /**
     * Stamps with the passkey.
     * @default client.stamper
     */
    stamper?: Stamper | undefined
    /** Aborts the prompt, the requests and the polling. The call then rejects with the signal's reason. */
    signal?: AbortSignal | undefined
  }
  type ReturnType = Session
  type ErrorType = submit.ErrorType | listWalletAccounts.ErrorType | InvalidParameterError | WebCryptoUnavailableError
}
