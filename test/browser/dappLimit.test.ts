import { afterAll, expect, test } from 'vitest'
import { carryOut, finish } from './harness/carryOut.js'
import { openChromium } from './harness/openChromium.js'
import { openDemo } from './harness/openDemo.js'
import { openDemoWallet } from './harness/openDemoWallet.js'
import type { Tab } from './harness/openTab.js'

const demo = await openDemo()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await demo.close()
})

/** Presses a button, agrees, and tells what the page says of it, and how often the authenticator was used. */
async function act(tab: Tab, name: string | { form: string }) {
  const { page } = tab
  const before = tab.prompts()
  const button =
    typeof name === 'string'
      ? page.getByRole('button', { name, exact: true })
      : page.locator(`#${name.form}`).getByRole('button')
  const shown = await carryOut(page, button)
  await finish(page)
  return { ...shown, asked: tab.prompts() - before }
}

test('a session with a limit: no prompt below it, one above it, and the page says so before', async () => {
  const tab = await openDemoWallet(await chromium.newContext(), demo)
  const { page } = tab
  await act(tab, 'Start a session')
  const limited = await act(tab, 'Set a limit')
  // The policy that sets the limit, and the log-in with the profile.
  expect(limited).toMatchObject({ state: 'done', asked: 2, cost: expect.stringMatching(/^2 prompts · /) })
  expect(limited.review).toContain('It sends up to 0.05 ETH at a time alone. Everything else asks for your passkey.')

  const check = async () => {
    // After a reload, once the session has been restored.
    await page
      .locator('#session-state')
      .getByText(/^On until /)
      .waitFor()
    await page.locator('#session-limit').getByText('up to 0.05 ETH').waitFor()
    const amount = page.locator('#send').getByLabel('Amount')
    await amount.fill('0.05')
    const below = await act(tab, { form: 'send' })
    expect(below).toMatchObject({ state: 'done', asked: 0, cost: '0 prompts · 1 request directly to the signer' })
    expect(below.review).toContain('Your session signs it.')
    await amount.fill('0.06')
    const above = await act(tab, { form: 'send' })
    expect(above).toMatchObject({ state: 'done', asked: 1, cost: '1 prompt · 1 request directly to the signer' })
    expect(above.review).toContain('Your passkey signs it.')
    for (const form of ['message', 'permit', 'both']) {
      const other = await act(tab, { form })
      expect(other).toMatchObject({ state: 'done', asked: 1, cost: '1 prompt · 1 request directly to the signer' })
    }
  }
  await check()
  await page.reload()
  await check()
  expect(await act(tab, 'End session')).toMatchObject({ state: 'done', asked: 0 })
})

test('a prompt that was dismissed while the limit was set can be repeated, via the server, too', async () => {
  const tab = await openDemoWallet(await chromium.newContext(), demo)
  const { page, authenticator } = tab
  await page.getByLabel('Via your server').check()
  await act(tab, 'Start a session')
  authenticator.next('cancel')
  expect(await act(tab, 'Set a limit')).toMatchObject({
    state: 'failed',
    what: expect.stringContaining('passkey prompt'),
  })
  expect(await act(tab, 'Set a limit')).toMatchObject({ state: 'done', asked: 2 })
})
