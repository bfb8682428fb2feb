import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { type Address, type Hex, parseEther } from 'viem'
import { generatePrivateKey, mnemonicToAccount, privateKeyToAddress } from 'viem/accounts'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createMfaPolicy, createWallet, exportWallet, listWallets, signRawPayload } from 'viem-passkey-account/actions'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { rules } from '../../examples/next/lib/limit.ts'
import { root } from '../../scripts/lib/root.ts'
import { createDeferred } from '../harness/createDeferred.js'
import { checkState } from './harness/checkState.js'
import { copyPasskeys } from './harness/copyPasskeys.js'
import { openChromium } from './harness/openChromium.js'
import { openNext, serveNext } from './harness/openNext.js'
import { openTab, type Tab } from './harness/openTab.js'
import { plugIn } from './harness/plugIn.js'

const app = await openNext()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await app.close()
})

const recipient = '0x00000000000000000000000000000000000A11cE'
const inSession = /^Until \d.*, this page signs without your passkey\.$/
const inLimitedSession = /^Until \d.*, this page signs without your passkey, up to your limit\.$/

type Opened = Tab & {
  /** What the console showed beside information: React's warnings, refused requests, exceptions. */
  complaints: string[]
  press(name: string): Promise<void>
  /** The outcome below a heading. */
  outcome(card: string): Locator
  /** Signs with a button of the card: another signature than the one that is shown. */
  sign(button: string, agree?: () => Promise<void>): Promise<void>
  /** The dialog of keys is not on the page any more. One that is closed but still there has no role. */
  dialogGone(): Promise<void>
}

