import { createServer } from 'node:http'
import type { Route } from 'playwright-core'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { addOwner } from './harness/addOwner.js'
import { agree, agreed, carryOut, closed, finish, press, readNewest } from './harness/carryOut.js'
import { createWalletOpener } from './harness/createWalletOpener.js'
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

const openWallet = await createWalletOpener(chromium, demo)
let tab: Tab
beforeEach(async () => {
  tab = await openWallet()
  return () => tab.page.context().close()
})

const button = (name: string) => tab.page.getByRole('button', { name, exact: true })
const sign = () => carryOut(tab.page, tab.page.locator('#message').getByRole('button'))
/** From the failure on the screen. */
const tryAgain = () => carryOut(tab.page, button('Try again'))
const cancelled = { state: 'failed', what: 'The passkey prompt was closed or timed out.' }
/** With the passkey of the attempt before. */
const createdWithout = { title: 'Create a wallet', state: 'done', cost: '0 prompts · 1 request to the sign-up handler' }
const signed = { state: 'done', what: 'Message signed.' }

test('a prompt without a passkey fails, and works with one', async () => {
  const { cdp, authenticatorId } = tab.authenticator
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
  await cdp.send('WebAuthn.clearCredentials', { authenticatorId })
  expect(await sign()).toMatchObject({ ...cancelled, cost: '1 prompt · 0 requests' })
  for (const credential of credentials) await cdp.send('WebAuthn.addCredential', { authenticatorId, credential })
  expect(await tryAgain()).toMatchObject({ ...signed, cost: '1 prompt · 1 request directly to the signer' })
})

test('a prompt fails until the user is verified', async () => {
  const { cdp, authenticatorId } = tab.authenticator
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  expect(await sign()).toMatchObject(cancelled)
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
  expect(await tryAgain()).toMatchObject(signed)
})

test.each(['Cancel', 'Escape'])('%s ends a prompt that is left open', async (way) => {
  const { page, authenticator } = tab
  const { cdp, authenticatorId } = authenticator
  await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false })
  await page.locator('#message').getByRole('button').click()
  await button('Confirm').click()
  await page.getByText('Waiting for your passkey …').and(page.locator('.what')).waitFor()
  if (way === 'Escape') await page.keyboard.press('Escape')
  else await button('Cancel').click()
  await closed(page)
  await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true })
  expect(await sign()).toMatchObject(signed)
})

test.each(['Direct', 'Via your server'])(
  'a signer that is down is reported, and works once it is back: %s',
  async (way) => {
    await tab.page.getByLabel(way).check()
    await demo.stopSigner()
    const failed = await sign()
    await demo.startSigner()
    expect(failed).toMatchObject({
      state: 'failed',
      what: 'The signer cannot be reached.',
      cost: expect.stringContaining(way === 'Direct' ? 'directly to the signer' : 'via your server'),
    })
    expect(await tryAgain()).toMatchObject(signed)
  },
)

test('after a sign-up that the signer missed, another try reuses the passkey', async () => {
  const { page } = tab
  await press(page, button('Sign out'))
  await closed(page)
  await demo.stopSigner()
  await page.getByLabel('Wallet name').fill('Berta')
  const failed = await carryOut(page, button('Create a wallet'))
  await demo.startSigner()
  expect(failed).toMatchObject({ state: 'failed', what: 'Your passkey is ready, but your wallet is not.' })
  const before = tab.prompts()
  await press(page, button('Try again'))
  await closed(page)
  await expect.poll(() => readNewest(page)).toMatchObject(createdWithout)
  expect(tab.prompts()).toBe(before)
})

/** Signs out and starts to create another wallet. @returns the request to the sign-up handler. */
async function beginSignUp(): Promise<{ asked: Promise<Route> }> {
  const { page } = tab
  await press(page, button('Sign out'))
  await closed(page)
  const asked = new Promise<Route>((resolve) => void page.route('**/api/sign-up', resolve, { times: 1 }))
  await page.getByLabel('Wallet name').fill('Berta')
  await button('Create a wallet').click()
  return { asked }
}

test('after a sign-up that was cancelled, another try reuses the passkey', async () => {
  const { page } = tab
  const made = async () => (await tab.authenticator.credentials()).length
  const before = await made()
  const route = await (await beginSignUp()).asked
  await button('Cancel').click()
  await closed(page)
  await route.abort()
  await expect.poll(() => made()).toBe(before + 1)

  await press(page, button('Create a wallet'))
  await page.getByRole('heading', { name: 'Your wallet' }).waitFor()
  await expect.poll(() => readNewest(page)).toMatchObject(createdWithout)
  await expect.poll(() => made()).toBe(before + 1)
})

