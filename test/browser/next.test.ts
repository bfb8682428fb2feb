import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { BrowserContext, Page, Route } from 'playwright-core'
import { type Address, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createWallet, listWallets } from 'viem-passkey-account/actions'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { checkState } from './harness/checkState.js'
import { copyPasskeys } from './harness/copyPasskeys.js'
import { openChromium } from './harness/openChromium.js'
import { openNext } from './harness/openNext.js'
import { openTab, type Tab } from './harness/openTab.js'
import { plugIn } from './harness/plugIn.js'

const app = await openNext()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await app.close()
})

const recipient = '0x00000000000000000000000000000000000A11cE'

type Opened = Tab & {
  /** What the console showed beside information: React's warnings, refused requests, exceptions. */
  complaints: string[]
  press(name: string): Promise<void>
  /** The outcome below a heading. */
  outcome(card: string): ReturnType<Page['locator']>
}

/** A tab of the example. */
async function open(context?: BrowserContext, path = '/'): Promise<Opened> {
  const tab = await openTab(context ?? (await chromium.newContext({ viewport: { width: 1280, height: 900 } })))
  const { page } = tab
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${app.url}${path}`)
  return {
    ...tab,
    complaints,
    press: (name) => page.getByRole('button', { name, exact: true }).click(),
    outcome: (card) =>
      page.locator('section', { has: page.getByRole('heading', { name: card, exact: true }) }).getByRole('status'),
  }
}

/** Signs a new user up, with test funds. */
async function signUp({ page, press }: Opened): Promise<Address> {
  await page.getByLabel('Your name').fill('Anna')
  await press('Create a wallet')
  const address = await page.locator('.address').textContent()
  await press('Get test funds')
  await page.getByText('1 ETH').waitFor()
  await page.getByText('100 PERMIT').waitFor()
  return address as Address
}

test('sign up, reload, sign, send, swap, delegate, switch the network and sign out', async () => {
  const tab = await open()
  const { page, press, outcome, authenticator } = tab
  const types = () => authenticator.prompts.map(({ type }) => type)
  const dialog = page.getByRole('dialog')
  const agree = () => dialog.getByRole('button', { name: 'Sign', exact: true }).click()

  const address = await signUp(tab)
  expect(types()).toEqual(['create'])

  // The server knows who is connected, and nobody else can tell from the cookie.
  const cookies = await page.context().cookies()
  const wallet = await page.evaluate("localStorage.getItem('viem-passkey-account.wallet')")
  const { wallets } = JSON.parse(String(wallet))
  const text = cookies.map(({ name, value }) => `${name}=${decodeURIComponent(value)}`).join('\n')
  expect(text).toContain(address)
  for (const key of ['organizationId', 'userId', 'walletId', 'credentialId', 'authenticatorId', 'publicKey'])
    expect({ key, isIn: text.includes(wallets[0][key]) }).toEqual({ key, isIn: false })
  expect(text).not.toContain(app.signer.organizationId)
  const html = await (await page.context().request.get(app.url)).text()
  expect(html).toContain(address)
  expect(html).not.toContain('Create a wallet')
  await page.addInitScript(`new MutationObserver(() => {
    if (document.body?.innerText.includes('Create a wallet')) globalThis.hasFlashed = true
  }).observe(document, { subtree: true, childList: true })`)
  await page.reload()
  await page.getByText('100 PERMIT').waitFor()
  expect(await page.evaluate('globalThis.hasFlashed')).toBe(undefined)
  expect(types()).toEqual(['create'])
  expect(await tab.shifts()).toEqual([])

  // A message and typed data: shown, signed and verified.
  await press('Sign message')
  await dialog.getByText('Hello from a passkey').waitFor()
  await dialog.getByText('Anvil', { exact: true }).waitFor()
  expect(types()).toEqual(['create'])
  await agree()
  await outcome('Sign').getByText('Valid, and signed by this wallet.').waitFor()
  await press('Sign permit')
  await dialog.getByText('Sign Permit for Permit Token').waitFor()
  await agree()
  await outcome('Sign').getByText('Valid, and signed by this wallet.').waitFor()
  expect(types()).toEqual(['create', 'get', 'get'])

  // Ether, in the click: the node does not answer anything between the click and the prompt.
  await page.getByLabel('Recipient').fill(recipient)
  await page.getByRole('button', { name: 'Send', exact: true }).and(page.locator(':enabled')).waitFor()
  const held: Route[] = []
  const hold = (route: Route) => void held.push(route)
  await page.route(`${app.env.RPC_URL}/**`, hold)
  await press('Send')
  await dialog.getByText('Send 0.01 ETH').waitFor()
  const prompted = new Promise((resolve) => authenticator.cdp.once('WebAuthn.credentialAsserted', resolve))
  await agree()
  await prompted
  await page.unroute(`${app.env.RPC_URL}/**`, hold)
  for (const route of held) await route.continue()
  await outcome('Send')
    .getByText(/^Mined in block \d+\.$/)
    .waitFor()
  expect(await app.chains[0].publicClient.getBalance({ address: recipient })).toBe(parseEther('0.01'))

  // A token, without the dialog: the prompt is in the click on "Send".
  await page.getByLabel('Show me what I sign').uncheck()
  await page.getByLabel('Asset').selectOption('PERMIT')
  await page.getByLabel('Amount').fill('5')
  await press('Send')
  await page.getByText('95 PERMIT').waitFor()
  // Again, at once.
  await press('Send')
  await page.getByText('90 PERMIT').waitFor()
  await page.getByLabel('Show me what I sign').check()
  expect(types()).toHaveLength(6)

  // Two transactions, one prompt.
  await press('Approve and swap')
  await dialog.getByText('Swap 10 PERMIT').waitFor()
  await agree()
  await outcome('Swap').getByText('Swapped: 2 transactions.').waitFor()
  await page.getByText('80 PERMIT').waitFor()
  expect(types()).toHaveLength(7)

  // An authorization and its transaction.
  await press('Delegate')
  await dialog.getByText('Delegate your account').waitFor()
  await agree()
  await dialog.getByText('Delegates to').waitFor()
  await agree()
  await page.getByRole('button', { name: 'End delegation' }).and(page.locator(':enabled')).waitFor()
  expect(types()).toHaveLength(9)
  expect(await app.chains[0].publicClient.getCode({ address })).toMatch(/^0xef0100/)

  // The other chain, without a prompt, also after a reload.
  await page.getByLabel('Network').selectOption('Second Anvil')
  await page.getByText('100 PERMIT').waitFor()
  await page.reload()
  await page.getByText('100 PERMIT').waitFor()
  expect(await page.getByLabel('Network').inputValue()).toBe('31338')
  expect(types()).toHaveLength(9)

  // Signed out for good.
  await press('Sign out')
  await page.getByRole('button', { name: 'Create a wallet' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Create a wallet' }).waitFor()
  expect(await (await page.context().request.get(app.url)).text()).toContain('Create a wallet')
  expect({ complaints: tab.complaints, shifts: await tab.shifts(), outside: tab.outside }).toEqual({
    complaints: [],
    shifts: [],
    outside: [],
  })
})

test('a fresh browser: sign in, sign in a session, end it, add a passkey and remove it', async () => {
  const first = await open()
  const address = await signUp(first)

  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 } })
  const tab = await open(context)
  const { page, press, outcome, authenticator } = tab
  const types = () => authenticator.prompts.map(({ type }) => type)
  await copyPasskeys(first.authenticator, authenticator)
  await press('Sign in with a passkey')
  await page.getByText(address).waitFor()
  expect(types()).toEqual(['get'])

  await page.getByText(/^Until \d.*, this page signs without your passkey\.$/).waitFor()
  await page.getByLabel('Show me what I sign').uncheck()
  await press('Sign message')
  await outcome('Sign').getByText('Valid, and signed by this wallet.').waitFor()
  await page.reload()
  await page.getByText(/^Until \d.*, this page signs without your passkey\.$/).waitFor()
  expect(types()).toEqual(['get'])

  await page.getByLabel('Sign without prompts').click()
  await page.getByText('Each signature asks for your passkey.').waitFor()
  await page.getByLabel('Show me what I sign').uncheck()
  await press('Sign message')
  await outcome('Sign').getByText('Valid, and signed by this wallet.').waitFor()
  expect(types()).toEqual(['get', 'get'])
  await page.getByLabel('Sign without prompts').click()
  await page.getByText(/^Until \d.*, this page signs without your passkey\.$/).waitFor()
  expect(types()).toEqual(['get', 'get', 'get'])

  // In the session nothing prompts but the new passkey. The device that has one does not make another.
  await press('Show my passkeys')
  await page.getByText('in use').waitFor()
  await page.getByLabel('Name of the new passkey').fill('Phone')
  await press('Add')
  await outcome('Passkeys').getByText('This device already has a passkey').waitFor()
  await plugIn(authenticator)
  await press('Add')
  await page.getByRole('listitem').filter({ hasText: 'Phone' }).waitFor()
  expect(types()).toEqual(['get', 'get', 'get', 'create', 'create'])
  await page.getByRole('listitem').filter({ hasText: 'Phone' }).getByRole('button', { name: 'Remove' }).click()
  await page.getByText('Phone').waitFor({ state: 'detached' })
  expect(types()).toHaveLength(5)

  // Its end is shown when it comes.
  await page.clock.install()
  await page.reload()
  await page.getByText(/^Until \d/).waitFor()
  await page.clock.fastForward(16 * 60_000)
  await page.getByText('Each signature asks for your passkey.').waitFor()
  expect({ complaints: tab.complaints, shifts: await tab.shifts() }).toEqual({ complaints: [], shifts: [] })
})

test('a dismissed prompt, a refused dialog, an unknown passkey and a signer that is down are sentences', async () => {
  const tab = await open()
  const { page, press, outcome, authenticator } = tab
  const status = page.getByRole('status')

  authenticator.next('cancel')
  await press('Sign in with a passkey')
  await status.getByText('You closed the passkey prompt. Nothing was signed.').waitFor()
  await page.getByLabel('Your name').fill('Anna')
  authenticator.next('cancel')
  await press('Create a wallet')
  await status.getByText('You closed the passkey prompt. Nothing was signed.').waitFor()

  await app.stopSigner()
  await press('Create a wallet')
  await status.getByText('Your passkey is ready, but your wallet is not.').waitFor()
  await app.startSigner()
  await press('Sign in with a passkey')
  await status.getByText('No wallet has this passkey.').waitFor()
  await press('Create a wallet')
  await page.getByText('Get test funds').waitFor()
  // One passkey for both attempts to create a wallet.
  expect(authenticator.prompts.map(({ type, outcome: end }) => `${type} ${end}`)).toEqual([
    'get NotAllowedError',
    'create NotAllowedError',
    'create approved',
    'get approved',
  ])

  await press('Sign message')
  await press('Decline')
  await outcome('Sign').getByText('You declined.').waitFor()
  await press('Sign message')
  authenticator.next('cancel')
  await page.getByRole('dialog').getByRole('button', { name: 'Sign', exact: true }).click()
  await outcome('Sign').getByText('You closed the passkey prompt. Nothing was signed.').waitFor()
  await app.stopSigner()
  await press('Sign message')
  await page.getByRole('dialog').getByRole('button', { name: 'Sign', exact: true }).click()
  await outcome('Sign').getByText('The signer cannot be reached.').waitFor()
  await app.startSigner()
  await page.getByLabel('Recipient').fill('0x1')
  await outcome('Send').getByText('Enter an address and an amount.').waitFor()
  await page.getByLabel('Recipient').fill(recipient)
  await press('Send')
  await page.getByRole('dialog').getByRole('button', { name: 'Sign', exact: true }).click()
  await outcome('Send').getByText('Your wallet does not hold enough for this and its fee.').waitFor()
})

test.each([
  ['light', 1280],
  ['dark', 320],
] as const)(
  '%s, %i pixels wide: no state has barriers, layout shifts or horizontal scrolling',
  async (colorScheme, width) => {
    const context = await chromium.newContext({ colorScheme, viewport: { width, height: 900 } })
    const tab = await open(context)
    const { page, press, outcome, authenticator } = tab
    const check = async (name: string) => {
      await checkState(page, `next-${colorScheme}-${name}`)
      await page.setViewportSize({ width, height: 900 })
    }
    const dialog = page.getByRole('dialog')
    const agree = () => dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await check('1-welcome')
    authenticator.next('cancel')
    await press('Sign in with a passkey')
    await page.getByText('You closed the passkey prompt.').waitFor()
    await check('2-closed-prompt')
    await signUp(tab)
    await check('3-wallet')
    await press('Approve and swap')
    await dialog.getByText('Swap 10 PERMIT').waitFor()
    await check('4-dialog')
    await agree()
    await outcome('Swap').getByText('Swapped: 2 transactions.').waitFor()
    await press('Sign permit')
    await check('5-typed-data')
    await agree()
    await outcome('Sign').getByText('Valid, and signed by this wallet.').waitFor()
    await page.getByLabel('Recipient').fill(recipient)
    await press('Send')
    await agree()
    await outcome('Send')
      .getByText(/^Mined/)
      .waitFor()
    await page.getByLabel('Sign without prompts').click()
    await page.getByText(/^Until/).waitFor()
    await plugIn(authenticator)
    await page.getByLabel('Name of the new passkey').fill('Phone')
    await press('Add')
    await page.getByRole('listitem').filter({ hasText: 'Phone' }).waitFor()
    await check('6-done')
    expect({ shifts: await tab.shifts(), complaints: tab.complaints }).toEqual({ shifts: [], complaints: [] })
  },
)

test('the proxy forwards what the wallet does, for this site and its users', async () => {
  // Somebody else's page, with a key that the signer accepts.
  const client = createSignerClient({ url: `${app.url}/api/signer`, stamper: apiKeyStamper(app.signer.apiKey) })
  const { organizationId } = app.signer
  await expect(listWallets(client, { organizationId: randomUUID() })).rejects.toMatchObject({ status: 403 })
  await expect(listWallets(client, { organizationId })).resolves.toEqual([])
  const creating = createWallet(client, { organizationId, walletName: 'Second', accounts: [] })
  await expect(creating).rejects.toMatchObject({ status: 403 })
})

test('the guide: a wallet that sends ether, with a dismissed prompt', async () => {
  const { page, press, authenticator, complaints } = await open(undefined, '/start')
  await press('Create a wallet')
  const address = (await page.getByText(/^0x/).textContent()) as Address
  await app.chains[0].testClient.setBalance({ address, value: parseEther('1') })
  await page.getByText('1 ETH').waitFor()
  const to = privateKeyToAddress(generatePrivateKey())
  await page.getByLabel('Recipient').fill(to)
  authenticator.next('cancel')
  await press('Send 0.01 ETH')
  await page.getByText('You closed the passkey prompt.').waitFor()
  await press('Send 0.01 ETH')
  await page.getByText(/^Mined in block \d+\.$/).waitFor()
  expect(await app.chains[0].publicClient.getBalance({ address: to })).toBe(parseEther('0.01'))
  await page.reload()
  await page.getByText(address).waitFor()
  await press('Sign out')
  await press('Sign in')
  await page.getByText(address).waitFor()
  expect(authenticator.prompts.map(({ type }) => type)).toEqual(['create', 'get', 'get', 'get'])
  expect(complaints).toEqual([])
})

test('npm run next starts everything, and ends with Ctrl-C', async () => {
  const child = spawn(process.execPath, ['scripts/next.ts', '--port', '0'], {
    cwd: root(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const closed = once(child, 'close')
  let url: string | undefined
  for await (const line of createInterface(child.stdout)) {
    url = /^ +Wallet +(http:\/\/localhost:\d+)/.exec(line)?.[1]
    if (url !== undefined) break
  }
  expect(await (await fetch(String(url))).text()).toContain('Create a wallet')
  // For `npm run dev` in the folder of the example.
  const env = root('examples/next/.env.local')
  expect(readFileSync(env, 'utf8')).toContain(`ORGANIZATION_ID=${app.signer.organizationId}\n`)
  child.kill('SIGINT')
  expect(await closed).toEqual([0, null])
  expect(existsSync(env)).toBe(false)
})
