import { isAddressEqual, type NonceManager, UnauthorizedProviderError } from 'viem'
import { createPasskeyAccount } from '../account/createPasskeyAccount.js'
import { createSignerClient, type FetchFn, type SignerClient } from '../client/createSignerClient.js'
import type { InvalidRpIdError } from '../errors/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import { webAuthnStamper } from '../stampers/webAuthnStamper.js'
import { createSessionKey, type SessionKey } from '../users/createSessionKey.js'
import type { Session } from '../users/session.js'
import { signIn } from '../users/signIn.js'
import type { signUp } from '../users/signUp.js'
import type { CreateFn, GetFn } from '../webauthn/ceremonies.js'
import type { Stamper } from '../wire/stamp.js'
import { createPasskeySignUp, type SignUpOptions } from './createPasskeySignUp.js'
import { createSessionStamper, type SessionOptions } from './createSessionStamper.js'
import { createStore } from './createStore.js'
import { parseWallets } from './parseWallets.js'
import { walletKey } from './storageKeys.js'
import { throwIfAborted } from './throwIfAborted.js'
import type { ConnectedWallet, ConnectRequest, ProviderStorage, WalletFunctions, WalletRecords } from './types.js'

/**
 * Creates the usual `connect`, `restore` and `forget` of {@link createProvider}: signs up, signs in, and remembers the wallet,
 * which is no secret. Touches nothing and sends nothing by itself.
 *
 * A login of a known wallet expects that wallet: anything else in the signer's answer is an AnswerMismatchError. A login with
 * `selectAccount`, and one where no wallet is known, believes what the answer lists.
 *
 * A `register` and a `login` take one prompt. Without a method, the known wallet connects without a prompt; where none is
 * known, `choose` decides, else the user signs in. Every signature takes a prompt unless `session` is set.
 *
 * @throws InvalidRpIdError
 *
 * @example
 * ```ts
 * import { passkeyWallet } from 'viem-passkey-account/provider'
 *
 * const wallet = passkeyWallet({
 *   rp: { id: 'example.com', name: 'Example' },
 *   organizationId: '<parent organization id>',
 *   signUp: { url: '/api/sign-up' },
 * })
 * ```
 */
export function passkeyWallet(parameters: passkeyWallet.Parameters): passkeyWallet.ReturnType {
  const { rp, organizationId, choose, nonceManager, getFn, fetchFn } = parameters
  const {
    client = createSignerClient({ ...(fetchFn && { fetchFn }), ...(parameters.now && { now: parameters.now }) }),
    now = client.now,
    session: options = false,
  } = parameters
  const anyPasskey = client.stamper ?? webAuthnStamper({ rpId: rp.id, getFn })
  /** Prompts for the wallet's own passkey: the user may have others at this site. */
  const passkeyOf = (wallet: PasskeyWallet | undefined): Stamper =>
    wallet && !client.stamper
      ? webAuthnStamper({ rpId: rp.id, getFn, allowCredentials: [{ id: wallet.credentialId, type: 'public-key' }] })
      : anyPasskey
  const passkey: Stamper = client.stamper ?? { stamp: (...request) => passkeyOf(current[0]).stamp(...request) }
  const store = createStore(parameters.storage)
  const signUpUser = createPasskeySignUp(parameters)
  const sessions = createSessionStamper({ client, passkey, now, options })

  let current: readonly PasskeyWallet[] = []
  /** Counts sign-ups and sign-ins: a `restore` that began before one must not undo it. */
  let connections = 0
  let readyKey: SessionKey | undefined
  /** Wallets of sign-ups and sign-ins that have not connected: what is stored is another one's, perhaps of another tab. */
  const unstored = new WeakSet<ConnectedWallet>()

  const toWallet = (wallets: readonly PasskeyWallet[]): ConnectedWallet => {
    const [first, ...others] = wallets.map((wallet) =>
      sessions.retry(createPasskeyAccount({ client, ...wallet, ...sessions.stampers, nonceManager })),
    )
    if (!first) throw toNoAccount()
    current = wallets
    return { accounts: [first, ...others] }
  }
  async function register(request: ConnectRequest): Promise<ConnectedWallet> {
    const wallet = await signUpUser(request)
    throwIfAborted(request)
    sessions.end().catch(() => undefined)
    connections++
    return toWallet([wallet])
  }

  function prepare(): void {
    if (readyKey) return
    createSessionKey().then(
      (key) => {
        readyKey = key
      },
      // Fails again, and is reported, when the user signs in.
      () => undefined,
    )
  }

  async function beginSession(request: ConnectRequest): Promise<Session> {
    // Right after a page load nothing has been restored yet, and the prompt should start in the click.
    const known = request.selectAccount
      ? []
      : current.length > 0
        ? current
        : parseWallets(store.peek(walletKey), { rpId: rp.id })
    const [first] = known
    const stamper = passkeyOf(first)
    // Awaits only if there is no key yet: the prompt should start in the click.
    const key = readyKey ?? (await createSessionKey())
    readyKey = undefined
    const expected = first && known
    const { signal } = request
    const signing = signIn(client, { organizationId, key, stamper, expected, signal, ...sessions.signInOptions })
    return signing.finally(prepare)
  }

  async function login(request: ConnectRequest): Promise<ConnectedWallet> {
    const session = request.session ?? (await beginSession(request))
    if (session.wallets.length === 0) {
      // Not begun: the session of a user who is connected goes on.
      sessions.discard(session)
      throw toNoAccount()
    }
    sessions.begin(session)
    if (request.signal?.aborted) sessions.end().catch(() => undefined)
    throwIfAborted(request)
    connections++
    return toWallet(session.wallets)
  }

  const restore = async (): Promise<ConnectedWallet | undefined> => {
    const before = connections
    const wallets = parseWallets(await store.load(walletKey), { rpId: rp.id })
    if (connections !== before) return undefined
    try {
      const wallet = toWallet(wallets)
      await sessions.restore(wallets)
      return connections === before ? wallet : undefined
    } catch {
      return undefined
    }
  }

  return {
    async connect(request) {
      const known = request.method ? undefined : await restore()
      throwIfAborted(request)
      if (known) return { ...known, isRestored: true }
      const method = request.method ?? (await choose?.()) ?? 'login'
      throwIfAborted(request)
      const wallet = await (method === 'register' ? register(request) : login(request))
      unstored.add(wallet)
      return wallet
    },

    restore,
    remember(wallet) {
      unstored.delete(wallet)
      store.save(walletKey, { rpId: rp.id, wallets: current })
    },
    forget(wallet, { inAnotherTab }) {
      const [first] = current
      current = []
      // What the tabs share goes with a disconnect here. Another tab that disconnected has seen to it.
      const isShared = !inAnotherTab && !unstored.has(wallet)
      if (isShared) void store.remove(walletKey)
      return sessions.end(isShared ? first?.organizationId : undefined)
    },

    prepare,

    getWallet: (address) => current.find((wallet) => !address || isAddressEqual(wallet.address, address)),

    getSession: sessions.current,

    endSession: () => sessions.end(current[0]?.organizationId),
  }
}

