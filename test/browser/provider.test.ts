import type { Page } from 'playwright-core'
import { type Hex, verifyMessage } from 'viem'
import { parseSiweMessage, verifySiweMessage } from 'viem/siwe'
import type { Passkey } from 'viem-passkey-account'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, test } from 'vitest'
import { call } from './harness/call.js'
import { openStage } from './harness/openStage.js'

const { chromium, pageUrl, signerUrl, organizationId, walletOf } = await openStage(`
  import { createPasskey, createSessionKey, createSignerClient } from 'viem-passkey-account'
  import { announceProvider, createProvider, passkeyWallet } from 'viem-passkey-account/provider'
  import { mainnet, sepolia } from 'viem/chains'
  let prompts = 0
  for (const name of ['get', 'create']) {
    const ceremony = navigator.credentials[name].bind(navigator.credentials)
    navigator.credentials[name] = (options) => {
      prompts++
      return ceremony(options)
    }
  }
  const info = { name: 'Example', icon: 'data:image/svg+xml,<svg/>', rdns: 'com.example.passkey' }
  const announced = []
  const keep = ({ detail }) => announced.push(detail)
  window.addEventListener('eip6963:announceProvider', keep)
  let provider, stop
  const events = []
  Object.assign(globalThis, {
    open: (parameters) => {
      provider = createProvider({
        chains: [mainnet, sepolia],
        ...passkeyWallet({
          rp: { id: 'localhost' },
          client: createSignerClient({ url: parameters.signerUrl }),
          organizationId: parameters.organizationId,
          signUp: async ({ name }) => walletOf(await createPasskey({ rp: { id: 'localhost' }, user: { name } })),
        }),
      })
      for (const name of ['accountsChanged', 'disconnect']) provider.on(name, (value) => events.push([name, value.code ?? value]))
      stop = announceProvider(provider, info)
    },
    discover: () => {
      announced.length = 0
      window.dispatchEvent(new Event('eip6963:requestProvider'))
      return announced.map(({ info }) => info)
    },
    frozen: () => announced.map((detail) => [detail, detail.info, detail.provider].map(Object.isFrozen)),
    stop: () => stop(),
    send: (method, params) => announced[0].provider.request({ method, params }).catch((error) => ({ code: error.code })),
    // How often the browser had been asked by the time the request returned its promise.
    atOnce: async (method, params) => {
      prompts = 0
      const request = provider.request({ method, params })
      const before = prompts
      return [before, await request]
    },
    // Takes the steps that the provider takes for its key, which it began before.
    settle: async () => {
      for (let count = 0; count < 3; count++) await createSessionKey()
    },
    prompts: () => prompts,
    events: () => events,
    stored: () => JSON.stringify({ ...localStorage }),
  })
`)

const anvil = await startAnvil()
afterAll(anvil.stop)

async function open(tab: Page): Promise<void> {
  await tab.goto(pageUrl)
  await call(tab, 'open', { signerUrl, organizationId })
}

async function openPage(): Promise<Page> {
  const tab = await chromium.newPage()
  await addVirtualAuthenticator(tab)
  await tab.exposeFunction('walletOf', (passkey: Passkey) => walletOf(passkey))
  await open(tab)
  return tab
}

const send = <result>(tab: Page, method: string, params: unknown[] = []): Promise<result> =>
  call<result>(tab, 'send', method, params)

test('a page discovers the provider, at once and when it looks for one (EIP-6963)', async () => {
  const tab = await openPage()
  expect(await call(tab, 'frozen')).toEqual([[true, true, false]])
  const [first, ...others] = await call<{ uuid: string }[]>(tab, 'discover')
  expect(others).toEqual([])
  expect(first).toEqual({
    name: 'Example',
    icon: 'data:image/svg+xml,<svg/>',
    rdns: 'com.example.passkey',
    uuid: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
  })
  // The same one each time, so that a library lists it once.
  expect(await call(tab, 'discover')).toEqual([first])
  await call(tab, 'stop')
  expect(await call(tab, 'discover')).toEqual([])
})

