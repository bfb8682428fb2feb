import { type Chain, custom, defineChain, type EIP1193RequestFn, type Hex, parseEther } from 'viem'
import { createPasskeyAccount, type PasskeyAccount } from 'viem-passkey-account'
import { createProvider, type PasskeyProvider, type ProviderStorage } from 'viem-passkey-account/provider'
import { type Anvil, createTestWallet, type TestWallet } from 'viem-passkey-account/testing/node'
import { onTestFinished } from 'vitest'

/** A storage as a page has it. */
export function createStorage(): ProviderStorage & { values: Map<string, string> } {
  const values = new Map<string, string>()
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => values.set(key, value),
    removeItem: (key) => values.delete(key),
  }
}

/** A second chain, which has no node. */
export const otherChain: Chain = defineChain({
  id: 5151,
  name: 'Other',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: ['http://127.0.0.1:1'] } },
})

/** A provider with a funded account, and everything behind it. */
export type OpenProvider = TestWallet & {
  provider: PasskeyProvider
  /** Every request that reached a node, by method. */
  requests: string[]
  /** Events, in order. */
  events: [string, unknown][]
  /** Sends a request that TypeScript would not allow. */
  send: (method: string, params?: unknown) => Promise<unknown>
  /** The code of the error that a request fails with. */
  codeOf: (method: string, params?: unknown) => Promise<unknown>
  /** Waits until everything that was sent is mined. */
  mined: () => Promise<void>
  /** The answer of `wallet_getCallsStatus` when everything that was sent is mined. */
  statusOf: (id: unknown) => Promise<unknown>
  storage: ReturnType<typeof createStorage>
  /** A provider on the same storages, as after a reload of the page. */
  reload: () => PasskeyProvider
}

/** What stands between the provider and Anvil. Returns `undefined` to leave a request alone. */
export type Intercept = (request: { method: string; params?: unknown }) => unknown

/** Opens a provider for an account of the signer, over Anvil. */
export async function openProvider(
  anvil: Anvil,
  {
    privateKey,
    accounts: toAccounts = (account) => [account],
    intercept,
    ...options
  }: {
    privateKey?: Hex
    accounts?: (account: PasskeyAccount, wallet: TestWallet) => readonly [PasskeyAccount, ...PasskeyAccount[]]
    intercept?: Intercept
  } & Partial<createProvider.Parameters> = {},
): Promise<OpenProvider> {
  const wallet = await createTestWallet({ ...(privateKey && { privateKey }) })
  onTestFinished(wallet.close)
  const { account } = wallet
  await anvil.testClient.setBalance({ address: account.address, value: parseEther('100') })
  const requests: string[] = []
  const request = (async (given: { method: string; params?: unknown }) => {
    requests.push(given.method)
    const answer = await intercept?.(given)
    return answer === undefined ? anvil.publicClient.request(given as never, { retryCount: 0 }) : answer
  }) as EIP1193RequestFn
  const storage = createStorage()
  const accounts = toAccounts(account, wallet)
  const create = (): PasskeyProvider =>
    createProvider({
      chains: [anvil.chain, otherChain],
      transports: { [anvil.chain.id]: custom({ request }, { retryCount: 0 }) },
      connect: async () => ({ accounts }),
      restore: () => ({ accounts }),
      storage,
      ...options,
    })
  const provider = create()
  const events: [string, unknown][] = []
  for (const name of ['connect', 'disconnect', 'accountsChanged', 'chainChanged', 'message'] as const)
    provider.on(name, (value: unknown) => events.push([name, value]))
  const send = (method: string, params?: unknown): Promise<unknown> =>
    provider.request({ method, ...(params !== undefined && { params }) } as never)
  const { address } = account
  const mined = async (): Promise<void> => {
    const counts = (['latest', 'pending'] as const).map((blockTag) =>
      anvil.publicClient.getTransactionCount({ address, blockTag }),
    )
    const [latest, pending] = await Promise.all(counts)
    if (latest !== pending) await mined()
  }
  return {
    ...wallet,
    mined,
    statusOf: async (id) => {
      await mined()
      return send('wallet_getCallsStatus', [id])
    },
    provider,
    requests,
    events,
    storage,
    send,
    codeOf: (method, params) =>
      send(method, params).then(
        (result) => `no error: ${JSON.stringify(result)}`,
        (error) => error.code,
      ),
    reload: create,
  }
}

/** An account that shares the signer's organization and stamps without prompts. */
export function withStamper(wallet: TestWallet, stamper: PasskeyAccount['stamper']): PasskeyAccount {
  const { organizationId, address, signWith } = wallet.account
  return createPasskeyAccount({ client: wallet.client, organizationId, address, signWith, stamper })
}
