import type { CreateConnectorFn } from '@wagmi/core'
import {
  type Address,
  type Chain,
  getAddress,
  numberToHex,
  SwitchChainError,
  type Transport,
  UnauthorizedProviderError,
} from 'viem'
import type { PasskeyProvider, WalletRecords } from '../provider/types.js'
import { toConnectorClient } from './toConnectorClient.js'
import type { ConnectorDetails, ConnectorProperties, ConnectParameters, ConnectResult } from './types.js'

// An interface, which an app's own declarations can name. An alias they would spell out, with types that wagmi does not export.
/** A wagmi connector over a passkey account. */
export interface PasskeyConnectorFn extends CreateConnectorFn<PasskeyProvider, ConnectorProperties> {}

type Wallet = { provider: PasskeyProvider; records?: WalletRecords | undefined }
type Config = { chains: readonly [Chain, ...Chain[]]; transports?: Record<number, Transport> | undefined }

/** Creates a connector over a provider, which `open` makes for each config. Type imports of wagmi alone: it has no part in the bundle. */
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
        : (await provider.request({ method: 'wallet_connect', params: [{ version: '1', capabilities }] })).accounts
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

      onAccountsChanged,
      onChainChanged,
      onConnect,
      onDisconnect,
    }
  }
}