export declare namespace passkeyWallet {
  type Parameters = {
    /** The relying party: your site. */
    rp: {
      /** RP ID: the page's domain or a parent of it, such as `example.com` or `localhost`. */
      id: string
      /**
       * Name of the site, which some platforms show.
       * @default rp.id
       */
      name?: string | undefined
    }
    /** The parent organization, in which each user has a sub-organization. */
    organizationId: string
    /**
     * Client for the signer. If it has a stamper, that is the passkey's.
     * @default Turnkey
     */
    client?: SignerClient | undefined
    /**
     * Signs a user up: the parameters of {@link signUp}, or a function that returns the new wallet.
     * @default `register` fails
     */
    signUp?: SignUpOptions | undefined
    /**
     * Lets the user choose whether to sign up or in, where the library that connects cannot say. Called only if no wallet is
     * known.
     * @default 'login'
     */
    choose?: (() => Promise<'register' | 'login'>) | undefined
    /**
     * Whether a sign-in begins a session, which signs without prompts until it expires. To the signer, its key is a
     * credential of the user: until then, a script injected into the page can sign with it.
     * @default false
     */
    session?: false | SessionOptions | undefined
    /**
     * Remembers the wallet.
     * @default localStorage, or memory if the platform has no localStorage
     */
    storage?: ProviderStorage | undefined
    /**
     * viem's nonce manager, for the accounts.
     * @default undefined
     */
    nonceManager?: NonceManager | undefined
    /**
     * Registers passkeys in place of the browser.
     * @default navigator.credentials.create
     */
    createFn?: CreateFn | undefined
    /**
     * Runs the passkey prompt in place of the browser. Without effect if `client` has a stamper.
     * @default navigator.credentials.get
     */
    getFn?: GetFn | undefined
    /**
     * Sends HTTP requests: those of the sign-up, and those to the signer if there is no `client`.
     * @default globalThis.fetch
     */
    fetchFn?: FetchFn | undefined
    /**
     * Returns the current time, in milliseconds since the Unix epoch.
     * @default client.now
     */
    now?: (() => number) | undefined
  }
  type ReturnType = Required<WalletFunctions> & WalletRecords
  type ErrorType = InvalidRpIdError
}

function toNoAccount(): UnauthorizedProviderError {
  return new UnauthorizedProviderError(new Error('This user has no Ethereum account.'))
}