/** A tab of the example. */
async function open(context?: BrowserContext, path = '/', url = app.url): Promise<Opened> {
  const tab = await openTab(context ?? (await chromium.newContext({ viewport: { width: 1280, height: 900 } })))
  const { page } = tab
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${url}${path}`)
  const press: Opened['press'] = (name) => page.getByRole('button', { name, exact: true }).click()
  const outcome: Opened['outcome'] = (card) =>
    page.locator('section', { has: page.getByRole('heading', { name: card, exact: true }) }).getByRole('status')
  return {
    ...tab,
    complaints,
    press,
    outcome,
    async sign(button, agree) {
      const [shown] = await outcome('Sign').locator('code').allInnerTexts()
      await press(button)
      await agree?.()
      const signed = outcome('Sign').filter({ hasText: 'Valid, and signed by this wallet.' })
      await (shown ? signed.filter({ hasNotText: shown }) : signed).waitFor()
    },
    dialogGone: () => page.locator('dialog.modal').waitFor({ state: 'detached' }),
  }
}

/** Signs a new user up, with test funds. */
async function signUp({ page, press }: Opened): Promise<Address> {
  await page.getByLabel('Your name').fill('Anna')
  await press('Create a wallet')
  const address = await page.locator('.address').textContent()
  await press('Get test funds')
  await page.getByText('1 ETH', { exact: true }).waitFor()
  await page.getByText('100 PERMIT').waitFor()
  return address as Address
}

/** Holds requests until `unroute`, which lets them go. */
const hold = () => undefined

test('sign up, reload, sign, send, swap, delegate, switch the network and sign out', async () => {
  const tab = await open()
  const { page, press, outcome, sign, authenticator } = tab
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
  await sign('Sign message', async () => {
    await dialog.getByText('Hello from a passkey').waitFor()
    await dialog.getByText('Anvil', { exact: true }).waitFor()
    expect(types()).toEqual(['create'])
    await agree()
  })
  await sign('Sign permit', async () => {
    await dialog.getByText('Sign Permit for Permit Token').waitFor()
    await agree()
  })
  expect(types()).toEqual(['create', 'get', 'get'])

  // Ether, in the click: the node does not answer anything between the click and the prompt.
  await page.getByLabel('Recipient').fill(recipient)
  await page.getByRole('button', { name: 'Send', exact: true }).and(page.locator(':enabled')).waitFor()
  await page.route(`${app.env.RPC_URL}/**`, hold)
  await press('Send')
  await dialog.getByText('Send 0.01 ETH').waitFor()
  const prompted = new Promise((resolve) => authenticator.cdp.once('WebAuthn.credentialAsserted', resolve))
  await agree()
  await prompted
  await page.unroute(`${app.env.RPC_URL}/**`, hold)
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
  // What was prepared before these has a nonce that is taken: it cannot be sent before the node has answered again.
  await page.route(`${app.env.RPC_URL}/**`, hold)
  await page.getByLabel('Asset').selectOption('ETH')
  await page.getByLabel('Amount').fill('0.01')
  const again = page.getByRole('button', { name: 'Send', exact: true })
  await expect.poll(() => again.isDisabled()).toBe(true)
  await page.unroute(`${app.env.RPC_URL}/**`, hold)
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
  await expect.poll(() => page.getByLabel('Network').inputValue()).toBe('31338')
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
  const { page, press, outcome, sign, authenticator } = tab
  const types = () => authenticator.prompts.map(({ type }) => type)
  await copyPasskeys(first.authenticator, authenticator)
  await press('Sign in with a passkey')
  await page.getByText(address).waitFor()
  expect(types()).toEqual(['get'])

  await page.getByText(inSession).waitFor()
  await page.getByLabel('Show me what I sign').uncheck()
  await sign('Sign message')
  await page.reload()
  await page.getByText(inSession).waitFor()
  expect(types()).toEqual(['get'])

  await page.getByLabel('Sign without prompts').click()
  await page.getByText('Each signature asks for your passkey.').waitFor()
  await page.getByLabel('Show me what I sign').uncheck()
  await sign('Sign message')
  expect(types()).toEqual(['get', 'get'])
  await page.getByLabel('Sign without prompts').click()
  await page.getByText(inSession).waitFor()
  expect(types()).toEqual(['get', 'get', 'get'])

  // While the list is read, no passkey can be added, which it would not have.
  const answer = createDeferred()
  await page.route('**/api/signer/**', async (route) => {
    await answer.promise
    await route.continue()
  })
  await press('Show my passkeys')
  await expect.poll(() => page.getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true)
  answer.resolve()
  await page.getByText('in use').waitFor()
  await page.unroute('**/api/signer/**')
  // In the session nothing prompts but the new passkey. The device that has one does not make another.
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

/** The limit is set, and a session that has it goes on. */
async function limitSet(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Your limit is set' }).waitFor()
  await page.getByText(inLimitedSession).waitFor()
  // While the page asks for anything, it is disabled.
  await page.getByLabel('Sign without prompts').and(page.locator(':checked:enabled')).waitFor()
}

/** How many prompts something takes. */
async function promptsOf({ authenticator }: Opened, action: () => Promise<void>): Promise<number> {
  const before = authenticator.prompts.length
  await action()
  return authenticator.prompts.length - before
}

/** Sends ether, and waits until it has arrived. */
async function send({ page, press }: Opened, amount: string): Promise<void> {
  const getBalance = () => app.chains[0].publicClient.getBalance({ address: recipient })
  const balance = await getBalance()
  await page.getByLabel('Recipient').fill(recipient)
  await page.getByLabel('Amount').fill(amount)
  await press('Send')
  await expect.poll(getBalance).toBe(balance + parseEther(amount))
}

test('a session with a limit: no prompt below it, one above it, also in a fresh browser', async () => {
  const first = await open()
  const address = await signUp(first)
  const check = async (tab: Opened) => {
    await limitSet(tab.page)
    await expect.poll(() => tab.page.getByRole('button', { name: 'Your limit is set' }).isDisabled()).toBe(true)
    await tab.page.getByLabel('Show me what I sign').uncheck()
    expect(await promptsOf(tab, () => send(tab, '0.05'))).toBe(0)
    expect(await promptsOf(tab, () => send(tab, '0.050001'))).toBe(1)
    expect(await promptsOf(tab, () => send(tab, '0.01'))).toBe(0)
    expect(await promptsOf(tab, () => tab.sign('Sign message'))).toBe(1)
    expect(await promptsOf(tab, () => tab.sign('Sign permit'))).toBe(1)
  }
  const { page, press, outcome, authenticator } = first
  const session = page.getByLabel('Sign without prompts')
  await session.click()
  await page.getByText(inSession).waitFor()
  const { cdp, authenticatorId } = await plugIn(authenticator)
  await page.getByLabel('Name of the new passkey').fill('Phone')
  await press('Add')
  await page.getByRole('listitem').filter({ hasText: 'Phone' }).waitFor()
  await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })

  await page.getByText('With a limit, a session sends up to 0.05 ETH at a time on Anvil.').waitFor()
  authenticator.next('cancel')
  await press('Set a limit')
  await outcome('Prompts').getByText('You closed the passkey prompt.').waitFor()
  // Again: the policy that puts it in force, and the session that has it.
  const set = async () => {
    await press('Set a limit')
    await limitSet(page)
  }
  expect(await promptsOf(first, set)).toBe(2)
  await check(first)
  await page.reload()
  await check(first)
  const swap = async () => {
    await press('Approve and swap')
    await outcome('Swap').getByText('Swapped: 2 transactions.').waitFor()
  }
  expect(await promptsOf(first, swap)).toBe(1)

  // Passkeys are read without a prompt. To remove one, the passkey stamps both requests.
  const list = async () => {
    await press('Show my passkeys')
    await page.getByText('in use').waitFor()
  }
  expect(await promptsOf(first, list)).toBe(0)
  const phone = page.getByRole('listitem').filter({ hasText: 'Phone' })
  const remove = async () => {
    await phone.getByRole('button', { name: 'Remove' }).click()
    await phone.waitFor({ state: 'detached' })
  }
  expect(await promptsOf(first, remove)).toBe(2)

  // Another session, which has the limit from the start.
  await session.click()
  await page.getByText('Each signature asks for your passkey.').waitFor()
  await expect.poll(() => page.getByRole('button', { name: 'Your limit is set' }).isDisabled()).toBe(true)
  const begin = async () => {
    await session.click()
    await limitSet(page)
  }
  expect(await promptsOf(first, begin)).toBe(1)
  expect(await promptsOf(first, () => send(first, '0.01'))).toBe(0)

  // A browser that does not know of the limit asks when the signer does, and then learns of it.
  const tab = await open()
  await tab.page.route('**/api/limit/**', hold)
  await copyPasskeys(authenticator, tab.authenticator)
  await tab.press('Sign in with a passkey')
  await tab.page.getByText(address).waitFor()
  await tab.page.getByText(inSession).waitFor()
  await tab.page.getByLabel('Show me what I sign').uncheck()
  expect(await promptsOf(tab, () => tab.sign('Sign permit'))).toBe(1)
  await tab.page.unroute('**/api/limit/**', hold)
  await check(tab)
  expect({
    complaints: [...first.complaints, ...tab.complaints],
    shifts: [...(await first.shifts()), ...(await tab.shifts())],
  }).toEqual({ complaints: [], shifts: [] })
})

