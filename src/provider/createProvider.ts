import {
  type Address,
  type Chain,
  type Client,
  createClient,
  custom,
  http,
  InvalidRequestRpcError,
  type LocalAccount,
  MethodNotFoundRpcError,
  SwitchChainError,
  type Transport,
  type UnauthorizedProviderError,
  UnsupportedProviderMethodError,
  walletActions,
} from 'viem'
import { prepareAuthorization, prepareTransactionRequest } from 'viem/actions'
import type { PasskeyAccount } from '../account/types.js'
import { isObject } from '../client/guards.js'
import { InvalidParameterError } from '../errors/config.js'
import { assertChain } from './assertChain.js'
import { createCalls } from './createCalls.js'
import { createConnection } from './createConnection.js'
import { createEmitter } from './createEmitter.js'
import { createMethods, type Method } from './createMethods.js'
import { createStore } from './createStore.js'
import { createSubscriptions } from './createSubscriptions.js'
import { toReader } from './toReader.js'
import { invalidParams, toRpcError, withoutBody } from './toRpcError.js'
import type { ApprovalRequest, PasskeyProvider, ProviderClient, ProviderStorage, WalletFunctions } from './types.js'

/**
 * Creates an EIP-1193 provider over accounts that sign in this page: for wagmi, ethers, viem's `custom` and any other library
 * that takes a provider. Creating it touches nothing and sends nothing, so it may be done in a module that a server loads too.
 *
 * The provider answers the methods of wallets itself, EIP-5792's `wallet_sendCalls` included, which takes one prompt for all
 * calls. Reads go to the chain's node. Methods that sign with a node's keys never do.
 *
 * @throws InvalidParameterError if there is no chain. `request` throws viem's errors with the codes of EIP-1193, EIP-1474 and
 * EIP-5792; a dismissed prompt is a `UserRejectedRequestError` (4001) whose `cause` is the {@link PasskeyCancelledError}.
 *
 * @example
 * ```ts
 * import { mainnet } from 'viem/chains'
 * import { createProvider, passkeyWallet } from 'viem-passkey-account/provider'
 *
 * const provider = createProvider({
 *   chains: [mainnet],
 *   ...passkeyWallet({
 *     rp: { id: 'example.com' },
 *     organizationId: '<parent organization id>',
 *     signUp: { url: '/api/sign-up' },
 *   }),
 * })
 *
 * export async function onClick() {
 *   return provider.request({ method: 'eth_requestAccounts' })
 * }
 * ```
 */
export function createProvider<account extends LocalAccount = PasskeyAccount>(
  parameters: createProvider.Parameters<account>,
): createProvider.ReturnType<account> {
  const { chains, transports, approve, supports } = parameters
  if (!chains[0])
    throw new InvalidParameterError({ parameter: 'chains', value: '', message: '`chains` is empty. Pass a chain.' })
  const store = createStore(parameters.storage)
  const { emit, ...events } = createEmitter()
  const connection = createConnection(parameters, { emit, store, onDisconnect: () => calls.clear() })
  const nodes = new Map<number, Client<Transport, Chain>>()
  const clients = new Map<string, { account: account; client: ProviderClient<account> }>()

  const findChain = (chainId: number): Chain => {
    const chain = chains.find(({ id }) => id === chainId)
    if (chain) return chain
    throw new SwitchChainError(new Error(`Chain ${chainId} is not one of the chains of this provider.`))
  }

  const getNode = (chainId: number): Client<Transport, Chain> => {
    const existing = nodes.get(chainId)
    if (existing) return existing
    const node = createClient({ chain: findChain(chainId), transport: transports?.[chainId] ?? http() })
    nodes.set(chainId, node)
    return node
  }

  const getClient = (chainId: number, address?: Address): ProviderClient<account> => {
    const chain = findChain(chainId)
    const account = connection.find(address).guarded
    const key = `${chainId} ${account.address}`
    // Kept, since viem remembers by client what a node lacks.
    const kept = clients.get(key)
    if (kept?.account === account) return kept.client
    const client = toClient(account, chain)
    clients.set(key, { account, client })
    return client
  }

  const toClient = (account: account, chain: Chain): ProviderClient<account> => {
    const request = async (given: unknown): Promise<unknown> => handle(given, chain)
    const transport = custom({ request }, { retryCount: 0 })
    const base = createClient({ account: account as LocalAccount, chain, transport })
    /** Fills in what is missing. What a node of another chain fills in is not used. */
    const fill =
      (action: (client: Client, given: never) => Promise<unknown>, fields?: object) =>
      async (given: object): Promise<unknown> => {
        let checking: Promise<void> | undefined
        const ask = (asked: never, options?: object): Promise<unknown> => {
          checking ??= assertChain(getNode(chain.id))
          // Awaited below.
          checking.catch(() => undefined)
          return base.request(asked, options)
        }
        try {
          return await action({ ...base, request: ask as typeof base.request }, { ...fields, ...given } as never)
        } finally {
          // Whatever else failed: this may be why.
          if (checking !== undefined) await checking
        }
      }
    const fast = () =>
      ({
        // Without `chainId`, viem requests `eth_fillTransaction` first, even if nothing is left to fill in.
        prepareTransactionRequest: fill(prepareTransactionRequest, { chainId: chain.id }),
        prepareAuthorization: fill(prepareAuthorization),
      }) as Pick<ProviderClient, 'prepareTransactionRequest' | 'prepareAuthorization'>
    // Before `walletActions`, whose actions look for it, and after, since it is one of them.
    const client: Client = base.extend(fast).extend(walletActions).extend(fast)
    return client as ProviderClient<account>
  }

  const calls = createCalls({ chains, connection, getNode, store, approve })
  const methods = new Map<unknown, Method>([
    ...createMethods({ connection, findChain, getClient }),
    ...(supports?.sendCalls === false ? [] : calls.methods),
    ...createSubscriptions({ getNode, emit }),
  ])

  async function handle(given: unknown, givenChain?: Chain): Promise<unknown> {
    try {
      const { method, params } = readRequest(given)
      // The one that may have to prompt before anything is awaited.
      if (method !== 'wallet_connect') await connection.start()
      const chain = givenChain ?? connection.chain()
      const own = methods.get(method)
      if (own) {
        if (!Array.isArray(params)) throw invalidParams('`params` is not an array.')
        return await own(params, chain)
      }
      assertRead(method)
      const node = getNode(chain.id)
      const asked = { method, params } as never
      // Once: a second attempt would be refused as known.
      if (method.startsWith('eth_sendRaw'))
        return await node.request(asked, { retryCount: 0 }).catch((error) => {
          throw withoutBody(error)
        })
      // The provider's own client does not send a request again, unlike a transport over the provider.
      return await (givenChain ? node : toReader(node)).request(asked)
    } catch (error) {
      throw toRpcError(error)
    }
  }

  return {
    ...events,
    request: ((given: unknown) => handle(given)) as PasskeyProvider['request'],
    getAccount: (address) => connection.find(address).guarded,
    getClient: ({ chainId = connection.chain().id } = {}) => getClient(chainId),
    disconnect: connection.disconnect,
  }
}

