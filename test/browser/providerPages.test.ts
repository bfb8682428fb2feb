import type { Page } from 'playwright-core'
import { type Hex, verifyMessage } from 'viem'
import type { Passkey } from 'viem-passkey-account'
import { addVirtualAuthenticator, type PagePasskey } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, test } from 'vitest'
import { call } from './harness/call.js'
import { openStage } from './harness/openStage.js'
import { servePage } from './harness/servePage.js'

const script = `
  import { createPasskey, createSignerClient } from 'viem-passkey-account'
  import { createProvider, passkeyWallet } from 'viem-passkey-account/provider'
  import { mainnet, sepolia } from 'viem/chains'
  // The click whose task runs now.
  let click = ''
  addEventListener('click', ({ target }) => {
    click = target.id
    setTimeout(() => (click = ''))
  }, true)
  const prompts = []
  for (const name of ['get', 'create']) {
    const ceremony = navigator.credentials[name].bind(navigator.credentials)
    navigator.credentials[name] = (options) => {
      prompts.push({ name, click, isActive: navigator.userActivation.isActive })
      return ceremony(options)
    }
  }
  const button = (id, onclick) => document.body.append(Object.assign(document.createElement('button'), { id, onclick, textContent: id }))
  const approvals = []
  const ask = ({ type, address, chain, message, transaction }) =>
    new Promise((resolve, reject) => {
      approvals.push({ type, address, chain: chain.name, message, nonce: transaction?.nonce, prompts: prompts.length })
      const close = (then) => () => {
        document.getElementById('yes').remove()
        document.getElementById('no').remove()
        then()
      }
      button('yes', close(resolve))
      button('no', close(() => reject(new Error('The user said no.'))))
    })
  let provider
  const events = []
  const send = (method, params) =>
    provider.request({ method, params }).catch(({ code, message, data }) => ({ code, message, data }))
  const results = []
  Object.assign(globalThis, {
    open: ({ signerUrl, organizationId, asks }) => {
      provider = createProvider({
        chains: [mainnet, sepolia],
        ...passkeyWallet({
          rp: { id: 'localhost' },
          client: createSignerClient({ url: signerUrl }),
          organizationId,
          signUp: async ({ name }) => walletOf(await createPasskey({ rp: { id: 'localhost' }, user: { name } })),
        }),
        approve: asks ? ask : undefined,
      })
      provider.on('accountsChanged', (accounts) => events.push(accounts))
    },
    send,
    onAsk: (method, params) => button('ask', async () => results.push(await send(method, params))),
    results: () => results,
    prompts: () => prompts,
    approvals: () => approvals,
    events: () => events,
    hasChannel: () => typeof BroadcastChannel === 'function',
    embed: (src, allow) => document.body.append(Object.assign(document.createElement('iframe'), { src, allow })),
  })
`
const { chromium, pageUrl, signerUrl, organizationId, walletOf } = await openStage(script)
const other = await servePage(script)
afterAll(other.stop)

const register = [{ version: '1', capabilities: { method: 'register', name: 'anna' } }]
const login = [{ version: '1', capabilities: { method: 'login' } }]
type Connected = { accounts: { address: Hex }[] }
const send = <result>(tab: Pick<Page, 'evaluate'>, method: string, params: unknown[] = []): Promise<result> =>
  call<result>(tab, 'send', method, params)
const open = async (tab: Page, parameters: object = {}): Promise<void> => {
  await tab.goto(pageUrl)
  await call(tab, 'open', { signerUrl, organizationId, ...parameters })
}
const openPage = async (parameters: object = {}): Promise<{ tab: Page; passkey: PagePasskey }> => {
  const tab = await chromium.newPage()
  const passkey = await addVirtualAuthenticator(tab)
  await tab.exposeFunction('walletOf', (passkey: Passkey) => walletOf(passkey))
  await open(tab, parameters)
  return { tab, passkey }
}