test('a passkey that has a wallet is refused, and another try creates another passkey', async () => {
  const { page } = tab
  const route = await (await beginSignUp()).asked
  // Two wallets have it already, so the signer cannot tell which one is meant.
  const { passkey } = route.request().postDataJSON()
  const { organizationId, apiKey, fetch: fetchFn } = demo.signer
  const app = createSignerClient({ stamper: apiKeyStamper(apiKey), fetchFn })
  for (const userName of ['Carl', 'Dora']) await createSubOrganization(app, { organizationId, passkey, userName })
  await route.continue()
  expect(await agreed(page)).toMatchObject({
    state: 'failed',
    what: 'This passkey is already registered.',
    next: 'If you have signed up with it, close this and sign in. Otherwise try again, which creates a new passkey.',
  })
  await press(page, button('Try again'))
  await closed(page)
  await expect
    .poll(() => readNewest(page))
    .toMatchObject({ state: 'done', cost: '1 prompt · 1 request to the sign-up handler' })
})

test('a pending approval goes on from the dialog and from the list, without a second request', async () => {
  // Its organization gets a second owner.
  await tab.page.context().close()
  tab = await openDemoWallet(await chromium.newContext(), demo)
  const { page } = tab
  const owner = await addOwner(tab, demo)
  const waiting = {
    state: 'pending',
    what: 'Someone else must approve this first.',
    next: 'Your request is with them. Ask them to approve it, then check again. A new request would need its own approval.',
    link: expect.stringContaining('/#/activities/'),
  }
  const checkAgain = async () => {
    await page.getByRole('dialog').getByRole('button', { name: 'Check again' }).click()
    return agreed(page)
  }
  expect(await sign()).toMatchObject(waiting)
  await expect.poll(() => button('Try again').count()).toBe(0)
  expect(await owner.approve()).toBe(1)
  const signedThen = await checkAgain()
  expect(signedThen).toMatchObject({ ...signed, cost: '1 prompt · 1 request directly to the signer' })
  expect(signedThen.facts.Signature).toMatch(/^0x[0-9a-f]{130}$/)
  await finish(page)

  // A transaction, not yet approved at the first check.
  expect(await carryOut(page, page.locator('#send').getByRole('button'))).toMatchObject(waiting)
  await page.getByRole('dialog').getByRole('button', { name: 'Check again' }).click()
  await page.locator('dialog[data-state="waiting"]').waitFor()
  await button('Cancel').click()
  await closed(page)
  const listed = page.locator('#activity .pending')
  await expect
    .poll(() => listed.allInnerTexts())
    .toEqual([expect.stringContaining('Someone else must approve this first.')])
  expect(await owner.approve()).toBe(1)
  const sent = await carryOut(page, button('Check again Send'))
  expect(sent).toMatchObject({ state: 'done', what: 'Sent 0.1 ETH.' })
  expect(sent.review).toContain('Send 0.1 ETH to ')
  await finish(page)
  await expect.poll(() => listed.count()).toBe(0)
  // Two signatures for one prompt.
  expect(await carryOut(page, page.locator('#both').getByRole('button'))).toMatchObject(waiting)
  expect(await owner.approve()).toBe(1)
  expect(await checkAgain()).toMatchObject({ state: 'done', what: 'Permit signed, and 5 PERMIT sent.' })
})

test.each([1, 2, 3])('pressing Escape %i times does not hide the end of a request that was sent', async (times) => {
  const { page } = tab
  let release = (): void => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  const looked = new Promise<void>((resolve) => {
    void page.route(`${demo.anvil.url}/**`, async (route) => {
      if (route.request().postDataJSON()?.method === 'eth_getTransactionReceipt') {
        resolve()
        await released
      }
      await route.continue()
    })
  })
  await page.locator('#send').getByRole('button').click()
  await button('Confirm').click()
  await looked
  for (let time = 0; time < times; time++) await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('dialog').isVisible()).toBe(true)
  release()
  expect(await agreed(page)).toMatchObject({ state: 'done', what: 'Sent 0.1 ETH.' })
  await finish(page)
  await expect.poll(() => readNewest(page)).toMatchObject({ title: 'Send', what: 'Sent 0.1 ETH.' })
})

test('each attempt counts its own prompts', async () => {
  const { page, authenticator } = tab
  authenticator.next('cancel')
  const send = page.locator('#send').getByRole('button')
  expect(await carryOut(page, send)).toMatchObject({ ...cancelled, cost: '1 prompt · 0 requests' })
  await page.route(`${demo.anvil.url}/**`, (route) => route.abort())
  await button('Try again').click()
  expect(await agreed(page)).toMatchObject({
    state: 'failed',
    what: 'The chain cannot be reached.',
    cost: '0 prompts · 0 requests',
  })
})

