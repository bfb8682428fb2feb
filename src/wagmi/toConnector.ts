import {
  type Address,
  type Chain,
  type Client,
  getAddress,
  numberToHex,
  SwitchChainError,
  type Transport,
  UnauthorizedProviderError,
} from 'viem'
import type { ConnectRequest, PasskeyProvider, WalletRecords } from '../provider/types.js'
import { toConnectorClient } from './toConnectorClient.js'
import type { ConnectorDetails, ConnectorProperties, ConnectParameters, ConnectResult } from './types.js'

/** Who is connected, and to which chain. */
type Connected = {
  /** The connected addresses, the active one first. */
  accounts: readonly Address[]
  /** Id of the active chain. */
  chainId: number
}

/** The part of wagmi's config that the connector uses. */
type ConnectorConfig = {
  /** The chains of the config. */
  chains: readonly [Chain, ...Chain[]]
  /** The transports of the config, by chain id. */
  transports?: Record<number, Transport> | undefined
  /** Tells wagmi what changed. */
  emitter: {
    /** Emits an event. */
    emit: {
      (event: 'change', data: Partial<Connected>): void
      (event: 'connect', data: Connected): void
      (event: 'disconnect'): void
    }
  }
}

/** wagmi's members of a connector. */
type ConnectorMembers = {
  /** Id, which wagmi stores. */
  readonly id: string
  /** Name that wallet lists show. */
  readonly name: string
  /** Type of the connector. */
  readonly type: string
  /** Icon that wallet lists show. */
  readonly icon?: string | undefined
  /** Domain name of the wallet in reverse. */
  readonly rdns?: string | undefined
  /** Prepares the session key of a login. Called by wagmi. */
  setup(): Promise<void>
  /** Disconnects. Does not wait for the signer. */
  disconnect(): Promise<void>
  /** Returns the connected addresses, the active one first. */
  getAccounts(): Promise<readonly Address[]>
  /** Returns the id of the active chain. */
  getChainId(): Promise<number>
  /** Returns the provider. */
  getProvider(): Promise<PasskeyProvider>
  /** Returns viem's wallet client for a chain. */
  getClient(
    parameters?:
      | {
          /**
           * Id of the chain.
           * @default the active chain
           */
          chainId?: number | undefined
        }
      | undefined,
  ): Promise<Client>
  /** Whether the user is connected. Never prompts. */
  isAuthorized(): Promise<boolean>
  /** Switches to one of the config's chains. */
  switchChain(parameters: {
    /** Id of the chain. */
    chainId: number
  }): Promise<Chain>
  /** Handles the provider's event. */
  onAccountsChanged(accounts: string[]): void
  /** Handles the provider's event. */
  onChainChanged(chainId: string): void
  /** Handles the provider's event. */
  onConnect(): void
  /** Handles the provider's event. */
  onDisconnect(): void
}

// Not made of wagmi's `CreateConnectorFn`: with `wagmi` alone installed, npm and pnpm put `@wagmi/core` where this package cannot
// import it.
/** A wagmi connector over a passkey account. */
export type PasskeyConnectorFn = (config: ConnectorConfig) => ConnectorMembers & ConnectorProperties

type Wallet = { provider: PasskeyProvider; records?: WalletRecords | undefined }
type Config = { chains: readonly [Chain, ...Chain[]]; transports?: Record<number, Transport> | undefined }

/** The parameters of `wallet_connect`. A Sign-In with Ethereum message names the chain that `connect` switches to. */
function toRequest(capabilities: ConnectRequest | undefined, chainId: number | undefined) {
  const fields = capabilities?.signInWithEthereum
  const signInWithEthereum = fields && { ...fields, chainId: fields.chainId ?? chainId }
  return { version: '1', capabilities: fields ? { ...capabilities, signInWithEthereum } : capabilities } as const
}