test('approve that resolves in a click: the prompt starts in the task of that click, with its activation', async () => {
  const { tab } = await openPage({ asks: true })
  const { accounts } = await send<Connected>(tab, 'wallet_connect', register)
  const address = accounts[0]?.address ?? '0x'
  await call(tab, 'onAsk', 'personal_sign', ['hello', address])
  await tab.locator('#ask').click()
  await tab.locator('#yes').click()
  await expect.poll(() => call<unknown[]>(tab, 'results'), { timeout: 60_000 }).toHaveLength(1)
  const [signature = '0x'] = await call<Hex[]>(tab, 'results')
  expect(await verifyMessage({ address, message: 'hello', signature })).toBe(true)
  expect(await call(tab, 'approvals')).toEqual([
    { type: 'message', address, chain: 'Ethereum', message: 'hello', prompts: 1 },
  ])
  expect((await call<unknown[]>(tab, 'prompts')).slice(1)).toEqual([{ name: 'get', click: 'yes', isActive: true }])

  await tab.locator('#ask').click()
  await tab.locator('#no').click()
  await expect.poll(() => call<unknown[]>(tab, 'results'), { timeout: 60_000 }).toHaveLength(2)
  expect((await call<unknown[]>(tab, 'results'))[1]).toMatchObject({ code: 4001 })
  expect(await call(tab, 'prompts')).toHaveLength(2)
})

for (const channel of ['BroadcastChannel', 'the storage event'])
  test(`two tabs, told by ${channel}: what connects and disconnects at once ends as the storage has it`, async () => {
    const { tab, passkey } = await openPage()
    const context = tab.context()
    if (channel !== 'BroadcastChannel') await context.addInitScript('delete globalThis.BroadcastChannel')
    await open(tab)
    const { accounts } = await send<Connected>(tab, 'wallet_connect', register)
    const addresses = accounts.map(({ address }) => address)
    const second = await context.newPage()
    await addVirtualAuthenticator(second, { credentials: await passkey.credentials() })
    const third = await context.newPage()
    for (const page of [second, third]) {
      await open(page)
      expect(await call(page, 'hasChannel')).toBe(channel === 'BroadcastChannel')
      expect(await send(page, 'eth_accounts')).toEqual(addresses)
    }
    for (const params of [login, [{ version: '1' }]]) {
      await Promise.all([send(tab, 'wallet_disconnect'), send(second, 'wallet_connect', params)])
      // What tells the tabs is in order: when this change has arrived, so has everything before it.
      await send(tab, 'wallet_disconnect')
      await expect
        .poll(
          async () => {
            const shown = [await send(second, 'eth_accounts'), await send(third, 'eth_accounts')]
            const fresh = await context.newPage()
            await open(fresh)
            const stored = await send(fresh, 'eth_accounts')
            await fresh.close()
            // The third tab disconnected with the first, unless it looked when the second had connected again.
            return {
              first: await send(tab, 'eth_accounts'),
              isSame: String(shown[0]) === String(stored),
              isThirdSame: ['', String(stored)].includes(String(shown[1])),
            }
          },
          { timeout: 60_000 },
        )
        .toEqual({ first: [], isSame: true, isThirdSame: true })
      // And every tab connects again.
      const { accounts: again } = await send<Connected>(second, 'wallet_connect', login)
      expect(again.map(({ address }) => address)).toEqual(addresses)
      await open(tab)
      await open(third)
      for (const page of [tab, third]) expect(await send(page, 'eth_accounts')).toEqual(addresses)
    }
  })

test('a frame that may not use passkeys is told what to do, before a prompt', async () => {
  const { tab } = await openPage()
  for (const allow of ['', 'publickey-credentials-get']) await call(tab, 'embed', `${other.url}#${allow}`, allow)
  const frameOf = async (query: string) => {
    const find = () => tab.frames().find((frame) => frame.url() === `${other.url}#${query}`)
    await expect.poll(() => find()?.evaluate('typeof open'), { timeout: 60_000 }).toBe('function')
    await expect.poll(() => find()?.evaluate('typeof prompts'), { timeout: 60_000 }).toBe('function')
    const frame = find()
    if (!frame) throw new Error('no frame')
    await call(frame, 'open', { signerUrl, organizationId })
    return frame
  }
  const refused = {
    code: -32603,
    message: expect.stringContaining('Set allow="publickey-credentials-get; publickey-credentials-create" on it.'),
    data: { name: 'PasskeyUnsupportedError' },
  }
  const neither = await frameOf('')
  for (const params of [register, login]) expect(await send(neither, 'wallet_connect', params)).toMatchObject(refused)
  const getOnly = await frameOf('publickey-credentials-get')
  expect(await send(getOnly, 'wallet_connect', register)).toMatchObject(refused)
  for (const frame of [neither, getOnly])
    expect({ prompts: await call(frame, 'prompts'), accounts: await send(frame, 'eth_accounts') }).toEqual({
      prompts: [],
      accounts: [],
    })
})