export declare namespace createProvider {
  type Parameters<account extends LocalAccount = PasskeyAccount> = WalletFunctions<account> & {
    /** The chains. The first one is active at first. */
    chains: readonly [Chain, ...Chain[]]
    /**
     * viem's transports to the chains' nodes, by chain id.
     * @default http() of each chain
     */
    transports?: Record<number, Transport> | undefined
    /**
     * Shows what is about to be signed and resolves when the user agrees. Called before each signature. The passkey prompt
     * starts when it resolves: in the dialog's own click, if that is what resolves it. If it throws, nothing is signed, and
     * the request fails with code 4001. What is signed is copied first, so it stays what the dialog shows. Where a chain has its
     * own serializer, instances of classes in its own fields of a transaction, such as a fee payer's account, are not copied.
     * @default no dialog
     */
    approve?: ((request: ApprovalRequest) => Promise<void>) | undefined
    /**
     * Remembers the active chain, whether the user is connected, and the hashes of sent calls.
     * @default localStorage, or memory if the platform has no localStorage
     */
    storage?: ProviderStorage | undefined
    /** What the provider supports. */
    supports?:
      | {
          /**
           * Whether the provider has the methods of EIP-5792. All calls of one `wallet_sendCalls` are signed with one prompt,
           * as raw payloads, which no policy of the signer reads as transactions.
           * @default true
           */
          sendCalls?: boolean | undefined
        }
      | undefined
  }
  type ReturnType<account extends LocalAccount = PasskeyAccount> = PasskeyProvider<account>
  type ErrorType = InvalidParameterError
  /** What `getAccount` and `getClient` throw. */
  type AccountErrorType = UnauthorizedProviderError | SwitchChainError
}

function readRequest(given: unknown): { method: string; params: unknown } {
  const { method, params = [] } = isObject(given) ? given : {}
  if (typeof method === 'string') return { method, params }
  throw new InvalidRequestRpcError(new Error('Pass an object with `method`.'))
}

/**
 * Throws unless a method may go to the node: reads, and transactions that are signed already. Nodes of development hold keys,
 * and would sign in the account's place.
 */
function assertRead(method: string): void {
  const cause = new Error(`This wallet does not support ${method.slice(0, 80)}.`)
  // Whatever the parameters: those of `wallet_watchAsset` are an object.
  if (/^(eth_(sign|send(Unsigned)?Transaction|decrypt|getEncryptionPublicKey)|wallet_watchAsset)/.test(method))
    throw new UnsupportedProviderMethodError(cause, { method })
  if (!/^(eth|net|web3|linea|zks)_/.test(method)) throw new MethodNotFoundRpcError(cause, { method })
}
