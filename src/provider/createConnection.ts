import {
  type Address,
  type Chain,
  type Hex,
  isAddressEqual,
  type LocalAccount,
  numberToHex,
  ProviderDisconnectedError,
  ResourceUnavailableRpcError,
  UnauthorizedProviderError,
  UserRejectedRequestError,
  zeroAddress,
} from 'viem'
import { abortReason } from '../errors/abortReason.js'
import { raceSignal } from '../errors/raceSignal.js'
import { toError } from '../errors/toError.js'
import { listenToTabs, tellTabs } from '../users/tabs.js'
import type { Emitter } from './createEmitter.js'
import type { Store } from './createStore.js'
import { type Approve, guardAccount } from './guardAccount.js'
import { toSignInMessage } from './signInWithEthereum.js'
import { chainKey, connectedKey } from './storageKeys.js'
import { throwIfAborted } from './throwIfAborted.js'
import type { ConnectedWallet, ConnectRequest, WalletFunctions } from './types.js'

/** A connected account, and the copy of it whose methods call `approve`. */
export type Connected<account extends LocalAccount> = { account: account; guarded: account }

/** A Sign-In with Ethereum message and its signature. */
type SignedIn = { message: string; signature: Hex }

/** Who is connected, and to which chain. */
export type Connection<account extends LocalAccount> = {
  /** Reads what an earlier page load left. Resolves at once after the first call. */
  start(): Promise<void>
  /** Connects, and signs the Sign-In with Ethereum message if the request has one. */
  connect(request: ConnectRequest): Promise<SignedIn | undefined>
  disconnect(): Promise<void>
  addresses(): Address[]
  /** Finds a connected account. Throws if it is not connected. */
  find(address?: Address): Connected<account>
  chain(): Chain
  switchChain(chain: Chain): void
}

