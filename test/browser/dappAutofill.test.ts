import { afterAll, expect, onTestFinished, test } from 'vitest'
import { auditPage } from './harness/auditPage.js'
import { closed, press } from './harness/carryOut.js'
import { copyPasskeys } from './harness/copyPasskeys.js'
import { openChromium } from './harness/openChromium.js'
import { openDemo } from './harness/openDemo.js'
import { openDemoWallet } from './harness/openDemoWallet.js'
import { openTab, type Tab } from './harness/openTab.js'

const demo = await openDemo()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await demo.close()
})

const button = ({ page }: Tab, name: string) => page.getByRole('button', { name, exact: true })

/** A tab in which somebody signed up and out again. */
async function openSignedOut(): Promise<Tab> {
  const context = await chromium.newContext()
  onTestFinished(() => context.close())
  const tab = await openDemoWallet(context, demo)
  await press(tab.page, button(tab, 'Sign out'))
  await closed(tab.page)
  await tab.page.reload()
  return tab
}
/** The buttons of the welcome card, in their order. */
const order = async ({ page }: Pick<Tab, 'page'>) => page.locator('.start').getByRole('button').allInnerTexts()

test('a passkey that is picked in the name field opens its wallet, without a prompt of the page', async () => {
  const tab = await openSignedOut()
  const { page, authenticator } = tab
  await expect.poll(() => page.getByLabel('Wallet name').getAttribute('autocomplete')).toBe('username webauthn')
  const prompts = authenticator.prompts.length
  await authenticator.pickInAutofill()
  await page.getByRole('heading', { name: 'Your wallet' }).waitFor()
  await page.getByText('On until').waitFor()
  expect(authenticator.prompts).toHaveLength(prompts)
  await expect.poll(() => page.locator('#notice').textContent()).toBe('')
})

test('a passkey without a wallet is told in the page, and another one can be picked', async () => {
  const context = await chromium.newContext()
  onTestFinished(() => context.close())
  const { page, authenticator } = await openTab(context)
  // On a page of the site that arms nothing.
  await page.goto(`${demo.url}/config.json`)
  await page.evaluate(`navigator.credentials.create({ publicKey: {
    challenge: new Uint8Array(32),
    rp: { name: 'x' },
    user: { id: new Uint8Array(9), name: 'x', displayName: 'x' },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    authenticatorSelection: { requireResidentKey: true, residentKey: 'required' },
  } }).then(() => undefined)`)
  await page.goto(demo.url)
  await authenticator.pickInAutofill()
  const notice = page.locator('#notice:not(:empty)')
  const text = await notice.textContent()
  expect(text).toContain('passkey')
  await expect.poll(() => notice.getByRole('button').allInnerTexts()).toEqual(['Stop offering this passkey'])
  expect(await auditPage(page)).toEqual([])
  // It waits until autofill is armed again.
  await authenticator.pickInAutofill()
  await expect.poll(() => authenticator.credentials()).toHaveLength(1)
  await expect.poll(() => order({ page })).toContain('Create a wallet')

  const forget = page.getByRole('button', { name: 'Stop offering this passkey' })
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await closed(page)
  await expect.poll(() => authenticator.credentials()).toHaveLength(1)
  await forget.click()
  await page.getByText('Your browser was told to stop offering it.').waitFor()
  await expect.poll(() => authenticator.credentials()).toEqual([])
})

test('creating comes first in a browser without a wallet, signing in where there was one', async () => {
  const context = await chromium.newContext()
  onTestFinished(() => context.close())
  const fresh = await openTab(context)
  await fresh.page.goto(demo.url)
  await fresh.page.getByRole('heading', { name: 'Get started' }).waitFor()
  await expect.poll(() => order(fresh)).toEqual(['Show code', 'Create a wallet', 'Sign in with a passkey'])

  const tab = await openSignedOut()
  await tab.page.getByRole('heading', { name: 'Get started' }).waitFor()
  await expect.poll(() => order(tab)).toEqual(['Show code', 'Sign in with a passkey', 'Create a wallet'])
  await expect.poll(() => tab.page.locator('.start .primary').allInnerTexts()).toEqual(['Sign in with a passkey'])
  expect(await tab.shifts()).toEqual([])
  expect(await auditPage(tab.page)).toEqual([])
})

test('a wallet that is opened in one tab opens in the other, where autofill ends', async () => {
  const tab = await openSignedOut()
  const other = await openTab(tab.page.context())
  await copyPasskeys(tab.authenticator, other.authenticator)
  await other.page.goto(demo.url)
  await other.authenticator.pickInAutofill()
  for (const { page } of [other, tab]) {
    await page.getByRole('heading', { name: 'Your wallet' }).waitFor()
    await page.getByText('On until').waitFor()
  }
})