/** Creates a connector over a provider, which `open` makes for each config. Imports nothing of wagmi. */
export function toConnector(
  open: (config: Config) => Wallet,
  { rdns, id = rdns ?? 'passkey', name = 'Passkey', icon, type = 'injected' }: ConnectorDetails,
): PasskeyConnectorFn {
  return ({ chains, emitter, transports }) => {
    const { provider, records } = open({ chains, transports })

    const findChain = (chainId: number): Chain => {
      const chain = chains.find(({ id }) => id === chainId)
      if (chain) return chain
      throw new SwitchChainError(new Error(`Chain ${chainId} is not one of the chains of wagmi's config.`))
    }
    /** Reads what an earlier page load left, too. Never prompts. */
    const getAccounts = async (): Promise<readonly Address[]> => provider.request({ method: 'eth_accounts' })
    const getChainId = async (): Promise<number> => Number(await provider.request({ method: 'eth_chainId' }))
    const switchChain = async (chainId: number): Promise<void> => {
      await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: numberToHex(chainId) }] })
    }
    /** What belongs to the connected user. Another tab may have disconnected. */
    const ofUser = <value>(get: () => value): value | undefined => {
      try {
        provider.getAccount()
      } catch {
        return undefined
      }
      return get()
    }

    let isListening = false
    const listen = (): void => {
      if (isListening) return
      isListening = true
      provider.on('accountsChanged', onAccountsChanged)
      provider.on('chainChanged', onChainChanged)
    }
    const stopListening = (): void => {
      isListening = false
      provider.removeListener('accountsChanged', onAccountsChanged)
      provider.removeListener('chainChanged', onChainChanged)
    }
    const onAccountsChanged = (accounts: string[]): void => {
      if (accounts.length === 0) onDisconnect()
      else emitter.emit('change', { accounts: accounts.map((account) => getAddress(account)) })
    }
    const onChainChanged = (chainId: string): void => emitter.emit('change', { chainId: Number(chainId) })
    const onDisconnect = (): void => {
      stopListening()
      emitter.emit('disconnect')
    }
    /** Another library connected through the same provider. */
    const onConnect = async (): Promise<void> => {
      const [accounts, chainId] = [await getAccounts(), await getChainId()]
      if (accounts.length === 0) return
      listen()
      emitter.emit('connect', { accounts, chainId })
    }

    async function connect<withCapabilities extends boolean = false>(
      parameters?: ConnectParameters<withCapabilities>,
    ): Promise<ConnectResult<withCapabilities>>
    async function connect({
      chainId,
      isReconnecting,
      withCapabilities,
      capabilities,
    }: ConnectParameters<boolean> = {}): Promise<ConnectResult<boolean>> {
      // Before a prompt.
      if (chainId !== undefined) findChain(chainId)
      // Nothing is awaited before this: the prompt of a `register` or a `login` starts in the click.
      const connected = isReconnecting
        ? (await getAccounts()).map((address) => ({ address, capabilities: {} }))
        : (await provider.request({ method: 'wallet_connect', params: [toRequest(capabilities, chainId)] })).accounts
      if (connected.length === 0) throw new UnauthorizedProviderError(new Error('The user is not connected.'))
      listen()
      if (chainId !== undefined) await switchChain(chainId)
      return {
        accounts: withCapabilities
          ? connected.map(({ address, capabilities = {} }) => ({ address, capabilities }))
          : connected.map(({ address }) => address),
        chainId: await getChainId(),
      }
    }

    return {
      id,
      name,
      type,
      ...(icon !== undefined && { icon }),
      ...(rdns !== undefined && { rdns }),

      async setup() {
        // wagmi calls this on servers, too.
        if (globalThis.window === undefined) return
        // The first request prepares the session key of a login, so that its prompt can start in the click.
        await getAccounts()
        provider.on('connect', onConnect)
      },

      connect,

      async disconnect() {
        stopListening()
        await provider.disconnect()
      },

      getAccounts,
      getChainId,
      getProvider: async () => provider,
      isAuthorized: async () => (await getAccounts()).length > 0,

      async getClient({ chainId } = {}) {
        await getAccounts()
        return toConnectorClient(provider.getClient({ chainId }), provider.getAccount)
      },

      async switchChain({ chainId }) {
        const chain = findChain(chainId)
        await switchChain(chainId)
        return chain
      },

      async getAccount(address) {
        await getAccounts()
        return provider.getAccount(address)
      },

      getWallet: (address) => ofUser(() => records?.getWallet(address)),
      getSession: () => ofUser(() => records?.getSession()),
      endSession: async () => ofUser(() => records?.endSession()),

      onAccountsChanged,
      onChainChanged,
      onConnect,
      onDisconnect,
    }
  }
}
