import { expect, test } from 'vitest'
import { mined } from '../harness/mined.js'
import { openDapp, type Tab } from './wagmi/openDapp.js'
import type { Report } from './wagmi/page.js'

const { openConnected, open, anvil, node } = await openDapp()
const { publicClient } = anvil

const atOnce = { isSameTask: true, isActive: true, requests: [] }
// Whether the gesture still counts by then depends on the machine, unless the node is held.
const filledFirst = {
  isSameTask: false,
  isActive: expect.any(Boolean),
  requests: ['eth_chainId', 'eth_fillTransaction'],
}
const ok = (report: Report): Report => {
  if (report.error) throw new Error(JSON.stringify(report.error))
  return report
}
/** A hook, and what is true when its prompt begins. */
const hooks: [name: string, prompts: Report['prompts']][] = [
  ['signMessage', [atOnce]],
  ['signTypedData', [atOnce]],
  ['sendTransaction', [filledFirst]],
  ['sendTransaction, prepared', [atOnce]],
  ['sendTransaction, all fields', [atOnce]],
  ['writeContract', [filledFirst]],
  [
    'sendCalls',
    [
      {
        ...filledFirst,
        requests: ['eth_chainId', 'eth_simulateV1', 'eth_getBalance', 'eth_getTransactionCount', 'eth_fillTransaction'],
      },
    ],
  ],
  ['signAuthorization', [{ ...filledFirst, requests: ['eth_chainId', 'eth_getTransactionCount'] }]],
  ['signAuthorization, all fields', [atOnce]],
  ['switchChain', []],
  ['disconnect', []],
]

/** A new page load, in which nothing was sent before: what was prepared is up to date. */
async function reload(tab: Tab): Promise<void> {
  await tab.page.reload()
  await tab.shows(/^connected /)
}

test.each([
  ['a node that answers at once', undefined],
  ['a node that answers when the click’s task is over', 'task over'],
] as const)('how many prompts each hook takes, and when: %s', async (_name, hold) => {
  const tab = await openConnected()
  for (const [name, prompts] of hooks) {
    await reload(tab)
    expect(ok(await tab.press(name, { hold }))).toMatchObject({ name, prompts })
  }
})

test('a node that answers when the user’s gesture no longer counts: only what waits for it prompts without one', async () => {
  const prompting = hooks.filter(([, prompts]) => prompts.length > 0)
  // Each has a tab, so that they wait together.
  const tabs = await Promise.all(prompting.map(async ([name]) => [name, await openConnected()] as const))
  // The button is enabled, so what it needs from the node is there.
  for (const [name, { page }] of tabs) await page.getByRole('button', { name, exact: true }).click({ trial: true })
  const reports = await Promise.all(
    tabs.map(async ([name, tab]) => ok(await tab.press(name, { hold: 'activation over' }))),
  )
  expect(reports.map(({ name, prompts }) => [name, prompts])).toEqual(
    prompting.map(([name, prompts]) => [
      name,
      prompts.map((prompt) => ({ ...prompt, isActive: prompt.requests.length === 0 })),
    ]),
  )
})

test('register, login, and a connect that says neither prompt in the click’s own task', async () => {
  const tab = await open()
  const registered = ok(await tab.press('register'))
  expect(registered.prompts).toEqual([atOnce])
  await tab.press('disconnect')
  await tab.page.reload()
  await tab.page.evaluate('settle()')
  const loggedIn = ok(await tab.press('login'))
  expect(loggedIn.prompts).toEqual([atOnce])
  await tab.shows(/^connected /)
  await tab.press('disconnect')
  await tab.page.evaluate('settle()')
  // Nobody is known any more.
  expect(ok(await tab.press('connect')).prompts).toEqual([atOnce])
  expect(tab.passkey.prompts.map(({ type }) => type)).toEqual(['create', 'get', 'get'])
})

test('a node without eth_fillTransaction is asked for it once a page, and not for each transaction', async () => {
  const tab = await openConnected()
  node.lacks.add('eth_fillTransaction')
  try {
    for (const page of ['first', 'second']) {
      node.requests.length = 0
      await reload(tab)
      for (const name of ['sendTransaction, prepared', 'sendTransaction', 'writeContract', 'sendTransaction'])
        ok(await tab.press(name))
      const { length } = node.requests.filter((method) => method === 'eth_fillTransaction')
      expect({ page, length }).toEqual({ page, length: 1 })
    }
  } finally {
    node.lacks.clear()
  }
})

test.each([
  ['without a nonce manager', ''],
  ['with one', 'nonces'],
])('a dismissed prompt in each hook: 4001, no nonce is lost, and the next try works, %s', async (_name, query) => {
  const tab = await openConnected({ query })
  const sent = await publicClient.getTransactionCount({ address: tab.address })
  let transactions = 0
  for (const [name, prompts] of hooks) {
    if (prompts.length === 0) continue
    // Before a new page load, so that what remembers nonces has to take back what it gave away.
    if (name.includes('prepared') || name.includes('all fields')) await reload(tab)
    tab.passkey.next('cancel')
    const { error } = await tab.press(name)
    expect({ name, ...error }).toMatchObject({ name, walksToRejected: true, isCancelled: true })
    expect(error?.chain.map(([, code]) => code)).toContain(4001)
    // viem wraps what fails while it sends, as it does with every wallet.
    if (!/^(send|write)/.test(name)) expect([error?.isRejected, error?.chain[0]?.[1]]).toEqual([true, 4001])
    ok(await tab.press(name))
    if (/^(sendT|write)/.test(name)) transactions += 1
    if (name === 'sendCalls') transactions += 5
  }
  // It is mined after all others, none of which left a gap.
  const { data = '' } = ok(await tab.press('sendTransaction'))
  await mined(publicClient, JSON.parse(data))
  expect(await publicClient.getTransactionCount({ address: tab.address })).toBe(sent + transactions + 1)
})

test.each(['register', 'login'])(
  'a dismissed prompt of %s: 4001, still disconnected, and the next try works',
  async (name) => {
    const tab = await openConnected()
    await tab.press('disconnect')
    tab.passkey.next('cancel')
    const { error } = await tab.press(name)
    expect(error).toMatchObject({ isRejected: true, walksToRejected: true, isCancelled: true })
    expect(error?.chain[0]?.[1]).toBe(4001)
    await tab.shows(/^disconnected/)
    ok(await tab.press(name))
    await tab.shows(/^connected /)
  },
)
