import type { Page } from 'playwright-core'
import { type LocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { apiKeyStamp, keyPair, textAt } from '../signer/testClient.js'
import { type Chromium, openChromium } from './harness/openChromium.js'
import { type OpenedSigner, openSigner } from './harness/openSigner.js'

let chromium: Chromium
beforeAll(async () => {
  chromium = await openChromium()
})
afterAll(() => chromium.close())

async function openUntilFinished(port?: number): Promise<OpenedSigner> {
  const opened = await openSigner(port)
  onTestFinished(async () => {
    await opened.server.close()
    await opened.signer.close()
  })
  return opened
}

/** A signer, and a tab in which nothing that goes wrong goes unseen. */
async function openTab(): Promise<OpenedSigner & { tab: Page; complaints: string[] }> {
  const opened = await openUntilFinished()
  const context = await chromium.newContext()
  const tab = await context.newPage()
  const complaints: string[] = []
  tab.on('pageerror', (error) => complaints.push(error.message))
  onTestFinished(() => context.close())
  return { ...opened, tab, complaints }
}

/** With an activity open, whose signer is gone for good. @returns where it listened. */
async function stopWhileLookedAt(opened: OpenedSigner & { tab: Page }): Promise<number> {
  const { tab, server, signer } = opened
  await createWallet(opened, 'Before')
  await tab.goto(`${server.url}/`)
  await tab.getByText('Live', { exact: true }).waitFor()
  await tab.getByRole('link', { name: 'Create the wallet “Before”' }).click()
  await tab.getByRole('heading', { name: 'What was asked' }).waitFor()
  await server.close()
  await signer.close()
  return Number(new URL(server.url).port)
}

/** As if somebody looked at another tab. */
function see(tab: Page, hidden: boolean): Promise<void> {
  return tab.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

/** So many, and no more. */
async function waitForRows(tab: Page, count: number): Promise<void> {
  const rows = tab.locator('.rows > li')
  await rows.nth(count - 1).waitFor()
  expect(await rows.count()).toBe(count)
}

const createWallet = ({ client, signer }: OpenedSigner, walletName: string) =>
  client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName, accounts: [] })

function signMany(
  { client }: OpenedSigner,
  count: number,
  key: ReturnType<typeof keyPair>,
  { id, address }: { id: string; address: string },
) {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      client.submit(
        key,
        'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
        {
          signWith: address,
          payload: `Message ${index}`,
          encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
          hashFunction: 'HASH_FUNCTION_SHA256',
        },
        { organizationId: id },
      ),
    ),
  )
}

test('hundreds of activities at once: all of them appear, and nothing else moves', async () => {
  const opened = await openTab()
  const { tab, client, server, complaints } = opened
  const [ada, bea, cid] = [keyPair(), keyPair(), keyPair()]
  const shared = await client.createSubOrganization([{ apiKeys: [bea] }, { apiKeys: [cid] }], 2)
  const waiting = await client.submit(
    bea,
    'ACTIVITY_TYPE_CREATE_WALLET',
    { walletName: 'Shared', accounts: [] },
    { organizationId: shared.id },
  )
  const organization = await client.createSubOrganization([{ apiKeys: [ada] }])
  await createWallet(opened, 'Old')
  await tab.goto(`${server.url}/`)
  await tab.getByText('Live', { exact: true }).waitFor()
  const old = tab.getByRole('link', { name: 'Create the wallet “Old”' })
  await old.click()
  await tab.getByText('Raw request').click()
  const raw = tab.getByRole('region', { name: 'Raw request' })
  await raw.focus()
  const nodes = await Promise.all([old.elementHandle(), raw.elementHandle()])
  const unmoved = (): Promise<boolean[]> =>
    Promise.all([
      ...nodes.map((node) => tab.evaluate((node) => node?.isConnected === true, node)),
      raw.evaluate((element) => element === document.activeElement),
      raw.isVisible(),
    ])

  await signMany(opened, 300, ada, organization)
  await waitForRows(tab, 304)
  expect(await unmoved()).toEqual([true, true, true, true])

  // More than an event can tell, and one that had waited meanwhile.
  await see(tab, true)
  await tab.getByText('Paused').waitFor()
  await signMany(opened, 60, ada, organization)
  const fingerprint = textAt(waiting.body, 'activity.fingerprint')
  await client.submit(cid, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint }, { organizationId: shared.id })
  const row = tab.getByRole('link', { name: 'Create the wallet “Shared”' })
  expect(await row.textContent()).toContain('Waiting 1 of 2')
  await see(tab, false)
  await row.getByText('Completed').waitFor()
  await waitForRows(tab, 364)
  expect(await unmoved()).toEqual([true, true, true, true])
  const ids = await tab
    .locator('.rows > li')
    .evaluateAll((items) => items.map((item) => item.getAttribute('data-id') ?? ''))
  expect(ids).toEqual(ids.toSorted().reverse())
  expect(complaints).toEqual([])
})

