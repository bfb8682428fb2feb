import { connect, createConfig, disconnect, getConnectorClient, http, reconnect, signMessage } from '@wagmi/core'
import { mainnet, sepolia } from 'viem/chains'
import { type PasskeyAccount, type PasskeyWallet, type Session, signMany } from 'viem-passkey-account'
import { passkey } from 'viem-passkey-account/wagmi'

// Compiled with each version of wagmi, and not run.
const connector = passkey({ rp: { id: 'example.com' }, organizationId: '', signUp: { url: '/api/sign-up' } })

const config = createConfig({
  chains: [mainnet, sepolia],
  transports: { [mainnet.id]: http(), [sepolia.id]: http() },
  connectors: [connector],
})

export async function run(): Promise<void> {
  const { accounts, chainId } = await connect(config, {
    connector,
    chainId: sepolia.id,
    capabilities: { method: 'register', name: 'anna' },
  })
  const address: `0x${string}` = accounts[0]
  const id: number = chainId
  await connect(config, { connector, capabilities: { method: 'login', selectAccount: true } })
  // @ts-expect-error: a wrong word.
  await connect(config, { connector, capabilities: { method: 'signup' } })
  // @ts-expect-error: a wrong type.
  await connect(config, { connector, capabilities: { method: 'register', name: 5 } })
  // @ts-expect-error: a capability that is none.
  await connect(config, { connector, capabilities: { type: 'sign-up' } })

  const created = config.connectors[0]
  if (created === undefined) return
  await connect(config, { connector: created })
  await reconnect(config, { connectors: [connector] })
  await signMessage(config, { message: `${address} ${id}` })
  await getConnectorClient(config)
  await disconnect(config)
}

/** What the connector has beside wagmi's own members. */
export async function own(created: ReturnType<typeof connector>): Promise<void> {
  const account: PasskeyAccount = await created.getAccount()
  await signMany(account, { items: [{ message: 'a' }, { message: 'b' }] })
  const wallet: PasskeyWallet | undefined = created.getWallet(account.address)
  const session: Session | undefined = created.getSession()
  void [wallet, session]
}

// @ts-expect-error: the organization is missing.
passkey({ rp: { id: 'example.com' } })
