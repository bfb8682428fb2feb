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

/** Opens a signer, and a tab whose errors the test can check. */
async function openTab(): Promise<OpenedSigner & { tab: Page; complaints: string[] }> {
  const opened = await openUntilFinished()
  const context = await chromium.newContext()
  const tab = await context.newPage()
  const complaints: string[] = []
  tab.on('pageerror', (error) => complaints.push(error.message))
  onTestFinished(() => context.close())
  return { ...opened, tab, complaints }
}

/** Opens an activity and closes the signer. Returns its port. */
async function closeWhileOpen(opened: OpenedSigner & { tab: Page }): Promise<number> {
  const { tab, server, signer } = opened
  await createWallet(opened, 'Before')
  await tab.goto(`${server.url}/`)
  await tab.getByText('Live', { exact: true }).waitFor()
  await tab.getByRole('link', { name: 'Create wallet “Before”' }).click()
  await tab.getByRole('heading', { name: 'Request', exact: true }).waitFor()
  await server.close()
  await signer.close()
  return Number(new URL(server.url).port)
}

/** Makes the tab believe that it is hidden, or visible again. */
function setHidden(tab: Page, hidden: boolean): Promise<void> {
  return tab.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

/** Waits for exactly this many rows. */
async function waitForRows(tab: Page, count: number): Promise<void> {
  const rows = tab.locator('.rows > li')
  await rows.nth(count - 1).waitFor()
  await expect.poll(() => rows.count()).toBe(count)
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

test('hundreds of activities at once: all of them appear, and the rest of the page stays', async () => {
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
  const old = tab.getByRole('link', { name: 'Create wallet “Old”' })
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
  await expect.poll(() => unmoved()).toEqual([true, true, true, true])

  // More than one event holds, and an older activity that is approved meanwhile.
  await setHidden(tab, true)
  await tab.getByText('Paused').waitFor()
  await signMany(opened, 60, ada, organization)
  const fingerprint = textAt(waiting.body, 'activity.fingerprint')
  await client.submit(cid, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint }, { organizationId: shared.id })
  const row = tab.getByRole('link', { name: 'Create wallet “Shared”' })
  await expect.poll(() => row.textContent()).toContain('Waiting 1 of 2')
  await setHidden(tab, false)
  await row.getByText('Completed').waitFor()
  await waitForRows(tab, 364)
  await expect.poll(() => unmoved()).toEqual([true, true, true, true])
  const ids = await tab
    .locator('.rows > li')
    .evaluateAll((items) => items.map((item) => item.getAttribute('data-id') ?? ''))
  expect(ids).toEqual(ids.toSorted().reverse())
  expect(complaints).toEqual([])
})

test('an organization shows only its own activities', async () => {
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
  await setHidden(tab, true)
  await tab.getByText('Paused').waitFor()
  await signMany(opened, 60, ada, organizations[0])
  await signMany(opened, 60, bea, organizations[1])
  const wallet = { walletName: 'Savings', accounts: [] }
  await client.submit(ada, 'ACTIVITY_TYPE_CREATE_WALLET', wallet, { organizationId: organizations[0].id })
  await setHidden(tab, false)
  await tab.getByRole('heading', { name: 'Savings' }).waitFor()
  await waitForRows(tab, 62)
})

test('after a restart with a new database, the page shows the new signer', async () => {
  const opened = await openTab()
  const { tab, complaints } = opened
  const port = await closeWhileOpen(opened)
  await tab.getByText('Reconnecting').waitFor()
  // A navigation without a signer shows an error, and its view as soon as the signer responds.
  await tab.getByRole('link', { name: 'Organizations' }).click()
  await tab.getByRole('heading', { name: 'The signer is not responding' }).waitFor()
  const again = await openUntilFinished(port)
  await tab.getByRole('heading', { name: 'Sub-organizations 0' }).waitFor()
  await tab.getByText('Live', { exact: true }).waitFor()
  await tab.getByRole('link', { name: 'Activities' }).click()
  await tab.getByRole('heading', { name: 'No activity yet' }).waitFor()
  await createWallet(again, 'After')
  await tab.getByRole('link', { name: 'Create wallet “After”' }).waitFor()
  await expect.poll(() => tab.locator('.rows > li').count()).toBe(1)
  expect(complaints).toEqual([])
})

test('after a restart with a new database, the old activities disappear', async () => {
  const opened = await openTab()
  const { tab } = opened
  const port = await closeWhileOpen(opened)
  await openUntilFinished(port)
  await tab.getByRole('heading', { name: 'Not found' }).waitFor()
  await tab.getByRole('heading', { name: 'No activity yet' }).waitFor({ state: 'attached' })
  await expect.poll(() => tab.locator('.rows > li').count()).toBe(0)
})

test('a page whose first request fails shows that, and recovers', async () => {
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
  await tab.getByRole('heading', { name: 'The signer is not responding' }).waitFor()
  const again = await listen(signer, { port: Number(new URL(server.url).port) })
  onTestFinished(() => again.close())
  await tab.getByRole('heading', { name: 'No activity yet' }).waitFor()
  await createWallet(opened, 'First')
  await tab.getByRole('link', { name: 'Create wallet “First”' }).waitFor()
  expect(complaints).toEqual([])
})

test.each(['#/activities/%E0%A4%A', '#/search/%', '#/nowhere', '#/Activities', '#/organizations/../activities'])(
  'an unknown address, %s, shows Not found with a link to the list',
  async (hash) => {
    const { tab, server, complaints } = await openTab()
    await tab.goto(`${server.url}/${hash}`)
    await tab.getByRole('heading', { name: 'Not found' }).waitFor()
    await expect.poll(() => tab.title()).toBe('Not found · passkey-signer')
    await tab.getByRole('link', { name: 'All activities' }).click()
    await tab.getByRole('heading', { name: 'No activity yet' }).waitFor()
    await tab.getByText('Live', { exact: true }).waitFor()
    expect(complaints).toEqual([])
  },
)

test.each(['#main', '#/', '#'])('an address without a view, %s, shows the list', async (hash) => {
  const { tab, server } = await openTab()
  await tab.goto(`${server.url}/${hash}`)
  await tab.getByRole('heading', { name: 'No activity yet' }).waitFor()
})

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((onResolve) => {
    resolve = onResolve
  })
  return { promise, resolve }
}