test('a limit is set without a session, too: one more prompt, which begins one', async () => {
  const tab = await open()
  const { page, press } = tab
  await signUp(tab)
  const set = async () => {
    await press('Set a limit')
    await limitSet(page)
  }
  expect(await promptsOf(tab, set)).toBe(3)
})

test('without a session profile, sessions have no limit, and none is offered', async () => {
  const { SESSION_PROFILE_ID: _, ...env } = app.env
  const other = await serveNext(env)
  onTestFinished(other.close)
  const tab = await open(undefined, '/', other.url)
  const { page } = tab
  await signUp(tab)
  await page.getByLabel('Sign without prompts').click()
  await page.getByText(inSession).waitFor()
  await page.getByLabel('Show me what I sign').uncheck()
  expect(await promptsOf(tab, () => send(tab, '0.06'))).toBe(0)
  await expect.poll(() => page.getByText(/limit/i).count()).toBe(0)
  await expect.poll(() => page.getByRole('button', { name: /limit/i }).count()).toBe(0)
  expect({ complaints: tab.complaints, shifts: await tab.shifts() }).toEqual({ complaints: [], shifts: [] })
})

/** The welcome's buttons, in their order. */
const welcome = async ({ page }: Opened) => {
  await page.locator('.start:not(.unknown)').waitFor()
  return page.locator('.start').getByRole('button').allInnerTexts()
}