test('of many at once, an organization shows its own', async () => {
  const opened = await openTab()
  const { tab, client, server } = opened
  const [ada, bea] = [keyPair(), keyPair()]
  const organizations = [
    await client.createSubOrganization([{ apiKeys: [ada] }]),
    await client.createSubOrganization([{ apiKeys: [bea] }]),
  ] as const
  await signMany(opened, 1, ada, organizations[0])
  await tab.goto(`${server.url}/#/organizations/${organizations[0].id}`)
  await tab.getByText('Live', { exact: true }).waitFor()
  await see(tab, true)
  await tab.getByText('Paused').waitFor()
  await signMany(opened, 60, ada, organizations[0])
  await signMany(opened, 60, bea, organizations[1])
  const wallet = { walletName: 'Savings', accounts: [] }
  await client.submit(ada, 'ACTIVITY_TYPE_CREATE_WALLET', wallet, { organizationId: organizations[0].id })
  await see(tab, false)
  await tab.getByRole('heading', { name: 'Savings' }).waitFor()
  await waitForRows(tab, 62)
})

test('a signer that was stopped and started again, on a new database: the page shows that one', async () => {
  const opened = await openTab()
  const { tab, complaints } = opened
  const port = await stopWhileLookedAt(opened)
  await tab.getByText('Reconnecting').waitFor()
  // What is asked for meanwhile is not answered, and shown as soon as it is.
  await tab.getByRole('link', { name: 'Organizations' }).click()
  await tab.getByRole('heading', { name: 'The signer does not answer' }).waitFor()
  const again = await openUntilFinished(port)
  await tab.getByRole('heading', { name: 'Sub-organizations 0' }).waitFor()
  await tab.getByText('Live', { exact: true }).waitFor()
  await tab.getByRole('link', { name: 'Activities' }).click()
  await tab.getByRole('heading', { name: 'Nothing has been asked yet' }).waitFor()
  await createWallet(again, 'After')
  await tab.getByRole('link', { name: 'Create the wallet “After”' }).waitFor()
  expect(await tab.locator('.rows > li').count()).toBe(1)
  expect(complaints).toEqual([])
})

test('the list and an opened activity of a signer that is another one by now go', async () => {
  const opened = await openTab()
  const { tab } = opened
  const port = await stopWhileLookedAt(opened)
  await openUntilFinished(port)
  await tab.getByRole('heading', { name: 'Not here' }).waitFor()
  await tab.getByRole('heading', { name: 'Nothing has been asked yet' }).waitFor({ state: 'attached' })
  expect(await tab.locator('.rows > li').count()).toBe(0)
})

test('a page whose first question fails says so, and goes on when there is an answer', async () => {
  const opened = await openTab()
  const { tab, server, signer, complaints } = opened
  await tab.route(
    '**/page/activities',
    async (route) => {
      await server.close()
      await route.continue()
    },
    { times: 1 },
  )
  await tab.goto(`${server.url}/`)
  await tab.getByRole('heading', { name: 'The signer does not answer' }).waitFor()
  const again = await listen(signer, { port: Number(new URL(server.url).port) })
  onTestFinished(() => again.close())
  await tab.getByRole('heading', { name: 'Nothing has been asked yet' }).waitFor()
  await createWallet(opened, 'First')
  await tab.getByRole('link', { name: 'Create the wallet “First”' }).waitFor()
  expect(complaints).toEqual([])
})