test('when responses come late, the last navigation wins', async () => {
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
  /** Holds back the response to the next request for a path. */
  const hold = async (path: string): Promise<{ held: Promise<void>; release: () => Promise<void> }> => {
    const [held, released, done] = [deferred(), deferred(), deferred()]
    await tab.route(
      path,
      async (route) => {
        const response = await route.fetch()
        held.resolve()
        await released.promise
        await route.fulfill({ response })
        done.resolve()
      },
      { times: 1 },
    )
    const release = (): Promise<void> => {
      released.resolve()
      return done.promise
    }
    return { held: held.promise, release }
  }
  const shown = tab.locator('.detail h2')
  const id = textAt(waiting.body, 'activity.id')

  const first = await hold(`**/page/activities/${id}`)
  await tab.getByRole('link', { name: 'Create wallet “Shared”' }).click()
  await first.held
  await tab.getByRole('link', { name: 'Create wallet “Other”' }).click()
  await shown.getByText('Other').waitFor()
  await first.release()
  await expect.poll(() => shown.textContent()).toContain('Other')

  // Of two responses about the same activity, the older one comes last.
  const older = await hold(`**/page/activities/${id}`)
  await tab.getByRole('link', { name: 'Create wallet “Shared”' }).click()
  await older.held
  const fingerprint = textAt(waiting.body, 'activity.fingerprint')
  await client.submit(cid, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint }, options)
  await tab.locator('.detail').getByText('Completed').waitFor()
  await older.release()
  await expect.poll(() => tab.locator('.detail .status').textContent()).toBe('Completed')

  const search = async (wanted: string): Promise<void> => {
    await tab.getByLabel('Search by').fill(wanted)
    await tab.keyboard.press('Enter')
  }
  const firstSearch = await hold('**/page/search?q=first')
  await search('first')
  await firstSearch.held
  await search('second')
  await tab.getByRole('heading', { name: 'Results for “second”' }).waitFor()
  await firstSearch.release()
  await expect.poll(() => tab.locator('h1').textContent()).toBe('Results for “second”')
  expect(complaints).toEqual([])
})