/** Starts a session, under a clock that can be set, which the page must load with. */
async function openSession(now: number): Promise<void> {
  const { page } = tab
  await carryOut(page, button('Start a session'))
  await finish(page)
  await page.clock.setSystemTime(now)
  await page.reload()
  await page.getByText('On until').waitFor()
}

test('a session that has ended is replaced by the passkey', async () => {
  const { clock } = tab.page
  const now = Date.now()
  await openSession(now)
  await clock.setSystemTime(now + 11 * 60_000)
  expect(await sign()).toMatchObject({
    state: 'failed',
    what: 'Your session has ended.',
    cost: '0 prompts · 0 requests',
  })
  // The next attempt asks for the passkey. The signer refuses it because of the clock.
  expect(await tryAgain()).toMatchObject({ state: 'failed', what: 'This device’s clock is wrong.' })
  await clock.setSystemTime(now)
  expect(await tryAgain()).toMatchObject({ ...signed, cost: '1 prompt · 1 request directly to the signer' })
})

test('a session that ended while the page was closed is reported', async () => {
  const { page } = tab
  const now = Date.now()
  await openSession(now)
  await page.clock.setSystemTime(now + 11 * 60_000)
  await page.reload()
  await page.getByRole('status').filter({ hasText: 'Your session has ended.' }).waitFor()
  await page.getByText('Off: each signature asks for your passkey').waitFor()
})

test.each([
  [
    'a wrong signature',
    { kind: 'tampered', values: { 'activity.result.signRawPayloadResult.r': '1'.repeat(64) } },
    'The signer returned a wrong signature. It was not used.',
  ],
  [
    'an answer to another request',
    { kind: 'tampered', values: { 'activity.fingerprint': `sha256:${'1'.repeat(64)}` } },
    'The signer answered a different request. Its answer was not used.',
  ],
  ['a rejection', { kind: 'rejected' }, 'Someone who must approve this has rejected it.'],
  ['a failure', { kind: 'failed' }, 'The signer could not do this.'],
  ['a page of a gateway', { kind: 'html', status: 400 }, 'The answer did not come from a signer.'],
  ['a refusal', { kind: 'error', status: 400, code: 3, message: 'no' }, 'The signer, or your server, refused this.'],
  ['a missing permission', { kind: 'error', status: 403, code: 7, message: 'no' }, 'You are not allowed to do this.'],
] as const)('the page explains %s', async (_name, fault, what) => {
  demo.signer.addFault(fault)
  expect(await sign()).toMatchObject({ state: 'failed', what, next: expect.stringMatching(/\.$/) })
  await finish(tab.page)
  await expect.poll(() => readNewest(tab.page)).toMatchObject({ title: 'Sign a message', state: 'failed', what })
  expect(await sign()).toMatchObject(signed)
})

test.each(['ETH', 'PERMIT'])('an amount above the balance is refused before the review: %s', async (asset) => {
  await tab.page.getByLabel('Asset', { exact: true }).selectOption(asset)
  await tab.page.getByLabel('Amount').fill('1000')
  await tab.page.locator('#send').getByRole('button').click()
  expect(await agree(tab.page)).toMatchObject({
    review: '',
    state: 'failed',
    what: 'Your wallet does not hold enough for this and its fee.',
  })
})

test('a browser without WebAuthn is told so', async () => {
  const { page } = tab
  await page.addInitScript('delete globalThis.PublicKeyCredential')
  await page.reload()
  expect(await sign()).toMatchObject({
    state: 'failed',
    what: 'This browser has no passkeys.',
    cost: '0 prompts · 0 requests',
  })
})

test('an RP ID of another site is refused before any prompt', async () => {
  const wrong = await openDemo({ rpId: 'example.com' })
  const { page } = await openTab(tab.page.context())
  await page.goto(wrong.url)
  const failed = await carryOut(page, page.getByRole('button', { name: 'Create a wallet' }))
  await wrong.close()
  expect(failed).toMatchObject({
    state: 'failed',
    what: 'This site’s passkeys do not work at this address.',
    cost: '0 prompts · 0 requests',
  })
})

test('no other page can embed the demo', async () => {
  const host = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>Host</title><iframe src="${demo.url}"></iframe>`)
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  const address = host.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const { page } = tab
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
  await page.goto(`http://127.0.0.1:${port}/`)
  expect((await refused).type()).toBe('error')
  expect(await page.frames()[1]?.title()).not.toBe('Passkey wallet')
  host.closeAllConnections()
  host.close()
})