test('registers in the click, signs, is restored after a reload, and signs in with Ethereum', async () => {
  const tab = await openPage()
  const register = [{ version: '1', capabilities: { method: 'register', name: 'anna' } }]
  const [prompts, { accounts }] = await call<[number, { accounts: { address: Hex }[] }]>(
    tab,
    'atOnce',
    'wallet_connect',
    register,
  )
  expect(prompts).toBe(1)
  const [{ address } = { address: '0x' as Hex }] = accounts
  const signature = await send<Hex>(tab, 'personal_sign', ['hello', address])
  expect(await verifyMessage({ address, message: 'hello', signature })).toBe(true)

  await open(tab)
  expect(await send(tab, 'eth_accounts')).toEqual([address])
  expect(await call(tab, 'prompts')).toBe(0)
  const nonce = 'abcdefgh'
  const connected = await send<{
    accounts: { capabilities: { signInWithEthereum: { message: string; signature: Hex } } }[]
  }>(tab, 'wallet_connect', [{ version: '1', capabilities: { signInWithEthereum: { nonce } } }])
  const signedIn = connected.accounts[0]?.capabilities.signInWithEthereum ?? { message: '', signature: '0x' }
  const { host, origin } = new URL(pageUrl)
  expect(parseSiweMessage(signedIn.message)).toMatchObject({ address, domain: host, uri: origin, nonce, chainId: 1 })
  const { publicClient } = anvil
  expect(await verifySiweMessage(publicClient, { ...signedIn, address, domain: host, nonce })).toBe(true)
  expect(await verifySiweMessage(publicClient, { ...signedIn, domain: 'bank.example' })).toBe(false)
  expect(await call(tab, 'prompts')).toBe(1)
  // A message for another site would sign the user in there.
  const foreign = [{ version: '1', capabilities: { signInWithEthereum: { nonce, domain: 'bank.example' } } }]
  expect(await send(tab, 'wallet_connect', foreign)).toEqual({ code: -32602 })
  expect(await call(tab, 'prompts')).toBe(1)
})

test('signs in with the session key ready, and a disconnect reaches the other tab and stays', async () => {
  const tab = await openPage()
  await send(tab, 'wallet_connect', [{ version: '1', capabilities: { method: 'register', name: 'anna' } }])
  await send(tab, 'wallet_disconnect')
  await open(tab)
  expect(await send(tab, 'eth_accounts')).toEqual([])
  await call(tab, 'settle')
  const early = await tab.context().newPage()
  await open(early)
  expect(await send(early, 'eth_accounts')).toEqual([])
  const login = [{ version: '1', capabilities: { method: 'login' } }]
  const [prompts, { accounts }] = await call<[number, { accounts: { address: Hex }[] }]>(
    tab,
    'atOnce',
    'wallet_connect',
    login,
  )
  expect({ prompts, total: await call(tab, 'prompts') }).toEqual({ prompts: 1, total: 1 })
  const addresses = accounts.map(({ address }) => address)

  const other = await tab.context().newPage()
  await open(other)
  expect(await send(other, 'eth_accounts')).toEqual(addresses)
  // A tab that was open before anybody connected says nothing about that when it switches the chain.
  expect(await send(early, 'wallet_switchEthereumChain', [{ chainId: '0xaa36a7' }])).toBe(null)
  expect(await send(other, 'eth_accounts')).toEqual(addresses)
  expect(await call(other, 'events')).toEqual([['accountsChanged', addresses]])
  await send(tab, 'wallet_disconnect')
  await expect
    .poll(() => call(other, 'events'))
    .toEqual([
      ['accountsChanged', addresses],
      ['accountsChanged', []],
      ['disconnect', 4900],
    ])
  expect(await send(other, 'eth_accounts')).toEqual([])
  await open(other)
  expect(await send(other, 'eth_accounts')).toEqual([])
  expect(await call(other, 'stored')).not.toContain(addresses[0])
})