test.each(['#/activities/%E0%A4%A', '#/search/%', '#/nowhere', '#/Activities', '#/organizations/../activities'])(
  'an address of no page, %s, says that, and leads on',
  async (hash) => {
    const { tab, server, complaints } = await openTab()
    await tab.goto(`${server.url}/${hash}`)
    await tab.getByRole('heading', { name: 'Not here' }).waitFor()
    expect(await tab.title()).toBe('Not here · passkey-signer')
    await tab.getByRole('link', { name: 'All activities' }).click()
    await tab.getByRole('heading', { name: 'Nothing has been asked yet' }).waitFor()
    await tab.getByText('Live', { exact: true }).waitFor()
    expect(complaints).toEqual([])
  },
)

test.each(['#main', '#/', '#'])('an address that names no view, %s, shows the list', async (hash) => {
  const { tab, server } = await openTab()
  await tab.goto(`${server.url}/${hash}`)
  await tab.getByRole('heading', { name: 'Nothing has been asked yet' }).waitFor()
})

test('whoever changes their mind faster than the signer answers sees what they asked for last', async () => {
  const opened = await openTab()
  const { tab, client, server, complaints } = opened
  const [bea, cid] = [keyPair(), keyPair()]
  const shared = await client.createSubOrganization([{ apiKeys: [bea] }, { apiKeys: [cid] }], 2)
  const options = { organizationId: shared.id }
  const wallet = { walletName: 'Shared', accounts: [] }
  const waiting = await client.submit(bea, 'ACTIVITY_TYPE_CREATE_WALLET', wallet, options)
  await createWallet(opened, 'Other')
  await tab.goto(`${server.url}/`)
  await tab.getByText('Live', { exact: true }).waitFor()
  /** Answers the next question for a path as of now, but only when the function is called. */
  const hold = async (path: string): Promise<() => Promise<void>> => {
    let release = (): void => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    let isDone = (): void => {}
    const done = new Promise<void>((resolve) => {
      isDone = resolve
    })
    await tab.route(
      path,
      async (route) => {
        const response = await route.fetch()
        await released
        await route.fulfill({ response })
        isDone()
      },
      { times: 1 },
    )
    return () => {
      release()
      return done
    }
  }
  const shown = tab.locator('.detail h2')
  const id = textAt(waiting.body, 'activity.id')

  const answerShared = await hold(`**/page/activities/${id}`)
  await tab.getByRole('link', { name: 'Create the wallet “Shared”' }).click()
  await tab.getByRole('link', { name: 'Create the wallet “Other”' }).click()
  await shown.getByText('Other').waitFor()
  await answerShared()
  expect(await shown.textContent()).toContain('Other')

  // The older of two answers about the same activity comes last.
  const answerOlder = await hold(`**/page/activities/${id}`)
  const asked = tab.waitForRequest(`**/page/activities/${id}`)
  await tab.getByRole('link', { name: 'Create the wallet “Shared”' }).click()
  await asked
  const fingerprint = textAt(waiting.body, 'activity.fingerprint')
  await client.submit(cid, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint }, options)
  await tab.locator('.detail').getByText('Completed').waitFor()
  await answerOlder()
  expect(await tab.locator('.detail .status').textContent()).toBe('Completed')

  const search = async (wanted: string): Promise<void> => {
    await tab.getByLabel('Search by').fill(wanted)
    await tab.keyboard.press('Enter')
  }
  const answerFirst = await hold('**/page/search?q=first')
  await search('first')
  await search('second')
  await tab.getByRole('heading', { name: 'Found for second' }).waitFor()
  await answerFirst()
  expect(await tab.locator('h1').textContent()).toBe('Found for second')
  expect(complaints).toEqual([])
})

test('older ones that are not answered can be asked for again', async () => {
  const opened = await openTab()
  const { tab, server, complaints } = opened
  for (let count = 1; count <= 51; count++) await createWallet(opened, `Wallet ${count}`)
  await tab.goto(`${server.url}/`)
  await tab.route('**/page/activities?from=*', (route) => route.abort(), { times: 1 })
  await tab.getByRole('button', { name: 'Show older ones' }).click()
  await tab.getByRole('button', { name: 'Show older ones: no answer, try again' }).click()
  await tab.getByRole('link', { name: 'Create the wallet “Wallet 1”' }).waitFor()
  expect(complaints).toEqual([])
})

