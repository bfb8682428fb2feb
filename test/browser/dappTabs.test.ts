import { getAddress, isHex, verifyMessage } from 'viem'
import { afterAll, expect, test } from 'vitest'
import { carryOut, closed, finish, press } from './harness/carryOut.js'
import { copyPasskeys } from './harness/copyPasskeys.js'
import { openChromium } from './harness/openChromium.js'
import { openDemo } from './harness/openDemo.js'
import { createDemoWallet, openDemoWallet } from './harness/openDemoWallet.js'
import { openTab, type Tab } from './harness/openTab.js'

const demo = await openDemo()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await demo.close()
})

const button = ({ page }: Tab, name: string) => page.getByRole('button', { name, exact: true })
const addressIn = async ({ page }: Tab) => getAddress((await page.locator('#address:not(:empty)').textContent()) ?? '')

/** The same wallet in two tabs. */
async function openTwo(): Promise<[Tab, Tab]> {
  const context = await chromium.newContext()
  const tab = await openDemoWallet(context, demo)
  const other = await openTab(context)
  await other.page.goto(demo.url)
  await expect.poll(() => addressIn(other)).toBe(await addressIn(tab))
  return [tab, other]
}

test.each(['preparing', 'review'])(
  'an action that is in %s closes when another tab opens another wallet',
  async (state) => {
    const [tab, other] = await openTwo()
    const { page } = other
    const address = await addressIn(tab)
    let release = (): void => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    if (state === 'preparing')
      await page.route(`${demo.anvil.url}/**`, async (route) => {
        await released
        await route.continue()
      })
    await page.locator('#send').getByRole('button').click()
    await page.locator(`dialog[data-state="${state}"]`).waitFor()

    await press(tab.page, button(tab, 'Sign out'))
    await closed(tab.page)
    await closed(page)
    await page.getByRole('heading', { name: 'Get started' }).waitFor()
    await createDemoWallet(tab, 'Berta')
    const next = await addressIn(tab)
    expect(next).not.toBe(address)
    await page.locator('#address').filter({ hasText: next }).waitFor()
    // Nothing moved, although nobody touched this tab.
    expect(await other.shifts()).toEqual([])

    // The action that was being prepared does not come back. The next one signs with the new wallet.
    await copyPasskeys(tab.authenticator, other.authenticator)
    release()
    const { review, facts } = await carryOut(page, page.locator('#message').getByRole('button'))
    expect(review).toContain('Sign the message')
    const { Signature: signature } = facts
    if (!isHex(signature)) throw new Error('The message is not signed.')
    expect(await verifyMessage({ address: next, message: 'Hello from my passkey', signature })).toBe(true)
  },
)

test('a result stays on the screen when another tab signs out', async () => {
  const [tab, other] = await openTwo()
  await copyPasskeys(tab.authenticator, other.authenticator)
  expect(await carryOut(other.page, other.page.locator('#message').getByRole('button'))).toMatchObject({
    state: 'done',
  })
  await press(tab.page, button(tab, 'Sign out'))
  await closed(tab.page)
  await other.page.getByRole('heading', { name: 'Get started', includeHidden: true }).waitFor()
  await expect.poll(() => other.page.locator('#action').getAttribute('data-state')).toBe('done')
})

test('an action in review closes when another tab starts a session', async () => {
  const [tab, other] = await openTwo()
  const { page } = other
  await page.locator('#message').getByRole('button').click()
  await page.getByRole('dialog').getByText('Your browser will ask for your passkey once.').waitFor()
  await carryOut(tab.page, button(tab, 'Start a session'))
  await finish(tab.page)
  await closed(page)
  await page.getByText('On until').waitFor()
  await page.locator('#message').getByRole('button').click()
  await page.getByRole('dialog').getByText('Your browser will not ask you.').waitFor()
})

test('a sign-out in another tab disconnects the dapps of this one', async () => {
  const [tab, other] = await openTwo()
  const address = await addressIn(tab)
  const ask = (method: string) =>
    other.page.evaluate(`new Promise((resolve) => {
      addEventListener('eip6963:announceProvider', ({ detail }) => resolve(detail.provider), { once: true })
      dispatchEvent(new Event('eip6963:requestProvider'))
    }).then((provider) => provider.request({ method: '${method}' }))`)
  expect(await ask('eth_requestAccounts')).toEqual([address])
  await press(tab.page, button(tab, 'Sign out'))
  await closed(tab.page)
  await expect.poll(() => ask('eth_accounts')).toEqual([])
})
