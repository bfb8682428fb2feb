import type * as WagmiCore from '@wagmi/core'
import { type Address, custom, type EIP1193RequestFn, parseEther } from 'viem'
import { apiKeyStamper, createSignerClient, type FetchFn, type GetFn, webAuthnStamper } from 'viem-passkey-account'
import { createWalletAccounts, ethereumAccount } from 'viem-passkey-account/actions'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { type Anvil, startAnvil } from 'viem-passkey-account/testing/node'
import { passkey } from 'viem-passkey-account/wagmi'
import { afterAll, expect } from 'vitest'
import { createStorage, type Intercept, otherChain } from '../provider/openProvider.js'

/** `@wagmi/core` in one of its versions. The types are those of the newest. */
export type Core = typeof WagmiCore

type Servers = { anvil: Anvil; signer: LocalSigner }

/** Starts Anvil and a signer for the tests of a suite. */
export async function startServers(): Promise<Servers> {
  const anvil = await startAnvil()
  const signer = await createLocalSigner()
  afterAll(async () => {
    await anvil.stop()
    await signer.close()
  })
  return { anvil, signer }
}

/** A dapp: signer, sign-up handler, a user with an authenticator, Anvil, and wagmi. */
export function openDapp(
  core: Core,
  { anvil, signer }: Servers,
  { intercept, ...parameters }: { intercept?: Intercept | undefined } & Partial<passkey.Parameters> = {},
) {
  const { organizationId } = signer
  const server = createSignerClient({
    url: 'https://signer.test',
    fetchFn: signer.fetch,
    stamper: apiKeyStamper(signer.apiKey),
  })
  const handler = createSignUpHandler({ client: server, organizationId })
  const network = { isDown: false, requests: [] as string[] }
  const fetchFn: FetchFn = async (request) => {
    network.requests.push(new URL(request.url).pathname)
    if (network.isDown) throw new TypeError('Failed to fetch')
    return request.url.startsWith('https://app.test') ? handler(request) : signer.fetch(request)
  }
  const client = createSignerClient({ url: 'https://signer.test', fetchFn, pollingInterval: 1 })
  const rp = { id: 'localhost', name: 'Example' }
  const user = createVirtualPasskey({ rpId: rp.id, origin: 'http://localhost' })

  /** Every request that reached a node. */
  const requests: string[] = []
  /** What was true when each prompt began. */
  const prompts: { isSameTask: boolean; requests: number }[] = []
  let isSameTask = false
  const notePrompt = (): void => void prompts.push({ isSameTask, requests: requests.length })
  const getFn: GetFn = (options) => {
    notePrompt()
    return user.getFn(options)
  }
  const createFn: typeof user.createFn = (options) => {
    notePrompt()
    return user.createFn(options)
  }
  const request = (async (given: { method: string; params?: unknown }) => {
    requests.push(given.method)
    const answer = await intercept?.(given)
    return answer === undefined ? anvil.publicClient.request(given as never, { retryCount: 0 }) : answer
  }) as EIP1193RequestFn

  const storage = createStorage()
  /** A page load. */
  const open = (more: Partial<passkey.Parameters> = {}) => {
    const config = core.createConfig({
      chains: [anvil.chain, otherChain],
      transports: {
        [anvil.chain.id]: custom({ request }, { retryCount: 0 }),
        [otherChain.id]: custom({ request }, { retryCount: 0 }),
      },
      storage: core.createStorage({ storage: storage as never }),
      multiInjectedProviderDiscovery: false,
      connectors: [
        passkey({
          rp,
          organizationId,
          client,
          signUp: { url: 'https://app.test/api/sign-up' },
          storage,
          createFn,
          getFn,
          fetchFn,
          ...parameters,
          ...more,
        }),
      ],
    })
    const [connector] = config.connectors
    return { config, connector }
  }
  type Page = ReturnType<typeof open>

  /** Signs up, adds a second account, and connects with a login. Both accounts have ether. */
  const openConnected = async (): Promise<Page & { own: Address; second: Address }> => {
    const page = open()
    await core.connect(page.config, { connector: page.connector, capabilities: { method: 'register' } } as never)
    const wallet = page.connector.getWallet()
    if (!wallet) throw new Error('There is no wallet.')
    await createWalletAccounts(
      createSignerClient({
        url: 'https://signer.test',
        fetchFn,
        stamper: webAuthnStamper({ rpId: rp.id, getFn: user.getFn }),
      }),
      {
        organizationId: wallet.organizationId,
        walletId: wallet.walletId,
        accounts: [{ ...ethereumAccount, path: "m/44'/60'/0'/0/1" }],
      },
    )
    await core.disconnect(page.config)
    const { accounts } = await core.connect(page.config, {
      connector: page.connector,
      capabilities: { method: 'login' },
    } as never)
    const [own, second] = accounts as unknown as [Address, Address]
    for (const address of accounts) await anvil.testClient.setBalance({ address, value: parseEther('100') })
    prompts.length = 0
    requests.length = 0
    return { ...page, own, second }
  }

  /** Runs what a click does. The task ends with the first macrotask after it. */
  const run = async <outcome>(act: () => Promise<outcome>) => {
    prompts.length = 0
    requests.length = 0
    isSameTask = true
    const running = act()
    setImmediate(() => {
      isSameTask = false
    })
    const outcome = await running
    return { outcome, prompts: [...prompts], requests: [...requests] }
  }
  /** A click that succeeds. */
  const click = async <result>(act: () => Promise<result>) => {
    const { outcome: result, ...found } = await run(act)
    return { result, ...found }
  }
  /** A click that fails. */
  const failingClick = async (act: () => Promise<unknown>) => {
    const { outcome: error, ...found } = await run(() =>
      act().then(
        () => expect.fail('The click did not fail.'),
        (error: unknown) => error,
      ),
    )
    return { error, ...found }
  }

  return { open, openConnected, click, failingClick, user, network, storage, prompts, requests, organizationId, rp }
}