test('autofill: a passkey that is picked in the name field opens its wallet, and the likelier button is first', async () => {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 } })
  const tab = await open(context)
  const { page, press, sign, authenticator } = tab
  await expect.poll(() => welcome(tab)).toEqual(['Create a wallet', 'Sign in with a passkey'])
  await expect.poll(() => page.locator('.start .primary').allInnerTexts()).toEqual(['Create a wallet'])
  await expect.poll(() => page.getByLabel('Your name').getAttribute('autocomplete')).toBe('username webauthn')
  const address = await signUp(tab)
  await press('Sign out')
  await page.reload()
  await expect.poll(() => welcome(tab)).toEqual(['Sign in with a passkey', 'Create a wallet'])
  await expect.poll(() => page.locator('.start .primary').allInnerTexts()).toEqual(['Sign in with a passkey'])

  // A click has its prompt, and autofill comes back after it.
  authenticator.next('cancel')
  await press('Sign in with a passkey')
  await page.getByText('You closed the passkey prompt.').waitFor()
  const before = authenticator.prompts.length
  await authenticator.pickInAutofill()
  await page.getByText(address).waitFor()
  await page.getByText(inSession).waitFor()
  await page.getByLabel('Show me what I sign').uncheck()
  await sign('Sign message')
  expect(authenticator.prompts).toHaveLength(before)
  await page.reload()
  await page.getByText(inSession).waitFor()
  expect({ complaints: tab.complaints, shifts: await tab.shifts() }).toEqual({ complaints: [], shifts: [] })
})

test('autofill: a passkey without a wallet is told in a sentence, and another one can be picked', async () => {
  const tab = await open()
  const { page, authenticator } = tab
  const first = await open()
  const address = await signUp(first)
  await page.getByLabel('Your name').fill('Anna')
  // Its wallet is not created: the signer is down.
  await app.stopSigner()
  await tab.press('Create a wallet')
  await page.getByText('Your passkey is ready, but your wallet is not.').waitFor()
  await app.startSigner()
  await authenticator.pickInAutofill()
  await page.getByText('No wallet has this passkey.').waitFor()
  const [{ credentialId } = { credentialId: '' }] = await authenticator.credentials()
  await copyPasskeys(first.authenticator, authenticator)
  await authenticator.remove(credentialId)
  await authenticator.pickInAutofill()
  await page.getByText(address).waitFor()
})

test('two tabs: a sign-in in one opens the wallet in the other, and sessions begin and end in both', async () => {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 } })
  const tab = await open(context)
  const address = await signUp(tab)
  await tab.press('Sign out')
  await welcome(tab)
  const other = await open(context)
  await welcome(other)
  await copyPasskeys(tab.authenticator, other.authenticator)
  await other.authenticator.pickInAutofill()
  for (const { page } of [other, tab]) {
    await page.getByText(address).waitFor()
    await page.getByText(inSession).waitFor()
  }
  await other.page.getByLabel('Sign without prompts').click()
  for (const { page } of [other, tab]) await page.getByText('Each signature asks for your passkey.').waitFor()
  await tab.page.getByLabel('Sign without prompts').click()
  for (const { page } of [other, tab]) await page.getByText(inSession).waitFor()
  // The other tab signs with it.
  const before = other.authenticator.prompts.length
  await other.page.getByLabel('Show me what I sign').uncheck()
  await other.sign('Sign message')
  expect(other.authenticator.prompts).toHaveLength(before)
  await other.press('Sign out')
  for (const each of [other, tab]) await expect.poll(() => welcome(each)).toHaveLength(2)
  // The browser tells of the answer 401: the session that the tabs shared had ended.
  expect([...tab.complaints, ...other.complaints].filter((text) => !text.includes('401'))).toEqual([])
})

const mnemonic = 'test test test test test test test test test test test junk'

/** What the page and its storage hold. */
const heldBy = (page: Page): Promise<string> =>
  page.evaluate('document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage })')

