import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement, type FunctionComponent, StrictMode } from 'react'
import { type Chain, defineChain, zeroAddress } from 'viem'
import { createSignerClient } from 'viem-passkey-account'
import { passkey } from 'viem-passkey-account/wagmi'
import {
  type Config,
  cookieStorage,
  createConfig,
  createStorage,
  http,
  type State,
  useConnect,
  useConnection,
  useConnectors,
  useDisconnect,
  usePrepareTransactionRequest,
  useSendCalls,
  useSendTransaction,
  useSignMessage,
  useSignTypedData,
  useSwitchChain,
  useTransactionCount,
  useWalletClient,
  useWriteContract,
  WagmiProvider,
} from 'wagmi'

/** What the server tells the page, as JSON. */
export type Setup = {
  /** Id of the chain, whose node is at `rpcUrl`. */
  chainId: number
  rpcUrl: string
  signerUrl: string
  organizationId: string
  signUpUrl: string
  /** Rendered on the server, with wagmi's state in a cookie. */
  ssr: boolean
  /** What the server rendered it from. */
  cookie: string | null
}

type Settle = { onSettled(data: unknown, error: unknown): void }
/** Runs what a click does. */
export type Press = (name: string, run: (settle: Settle) => void) => void
/** What only a page has. */
export type Page = {
  press: Press
  /** What the hooks say, at each render. */
  onRender(rendered: { status: string; connectors: readonly { id: string }[]; walletClient: unknown }): void
  /** More parameters of the connector. */
  parameters: Partial<passkey.Parameters>
}

export const rdns = 'com.example.passkey'
const to = '0x000000000000000000000000000000000000bEEF' as const
const typedData = {
  types: { Mail: [{ name: 'text', type: 'string' }] },
  primaryType: 'Mail',
  message: { text: 'hi' },
} as const
const abi = [{ type: 'function', name: 'ping', inputs: [], outputs: [], stateMutability: 'nonpayable' }] as const

/** wagmi's hooks, a button each. The same on the server and in the page. */
export function createApp(
  { chainId, rpcUrl, signerUrl, organizationId, signUpUrl, ssr }: Setup,
  { press, onRender, parameters }: Partial<Page> = {},
): { config: Config; App: FunctionComponent<{ initialState?: State | undefined }> } {
  const toChain = (id: number): Chain =>
    defineChain({
      id,
      name: `Chain ${id}`,
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [rpcUrl] } },
    })
  const [chain, otherChain] = [toChain(chainId), toChain(5151)]
  const connectorFn = passkey({
    rp: { id: 'localhost', name: 'Example' },
    rdns,
    organizationId,
    client: createSignerClient({ url: signerUrl }),
    signUp: { url: signUpUrl },
    ...parameters,
  })
  const config = createConfig({
    chains: [chain, otherChain],
    // A node that is held does not fail.
    transports: { [chain.id]: http(rpcUrl, { timeout: 120_000 }), [otherChain.id]: http(rpcUrl) },
    connectors: [connectorFn],
    ssr,
    ...(ssr && { storage: createStorage({ storage: cookieStorage }) }),
  })
  const [connector] = config.connectors
  // Nothing is fetched but what a button asks for.
  const queryClient = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: 0 } },
  })

  function Wallet() {
    const { address, status, chainId: active } = useConnection()
    const connectors = useConnectors()
    const connect = useConnect()
    const disconnect = useDisconnect()
    const signMessage = useSignMessage()
    const signTypedData = useSignTypedData()
    const sendTransaction = useSendTransaction()
    const writeContract = useWriteContract()
    const sendCalls = useSendCalls()
    const switchChain = useSwitchChain()
    const enabled = status === 'connected' && active === chain.id
    const prepared = usePrepareTransactionRequest({ to, value: 1n, query: { enabled } })
    const nonce = useTransactionCount({ address, query: { enabled } })
    const walletClient = useWalletClient()
    onRender?.({ status, connectors, walletClient: walletClient.data })

    const buttons: Record<string, { run: (settle: Settle) => void; disabled?: boolean }> = {
      register: {
        run: (settle) => connect.mutate({ connector, capabilities: { method: 'register', name: 'anna' } }, settle),
      },
      login: { run: (settle) => connect.mutate({ connector, capabilities: { method: 'login' } }, settle) },
      connect: { run: (settle) => connect.mutate({ connector }, settle) },
      disconnect: { run: (settle) => disconnect.mutate({}, settle) },
      signMessage: { run: (settle) => signMessage.mutate({ message: 'hi' }, settle) },
      signTypedData: { run: (settle) => signTypedData.mutate(typedData, settle) },
      sendTransaction: { run: (settle) => sendTransaction.mutate({ to, value: 1n }, settle) },
      'sendTransaction, prepared': {
        // Read at each render: what only a handler reads, TanStack does not keep up to date.
        disabled: prepared.data === undefined,
        run: (settle) => prepared.data && sendTransaction.mutate(prepared.data, settle),
      },
      'sendTransaction, all fields': {
        disabled: nonce.data === undefined,
        run: (settle) =>
          sendTransaction.mutate(
            {
              to,
              value: 1n,
              gas: 21_000n,
              nonce: nonce.data,
              maxFeePerGas: 10n ** 10n,
              maxPriorityFeePerGas: 1n,
            },
            settle,
          ),
      },
      writeContract: { run: (settle) => writeContract.mutate({ abi, address: to, functionName: 'ping' }, settle) },
      sendCalls: {
        run: (settle) => sendCalls.mutate({ calls: Array.from({ length: 5 }, () => ({ to, value: 1n })) }, settle),
      },
      switchChain: { run: (settle) => switchChain.mutate({ chainId: otherChain.id }, settle) },
      signAuthorization: {
        disabled: walletClient.data === undefined,
        run: ({ onSettled }) =>
          walletClient.data?.signAuthorization({ contractAddress: zeroAddress, executor: 'self' }).then(
            (data) => onSettled(data, null),
            (error) => onSettled(undefined, error),
          ),
      },
      'signAuthorization, all fields': {
        disabled: walletClient.data === undefined || nonce.data === undefined,
        run: ({ onSettled }) =>
          walletClient.data?.signAuthorization({ contractAddress: zeroAddress, chainId, nonce: nonce.data }).then(
            (data) => onSettled(data, null),
            (error) => onSettled(undefined, error),
          ),
      },
      'signMessage, wallet client': {
        disabled: walletClient.data === undefined,
        run: ({ onSettled }) =>
          walletClient.data?.signMessage({ message: 'hi' }).then(
            (data) => onSettled(data, null),
            (error) => onSettled(undefined, error),
          ),
      },
    }
    return createElement(
      'main',
      null,
      createElement('output', null, [status, address, active].join(' ')),
      Object.entries(buttons).map(([name, { run, disabled }]) =>
        createElement(
          'button',
          { key: name, type: 'button', disabled: disabled ?? false, onClick: () => press?.(name, run) },
          name,
        ),
      ),
    )
  }

  return {
    config,
    App: ({ initialState }) =>
      createElement(
        StrictMode,
        null,
        createElement(
          WagmiProvider,
          { config, ...(initialState && { initialState }) },
          createElement(QueryClientProvider, { client: queryClient }, createElement(Wallet)),
        ),
      ),
  }
}
