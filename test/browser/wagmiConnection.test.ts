import { expect, test } from 'vitest'
import { call } from './harness/call.js'
import { copyPasskeys } from './harness/copyPasskeys.js'
import { openDapp, type Tab } from './wagmi/openDapp.js'

const { open, openConnected, signerUrl } = await openDapp()

/** Leaves nobody at the signer's address, for all tabs of a browser. */
const takeSignerDown = ({ page }: Tab): Promise<unknown> =>
  page.context().route(`${signerUrl}/**`, (route) => route.abort('connectionrefused'))

test.each([
  ['without a session', '', 1],
  ['in a session', 'session', 0],
])('a reload connects again: no prompt, no request to the signer, %s', async (_name, query, count) => {
  const tab = await openConnected({ query })
  const { address, passkey, signerRequests } = tab
  await tab.press('disconnect')
  await tab.press('login')
  await tab.press('switchChain')
  const prompts = passkey.prompts.length
  signerRequests.length = 0
  await tab.page.reload()
  await tab.shows(`connected ${address} 5151`)
  expect(await call(tab.page, 'statuses')).toEqual(['reconnecting', 'connected'])
  expect({ prompts: passkey.prompts.length, signerRequests }).toEqual({ prompts, signerRequests: [] })
  const signed = await tab.press('signMessage')
  expect(signed).toMatchObject({ data: expect.any(String) })
  expect(signed.prompts).toHaveLength(count)
})

test('a disconnect stays after a reload, with the signer down too', async () => {
  const tab = await openConnected({ query: 'session' })
  await tab.press('disconnect')
  await tab.press('login')
  await tab.shows(/^connected /)
  await takeSignerDown(tab)
  expect(await tab.press('disconnect')).not.toHaveProperty('error')
  await tab.shows(/^disconnected/)
  const prompts = tab.passkey.prompts.length
  await tab.page.reload()
  await tab.shows(/^disconnected/)
  expect(await call(tab.page, 'statuses')).toEqual(['connecting', 'disconnected'])
  expect(tab.passkey.prompts).toHaveLength(prompts)
})

test('a disconnect in one tab is one in the other', async () => {
  const tab = await openConnected()
  const other = await open({ context: tab.page.context() })
  await other.shows(`connected ${tab.address}`)
  expect(other.passkey.prompts).toEqual([])
  await tab.press('disconnect')
  await other.shows(/^disconnected/)
  await other.page.reload()
  await other.shows(/^disconnected/)
})

/** A tab in a session, with the wallet client that wagmi keeps. */
async function openSession(): Promise<Tab & { address: string }> {
  const tab = await openConnected({ query: 'session' })
  await tab.press('disconnect')
  await tab.press('login')
  await tab.shows(`connected ${tab.address}`)
  for (const name of ['signMessage', 'signTypedData', 'sendTransaction', 'sendCalls', 'signMessage, wallet client'])
    expect(await tab.press(name)).toEqual({ name, prompts: [], data: expect.any(String) })
  return tab
}
/** The session has ended: the same client prompts, and the user is still connected. */
async function expectPrompts(tab: Tab & { address: string }): Promise<void> {
  const clients = await call(tab.page, 'walletClients')
  for (const name of ['signMessage, wallet client', 'signMessage']) {
    const { prompts, error } = await tab.press(name)
    expect({ name, prompts: prompts.length, error }).toEqual({ name, prompts: 1, error: undefined })
  }
  expect(await call(tab.page, 'walletClients')).toBe(clients)
  await tab.shows(`connected ${tab.address}`)
}

test('a session signs without prompts, and when its time is over the cached wallet client prompts', async () => {
  const tab = await openSession()
  await call(tab.page, 'endSession')
  await expectPrompts(tab)
})

test('a session that another tab signed out of: the cached wallet client prompts', async () => {
  const tab = await openSession()
  const other = await open({ context: tab.page.context(), query: 'session' })
  await other.shows(`connected ${tab.address}`)
  expect(await call(other.page, 'signOut')).toBe('ended')
  await expectPrompts(tab)
  // The other tab is connected as well, and prompts.
  await copyPasskeys(tab.passkey, other.passkey)
  await expectPrompts({ ...other, address: tab.address })
})

test.each([
  ['before the config is made', 'announced'],
  ['before the config is made, with ssr', 'announced&ssr'],
  ['after it', ''],
  ['after it, with ssr', 'ssr'],
])('a provider of the connector’s rdns that is announced %s is not listed', async (_name, query) => {
  const { page, shows } = await open({ query })
  await shows(/^disconnected/)
  const rdns = 'com.example.passkey'
  // Others are listed, so wagmi hears what is announced.
  for (const name of [rdns, 'com.example.other']) await call(page, 'announce', name)
  await page.waitForFunction(`connectorIds().includes('com.example.other')`)
  expect(await call(page, 'connectorIds')).toEqual([rdns, 'com.example.other'])
})