test('loading older activities can be tried again', async () => {
  const opened = await openTab()
  const { tab, server, complaints } = opened
  for (let count = 1; count <= 51; count++) await createWallet(opened, `Wallet ${count}`)
  await tab.goto(`${server.url}/`)
  await tab.route('**/page/activities?from=*', (route) => route.abort(), { times: 1 })
  await tab.getByRole('button', { name: 'Show older activities', exact: true }).click()
  await tab.getByRole('button', { name: 'Show older activities: no response, try again' }).click()
  await tab.getByRole('link', { name: 'Create wallet “Wallet 1”' }).waitFor()
  expect(complaints).toEqual([])
})

test('activities appear and change live, also after a lost connection', async () => {
  const { signer, server, client } = await openSigner()
  const port = Number(new URL(server.url).port)
  const context = await chromium.newContext()
  const tab = await context.newPage()
  const origins = new Set<string>()
  tab.on('request', (request) => origins.add(new URL(request.url()).origin))
  let loads = 0
  tab.on('load', () => {
    loads += 1
  })
  await tab.goto(`${server.url}/`)
  await tab.getByText('Live', { exact: true }).waitFor()
  const createWallet = (walletName: string) =>
    client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName, accounts: [] })
  await createWallet('First')
  await tab.getByRole('link', { name: 'Create wallet “First”' }).waitFor()
  await expect.poll(() => tab.getByText('No activity yet').count()).toBe(0)
  await expect.poll(() => tab.getByRole('status').textContent()).toContain('New activity: Create wallet “First”')

  const [ada, bea] = [keyPair(), keyPair()]
  const shared = await client.createSubOrganization([{ apiKeys: [ada] }, { apiKeys: [bea] }], 2)
  const options = { organizationId: shared.id }
  const waiting = await client.submit(
    ada,
    'ACTIVITY_TYPE_CREATE_WALLET',
    { walletName: 'Shared', accounts: [] },
    options,
  )
  const row = tab.getByRole('link', { name: 'Create wallet “Shared”' })
  await row.getByText('Waiting 1 of 2').waitFor()
  await row.click()
  await tab.getByRole('heading', { level: 2, name: 'Create wallet “Shared”' }).waitFor()
  const fingerprint = textAt(waiting.body, 'activity.fingerprint')
  await client.submit(bea, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint }, options)
  await row.getByText('Completed').waitFor()
  await tab.locator('.detail').getByText('Root 2 approved with API key “Key”').waitFor()

  await server.close()
  await tab.getByText('Reconnecting').waitFor()
  await signer.fetch(await stampedWallet(signer, 'Meanwhile'))
  const again = await listen(signer, { port })
  await tab.getByRole('link', { name: 'Create wallet “Meanwhile”' }).waitFor()
  await tab.getByText('Live', { exact: true }).waitFor()

  // The other views are live, too.
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
  expect([...origins]).toEqual([server.url])
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

test('a hidden tab disconnects, and catches up when it is visible again', async () => {
  const { signer, server, client } = await openSigner()
  const tab = await chromium.newPage()
  await tab.goto(`${server.url}/`)
  await tab.getByText('Live', { exact: true }).waitFor()
  await setHidden(tab, true)
  await tab.getByText('Paused').waitFor()
  await client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Unseen', accounts: [] })
  await expect.poll(() => tab.getByText('No activity yet').count()).toBe(1)
  await setHidden(tab, false)
  await tab.getByRole('link', { name: 'Create wallet “Unseen”' }).waitFor()
  await tab.close()
  await server.close()
  await signer.close()
})