test('keys out: shown after a warning and a prompt, hidden when the tab is left, and gone with the dialog', async () => {
  const context = await chromium.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const tab = await open(context)
  const { page, press, dialogGone, authenticator } = tab
  const address = await signUp(tab)
  // Also during a session.
  await page.getByLabel('Sign without prompts').click()
  await page.getByText(/^Until/).waitFor()
  const before = authenticator.prompts.length
  const dialog = page.getByRole('dialog')
  const words = dialog.locator('.words li')
  const show = () => dialog.getByRole('button', { name: 'Show', exact: true }).click()
  await page.clock.install()

  await press('Show the words')
  await dialog.getByText('Anyone who sees them can take everything').waitFor()
  await dialog.getByText('add a second passkey instead').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialogGone()
  await press('Show the words')
  expect(authenticator.prompts.length - before).toBe(0)
  authenticator.next('cancel')
  await show()
  await dialog.getByText('You closed the passkey prompt.').waitFor()
  await expect.poll(() => words.count()).toBe(0)
  await show()
  await words.first().waitFor()
  expect(authenticator.prompts.length - before).toBe(2)
  const exported = (await words.allInnerTexts()).join(' ')
  expect(mnemonicToAccount(exported).address).toBe(address)

  await dialog.getByRole('button', { name: 'Copy' }).click()
  await dialog.getByText('The clipboard is cleared in a minute').waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(exported)
  await page.evaluate(`{
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
    delete document.visibilityState
  }`)
  await dialog.getByText('Hidden, because you left this tab.').waitFor()
  await expect.poll(() => words.count()).toBe(0)
  await dialog.getByRole('button', { name: 'Show again' }).click()
  await words.first().waitFor()
  await expect.poll(() => words.allInnerTexts()).toEqual(exported.split(' '))
  await page.keyboard.press('Escape')
  await dialogGone()
  await expect.poll(() => page.locator('.words').count()).toBe(0)
  expect(await heldBy(page)).not.toContain(exported)
  await page.clock.runFor(60_000)
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe('')

  await press('Show the key')
  await show()
  await dialog.getByText(/^0x[0-9a-f]{64}$/).waitFor()
  const key = (await dialog.locator('.address').textContent()) ?? ''
  expect(privateKeyToAddress(key as Hex)).toBe(address)
  // What was copied since stays.
  await dialog.getByRole('button', { name: 'Copy' }).click()
  await dialog.getByText('The clipboard is cleared in a minute').waitFor()
  await page.evaluate(`navigator.clipboard.writeText('something else')`)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await dialogGone()
  expect(await heldBy(page)).not.toContain(key)
  await page.clock.runFor(60_000)
  // By the second read, the page has read it, too, and would have cleared it.
  await page.evaluate('navigator.clipboard.readText()')
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('something else')
  expect(authenticator.prompts.length - before).toBe(3)
  expect(tab.complaints).toEqual([])
})

test('keys in: words are completed and checked as they are typed, and the wallet signs', async () => {
  const tab = await open()
  const { page, press, outcome, sign, dialogGone, authenticator } = tab
  const first = await signUp(tab)
  const before = authenticator.prompts.length
  const dialog = page.getByRole('dialog')
  const field = dialog.getByLabel('Its 12 to 24 words')
  const button = (name: string) => dialog.getByRole('button', { name, exact: true })
  await press('Import a wallet')
  await field.pressSequentially('test jun')
  await button('jungle').waitFor()
  await expect.poll(() => dialog.locator('.suggestions button').allInnerTexts()).toEqual(['jungle', 'junior', 'junk'])
  await button('junk').click()
  await expect.poll(() => field.inputValue()).toBe('test junk ')
  await dialog.getByText('2 of 12 to 24 words.').waitFor()
  await field.pressSequentially('tesst ')
  await dialog.getByText('Word 3 is not in the list of words. Check its spelling.').waitFor()
  await field.fill(mnemonic.replace('junk', 'test'))
  await dialog.getByText('The checksum is wrong').waitFor()
  await expect.poll(() => button('Import').isDisabled()).toBe(true)
  // Pasted, in upper case, and in lines.
  await field.fill(mnemonic.toUpperCase().replaceAll(' ', '\n'))
  await dialog.getByText('12 words. The checksum is right.').waitFor()
  await button('Import').click()
  await dialog.getByText('Imported. Sign in again to use it.').waitFor()
  expect(authenticator.prompts.length - before).toBe(1)
  const { address } = mnemonicToAccount(mnemonic)
  await dialog.getByText(address).waitFor()
  expect(await heldBy(page)).not.toContain('junk')
  await button('Sign in').click()
  await dialogGone()
  expect(authenticator.prompts.length - before).toBe(2)

  // In the session, with the imported wallet.
  const account = page.getByRole('combobox', { name: 'Account' })
  await expect.poll(() => account.inputValue()).toBe(address)
  await page.getByLabel('Show me what I sign').uncheck()
  await sign('Sign message')
  await sign('Sign permit')
  await page.getByLabel('Recipient').fill(first)
  await press('Send')
  await outcome('Send')
    .getByText(/^Mined in block \d+\.$/)
    .waitFor()
  await press('Delegate')
  await page.getByRole('button', { name: 'End delegation' }).and(page.locator(':enabled')).waitFor()
  expect(await app.chains[0].publicClient.getCode({ address })).toMatch(/^0xef0100/)
  await press('End delegation')
  await page.getByRole('button', { name: 'Delegate', exact: true }).and(page.locator(':enabled')).waitFor()
  await press('Show the words')
  await button('Show').click()
  await dialog.locator('.words li').first().waitFor()
  await expect.poll(() => dialog.locator('.words li').allInnerTexts()).toEqual(mnemonic.split(' '))
  await button('Done').click()
  await dialogGone()
  await account.selectOption(first)
  await sign('Sign message')
  expect(authenticator.prompts.length - before).toBe(3)
  await page.reload()
  // Until it is connected, the page has no roles.
  await page.locator('main:not([inert])').waitFor()
  await expect.poll(() => account.locator('option').allInnerTexts()).toEqual([first, address])

  // Once is enough.
  await press('Import a wallet')
  await field.fill(mnemonic)
  await button('Import').click()
  await dialog.getByText('You have this wallet already.').waitFor()
  // The browser tells of the answer 409.
  expect(tab.complaints.filter((text) => !text.includes('409'))).toEqual([])
})

