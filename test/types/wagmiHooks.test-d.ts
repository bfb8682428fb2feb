import { mainnet, sepolia } from 'viem/chains'
import { passkey } from 'viem-passkey-account/wagmi'
import { createConfig, http, useConnect } from 'wagmi'

// Compiled, and not run. The same for @wagmi/core, in each of its versions, is in wagmi.test-d.ts.
const create = passkey({ rp: { id: 'example.com' }, organizationId: '', signUp: { url: '/api/sign-up' } })
const config = createConfig({
  chains: [mainnet, sepolia],
  transports: { [mainnet.id]: http(), [sepolia.id]: http() },
  connectors: [create],
})
const [connector] = config.connectors

/** `mutate` and `mutateAsync` know the words of the connector, of the config or not yet created. */
export function useWords(): void {
  const { mutate, mutateAsync } = useConnect({ config })
  mutate({ connector, capabilities: { method: 'register', name: 'anna' } })
  mutate({ connector, chainId: sepolia.id, capabilities: { method: 'login', selectAccount: true } })
  mutate({ connector })
  mutate({ connector: create, capabilities: { method: 'register', name: 'anna' } })
  // @ts-expect-error: a wrong word.
  mutate({ connector, capabilities: { method: 'signup' } })
  // @ts-expect-error: a wrong word.
  mutate({ connector: create, capabilities: { method: 'signup' } })
  // @ts-expect-error: a wrong type.
  mutate({ connector, capabilities: { method: 'register', name: 5 } })
  // @ts-expect-error: a capability that is none.
  mutate({ connector, capabilities: { type: 'register' } })
  // @ts-expect-error: a chain that the config does not have.
  mutate({ connector, chainId: 5 })
  // @ts-expect-error: a wrong word.
  void mutateAsync({ connector, capabilities: { method: 'signup' } })
}

/** Without the config, as `useConnect()` is called under a WagmiProvider. */
export function useWordsOfConnector(): void {
  const { mutate } = useConnect()
  mutate({ connector, capabilities: { method: 'register', name: 'anna' } })
  // @ts-expect-error: a wrong word.
  mutate({ connector, capabilities: { method: 'signup' } })
}

/** With capabilities, each account comes with the signed message, if there is one. */
export async function useSignedMessage(): Promise<string | undefined> {
  const { mutateAsync } = useConnect({ config })
  const { accounts } = await mutateAsync({
    connector,
    withCapabilities: true,
    capabilities: { method: 'login', signInWithEthereum: { nonce: 'abcdefgh' } },
  })
  const [{ address, capabilities }] = accounts
  const message: string | undefined = capabilities.signInWithEthereum?.message
  // @ts-expect-error: no capability of this wallet.
  void capabilities.permissions
  const plain = await mutateAsync({ connector })
  const first: `0x${string}` = plain.accounts[0]
  // @ts-expect-error: not asked for.
  void plain.accounts[0].capabilities
  return message ?? `${address} ${first}`
}