/** Creates the state of a provider. Touches nothing before its first use. */
export function createConnection<account extends LocalAccount>(
  {
    chains,
    connect,
    restore,
    remember,
    forget,
    prepare,
    approve,
  }: WalletFunctions<account> & { chains: readonly [Chain, ...Chain[]]; approve?: Approve | undefined },
  { emit, store, onDisconnect }: { emit: Emitter['emit']; store: Store; onDisconnect: () => void },
): Connection<account> {
  let chain: Chain = chains[0]
  let wallet: ConnectedWallet<account> | undefined
  let connected: readonly Connected<account>[] = []
  /** Counts disconnections: an attempt to connect that began before one must not undo it. */
  let disconnections = 0
  /** Counts accepted attempts: an aborted one that ends later must not undo them. */
  let acceptances = 0
  let starting: Promise<void> | undefined
  let stopListening = (): void => undefined
  let connecting:
    | { request: string; signal: AbortSignal | undefined; result: Promise<SignedIn | undefined> }
    | undefined

  const findChain = (chainId: number = chain.id): Chain =>
    chains.find(({ id }) => id === chainId) ?? {
      id: chainId,
      name: `Chain ${chainId}`,
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [] } },
    }
  const guard = ({ accounts }: ConnectedWallet<account>): Connected<account>[] =>
    accounts.map((account) => ({ account, guarded: guardAccount(account, { approve, findChain }) }))
  const toAddress = ({ account }: Connected<account>): Address => account.address
  const addresses = (): Address[] => connected.map(toAddress)
  const accept = (accepted: ConnectedWallet<account>, accounts: readonly Connected<account>[]): void => {
    wallet = accepted
    connected = accounts
    stopListening()
    stopListening = listenToTabs(connectedKey, (told) => void onOtherTab(told))
    emit('connect', { chainId: numberToHex(chain.id) })
    emit('accountsChanged', addresses())
  }
  const drop = (dropped: ConnectedWallet<account>, inAnotherTab: boolean): void => {
    const dropping = addresses()
    disconnections++
    wallet = undefined
    connected = []
    stopListening()
    // Before `connectedKey` goes: see `remember`.
    forgetWallet(dropped, inAnotherTab)
    // What another tab removed, it may have written again. The others are told when it is removed, since they look for it: of
    // the users who are not connected again by then.
    const toTell = (): Address[] => dropping.filter((address) => !addresses().includes(address))
    if (!inAnotherTab) void store.remove(connectedKey).then(() => tellTabs(connectedKey, toTell()))
    onDisconnect()
    emit('accountsChanged', [])
    emit('disconnect', new ProviderDisconnectedError(new Error('The page disconnected.')))
  }

  async function load(): Promise<void> {
    const before = disconnections
    runPrepare()
    const [stored, found] = await Promise.all([store.load(chainKey), readRecord()])
    chain = chains.find(({ id }) => id === stored?.chainId) ?? chain
    // What cannot be restored is not connected: the user connects again.
    const restored = found && (await runSafely(restore))
    if (!restored || disconnections !== before) return
    accept(restored, guard(restored))
    // Another tab may have disconnected meanwhile, and another user may have connected there.
    if ((await readRecord()) !== found && wallet === restored) drop(restored, true)
  }
  /** What other tabs read, to tell this user from another one. */
  const toRecord = (accounts: typeof connected) => ({ connected: true, addresses: accounts.map(toAddress) })
  const readRecord = async (): Promise<string | undefined> => {
    const stored = await store.load(connectedKey)
    return stored?.connected === true ? JSON.stringify(stored) : undefined
  }
  const start = (): Promise<void> => (starting ??= load())

  /** A disconnect in another tab of the site is one here, unless the same user is connected again by now. */
  async function onOtherTab(told: readonly unknown[]): Promise<void> {
    const before = wallet
    const isTold = addresses().some((address) => told.includes(address))
    const found = store.isOwn(connectedKey) ? !isTold : await readRecord()
    const isStillConnected = isTold ? found === JSON.stringify(toRecord(connected)) : found
    // Unless the user has connected while the storage was read.
    if (wallet && wallet === before && !isStillConnected) drop(wallet, true)
  }

  /** Not awaited: the signer may be down, and the user is gone all the same. */
  const forgetWallet = (forgotten: ConnectedWallet<account>, inAnotherTab: boolean): void =>
    void runSafely(() => forget?.(forgotten, { inAnotherTab })).then(runPrepare)
  const runPrepare = (): unknown => runSafely(prepare)

  async function attempt(request: ConnectRequest): Promise<SignedIn | undefined> {
    const [before, earlier] = [disconnections, acceptances]
    // `restore` begins first: the wallet that it finds must not replace the one that `connect` returns.
    const [, accepted] = await Promise.all([start(), connect(request)])
    const previous = wallet
    const accounts = guard(accepted)
    try {
      throwIfAborted(request)
      const signedIn = await raceSignal(signIn(request, accounts), request.signal)
      if (disconnections !== before) throw new UnauthorizedProviderError(new Error('The page disconnected.'))
      store.save(connectedKey, toRecord(accounts))
      // Written in this order and removed in the other: where a tab disconnects at the same time, a user who stays connected is
      // one whom `restore` finds.
      void runSafely(() => remember?.(accepted))
      acceptances++
      accept(accepted, accounts)
      return signedIn
    } catch (error) {
      // A later attempt has connected: what is known by now is its own.
      if (acceptances !== earlier) throw error
      if (previous && wallet === previous) {
        // `connect` has replaced what is known of another user, who can then not stay connected.
        if (addresses().join() !== accounts.map(toAddress).join()) drop(previous, false)
        // Nobody is connected: what `connect` began, such as a session, would have no end. What it found may stay.
      } else if (!accepted.isRestored || disconnections !== before) forgetWallet(accepted, false)
      throw error
    }
  }

  async function signIn(
    request: ConnectRequest,
    [first]: readonly Connected<account>[],
  ): Promise<SignedIn | undefined> {
    const message = first && toMessage(request, first.account.address)
    if (!first || !message) return undefined
    return { message, signature: await first.guarded.signMessage({ message }) }
  }
  const toMessage = ({ signInWithEthereum: fields }: ConnectRequest, address: Address): string | undefined =>
    fields && toSignInMessage(fields, { address, chain, chains })

  return {
    start,

    async connect(request) {
      const { signal, session, ...rest } = request
      try {
        // Before a prompt: a user who has just signed up should not be refused a message.
        toMessage(request, zeroAddress)
        throwIfAborted(request)
        // With a method, `connect` is called before anything is awaited: a prompt may have to open in the user's click.
        if (!request.method) {
          await start()
          if (wallet) return await raceSignal(signIn(request, connected), signal)
        }
        const text = JSON.stringify([rest, session?.publicKey])
        // An aborted attempt is over, though what it called may not have returned.
        const other = connecting?.signal?.aborted ? undefined : connecting
        if (other && (other.request !== text || other.signal !== signal))
          throw new ResourceUnavailableRpcError(new Error('Another request to connect is open. Wait for it.'))
        // A second click joins the first.
        if (other) return await other.result
        const opened = { request: text, signal, result: raceSignal(attempt(request), signal) }
        connecting = opened
        try {
          return await opened.result
        } finally {
          if (connecting === opened) connecting = undefined
        }
      } catch (error) {
        throw signal?.aborted ? new UserRejectedRequestError(toError(abortReason(signal))) : error
      }
    },

    async disconnect() {
      await start()
      disconnections++
      if (wallet) drop(wallet, false)
    },

    addresses,

    find(address) {
      const found = address ? connected.find(({ account }) => isAddressEqual(account.address, address)) : connected[0]
      if (found) return found
      const nobody = 'No account is connected. Call eth_requestAccounts first.'
      throw new UnauthorizedProviderError(new Error(address ? `${address} is not connected.` : nobody))
    },

    chain: () => chain,

    switchChain(next) {
      if (next === chain) return
      chain = next
      store.save(chainKey, { chainId: chain.id })
      emit('chainChanged', numberToHex(chain.id))
    },
  }
}

/** Runs a function of the app. What it throws stops nothing here: the app reports it. */
async function runSafely<result>(callback: (() => result) | undefined): Promise<Awaited<result> | undefined> {
  try {
    return await callback?.()
  } catch {
    return undefined
  }
}