test('keys out and in by keyboard', async () => {
  const tab = await open()
  const { page, dialogGone, authenticator } = tab
  await signUp(tab)
  const dialog = page.getByRole('dialog')
  const opener = page.getByRole('button', { name: 'Show the words' })
  const isFocused = (element: ReturnType<Page['locator']>) =>
    element.evaluate((node) => node === node.ownerDocument.activeElement)
  await opener.focus()
  await page.keyboard.press('Enter')
  // The safe button has the focus first.
  await expect.poll(() => isFocused(dialog.getByRole('button', { name: 'Cancel' }))).toBe(true)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await dialog.locator('.words li').first().waitFor()
  await expect.poll(() => isFocused(dialog.locator('.secret'))).toBe(true)
  await page.keyboard.press('Escape')
  await dialogGone()
  await expect.poll(() => isFocused(opener)).toBe(true)

  await page.getByRole('button', { name: 'Import a wallet' }).focus()
  await page.keyboard.press('Enter')
  const field = dialog.getByLabel('Its 12 to 24 words')
  await expect.poll(() => isFocused(field)).toBe(true)
  await page.keyboard.type('aban')
  await dialog.getByRole('button', { name: 'abandon' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => field.inputValue()).toBe('abandon ')
  await expect.poll(() => isFocused(field)).toBe(true)
  // A prompt does not outlive the dialog.
  await field.fill(mnemonic)
  authenticator.next('ignore')
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect.poll(() => authenticator.prompts.length).toBe(3)
  await page.keyboard.press('Escape')
  await expect.poll(() => authenticator.prompts.at(-1)?.outcome).toBe('AbortError')
})

test('Escape refuses the request that is shown, and the one that waits is shown next', async () => {
  const tab = await open()
  const { page, outcome, authenticator } = tab
  await signUp(tab)
  const dialog = page.getByRole('dialog')
  // Before the page can disable the button, and from a script: the first dialog keeps the user from the page.
  await page.getByRole('button', { name: 'Sign message' }).evaluate((button: HTMLElement) => {
    for (let time = 0; time < 3; time++) button.click()
  })
  await dialog.getByText('Hello from a passkey').waitFor()
  // The browser lets a page prevent the first and not the second.
  for (let time = 0; time < 2; time++) {
    await dialog.waitFor()
    await page.evaluate(`{
      globalThis.closing = new Promise((resolve) =>
        document.querySelector('dialog[open]').addEventListener('close', resolve, { once: true }))
      undefined
    }`)
    await page.keyboard.press('Escape')
    await page.evaluate('closing.then(() => undefined)')
  }
  await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
  await outcome('Sign').getByText('Valid, and signed by this wallet.').waitFor()
  await expect.poll(() => page.locator('dialog[open]').count()).toBe(0)
  expect(authenticator.prompts.map(({ type }) => type)).toEqual(['create', 'get'])
  expect(tab.complaints).toEqual([])
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
  await expect.poll(() => authenticator.prompts.at(1)?.outcome).toBe('NotAllowedError')
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
    const { page, press, outcome, sign, dialogGone, authenticator } = tab
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
    await sign('Sign permit', async () => {
      await dialog.getByText('Sign Permit for Permit Token').waitFor()
      await check('5-typed-data')
      await agree()
    })
    await page.getByLabel('Recipient').fill(recipient)
    await press('Send')
    await agree()
    await outcome('Send')
      .getByText(/^Mined/)
      .waitFor()
    await page.getByLabel('Sign without prompts').click()
    await page.getByText(/^Until/).waitFor()
    await press('Show the words')
    await dialog.getByText('Anyone who sees them can take everything').waitFor()
    await check('6-before-words')
    await dialog.getByRole('button', { name: 'Show', exact: true }).click()
    await dialog.locator('.words li').first().waitFor()
    await dialog.getByRole('button', { name: 'Copy' }).click()
    await dialog.getByRole('status').getByText(/./).waitFor()
    await check('7-words')
    await dialog.getByRole('button', { name: 'Done' }).click()
    await dialogGone()
    await press('Show the key')
    await dialog.getByRole('button', { name: 'Show', exact: true }).click()
    await dialog.locator('.address').waitFor()
    await check('8-key')
    await dialog.getByRole('button', { name: 'Done' }).click()
    await dialogGone()
    await press('Import a wallet')
    await dialog.getByLabel('Its 12 to 24 words').pressSequentially('test jun')
    await dialog.getByRole('button', { name: 'jungle' }).waitFor()
    await check('9-typing')
    await dialog.getByLabel('Its 12 to 24 words').fill(mnemonic)
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await dialog.getByText('Imported.').waitFor()
    await check('10-imported')
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
    await dialogGone()
    await check('11-accounts')
    const { authenticatorId } = await plugIn(authenticator)
    await page.getByLabel('Name of the new passkey').fill('Phone')
    await press('Add')
    await page.getByRole('listitem').filter({ hasText: 'Phone' }).waitFor()
    await check('12-done')
    await authenticator.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    await press('Set a limit')
    await limitSet(page)
    await check('13-limit')
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
  // Keys out and in have a route, which forwards nothing else, and for users alone.
  const exported = { organizationId, walletId: randomUUID(), targetPublicKey: `04${'1'.repeat(128)}` }
  await expect(exportWallet(client, exported)).rejects.toMatchObject({
    status: 403,
    details: expect.stringContaining('does not forward this path'),
  })
  const keys = createSignerClient({ url: `${app.url}/api/keys`, stamper: apiKeyStamper(app.signer.apiKey) })
  const foreign = { ...exported, organizationId: randomUUID() }
  await expect(exportWallet(keys, foreign)).rejects.toMatchObject({
    status: 403,
    details: expect.stringContaining('this organization'),
  })
  const signed = {
    organizationId,
    signWith: recipient,
    payload: '00',
    encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
  } as const
  await expect(signRawPayload(keys, { ...signed, hashFunction: 'HASH_FUNCTION_NO_OP' })).rejects.toMatchObject({
    status: 403,
    details: expect.stringContaining('does not forward this path'),
  })
  // Nor does the limit's, which takes no other policies: one could lock its user out.
  const limit = createSignerClient({ url: `${app.url}/api/limit`, stamper: apiKeyStamper(app.signer.apiKey) })
  await expect(signRawPayload(limit, { ...signed, hashFunction: 'HASH_FUNCTION_NO_OP' })).rejects.toMatchObject({
    status: 403,
  })
  const [policy] = rules.mfaPolicies
  if (!policy) throw new Error('There are no policies.')
  const create = (changes: object) =>
    createMfaPolicy(limit, { organizationId, userId: randomUUID(), ...policy, ...changes })
  for (const changes of [{ condition: 'true' }, { order: 5 }, { requiredAuthenticationMethods: [] }])
    await expect(create(changes)).rejects.toMatchObject({ status: 403, name: 'SignerAnswerError' })
  await expect(create({})).rejects.toMatchObject({ details: expect.stringContaining('unable to find user') })
  await expect(create({ organizationId: randomUUID() })).rejects.toMatchObject({
    status: 403,
    details: expect.stringContaining('this organization'),
  })
})

test('the guide: a wallet that sends ether, with a dismissed prompt', async () => {
  const { page, press, authenticator, complaints } = await open(undefined, '/start')
  await press('Create a wallet')
  const address = (await page.getByText(/^0x/).textContent()) as Address
  await app.chains[0].testClient.setBalance({ address, value: parseEther('1') })
  await page.getByText('1 ETH', { exact: true }).waitFor()
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
  const env = root('examples/next/.env.development.local')
  expect(readFileSync(env, 'utf8')).toContain(`ORGANIZATION_ID=${app.signer.organizationId}\n`)
  child.kill('SIGINT')
  expect(await closed).toEqual([0, null])
  expect(existsSync(env)).toBe(false)
})