test('activities appear and change while one looks, also after a lost connection', async () => {
  const { signer, server, client } = await openSigner()
  const port = Number(new URL(server.url).port)
  const context = await chromium.newContext()
  const tab = await context.newPage()
  const asked = new Set<string>()
  tab.on('request', (request) => asked.add(new URL(request.url()).origin))
  let loads = 0
  tab.on('load', () => {
    loads += 1
  })
  await tab.goto(`${server.url}/`)
  await tab.getByText('Live', { exact: true }).waitFor()
  const createWallet = (walletName: string) =>
    client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName, accounts: [] })
  await createWallet('First')
  await tab.getByRole('link', { name: 'Create the wallet “First”' }).waitFor()
  expect(await tab.getByText('Nothing has been asked yet').count()).toBe(0)
  expect(await tab.getByRole('status').textContent()).toContain('New: Create the wallet “First”')

  const [ada, bea] = [keyPair(), keyPair()]
  const shared = await client.createSubOrganization([{ apiKeys: [ada] }, { apiKeys: [bea] }], 2)
  const options = { organizationId: shared.id }
  const waiting = await client.submit(
    ada,
    'ACTIVITY_TYPE_CREATE_WALLET',
    { walletName: 'Shared', accounts: [] },
    options,
  )
  const row = tab.getByRole('link', { name: 'Create the wallet “Shared”' })
  await row.getByText('Waiting 1 of 2').waitFor()
  await row.click()
  await tab.getByRole('heading', { level: 2, name: 'Create the wallet “Shared”' }).waitFor()
  const fingerprint = textAt(waiting.body, 'activity.fingerprint')
  await client.submit(bea, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint }, options)
  await row.getByText('Completed').waitFor()
  await tab.locator('.detail').getByText('Root 2 approved with API key “Key”').waitFor()

  await server.close()
  await tab.getByText('Reconnecting').waitFor()
  await signer.fetch(await stampedWallet(signer, 'Meanwhile'))
  const again = await listen(signer, { port })
  await tab.getByRole('link', { name: 'Create the wallet “Meanwhile”' }).waitFor()
  await tab.getByText('Live', { exact: true }).waitFor()

  // The other views follow as well.
  await tab.getByRole('link', { name: 'Organizations' }).click()
  await tab.getByRole('heading', { name: 'Sub-organizations 1' }).waitFor()
  const key = keyPair()
  const { id } = await client.createSubOrganization([{ apiKeys: [key] }])
  await tab.getByRole('heading', { name: 'Sub-organizations 2' }).waitFor()
  await tab.getByRole('link', { name: id }).click()
  await tab.getByRole('heading', { name: 'Wallets' }).waitFor()
  const wallet = { walletName: 'Fresh', accounts: [] }
  await client.submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', wallet, { organizationId: id })
  await tab.getByRole('heading', { name: 'Fresh' }).waitFor()

  expect(loads).toBe(1)
  expect([...asked]).toEqual([server.url])
  await context.close()
  await again.close()
  await signer.close()
})

async function stampedWallet(signer: LocalSigner, walletName: string): Promise<Request> {
  const body = JSON.stringify({
    type: 'ACTIVITY_TYPE_CREATE_WALLET',
    timestampMs: String(Date.now()),
    organizationId: signer.organizationId,
    parameters: { walletName, accounts: [] },
  })
  const headers = { 'content-type': 'application/json', ...apiKeyStamp(signer.apiKey, body) }
  return new Request('http://signer.test/public/v1/submit/create_wallet', { method: 'POST', headers, body })
}

test('a tab nobody sees holds no connection, and catches up', async () => {
  const { signer, server, client } = await openSigner()
  const tab = await chromium.newPage()
  await tab.goto(`${server.url}/`)
  await tab.getByText('Live', { exact: true }).waitFor()
  await see(tab, true)
  await tab.getByText('Paused').waitFor()
  await client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Unseen', accounts: [] })
  expect(await tab.getByText('Nothing has been asked yet').count()).toBe(1)
  await see(tab, false)
  await tab.getByRole('link', { name: 'Create the wallet “Unseen”' }).waitFor()
  await tab.close()
  await server.close()
  await signer.close()
})
