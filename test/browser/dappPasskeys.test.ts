import { afterAll, expect, test } from 'vitest'
import { agree, agreed, carryOut, closed, finish, press, readNewest, type Shown } from './harness/carryOut.js'
import { copyPasskeys } from './harness/copyPasskeys.js'
import { openChromium } from './harness/openChromium.js'
import { openDemo } from './harness/openDemo.js'
import { openDemoWallet } from './harness/openDemoWallet.js'
import { openTab, type Tab } from './harness/openTab.js'
import { type Authenticator, plugIn } from './harness/plugIn.js'

const demo = await openDemo()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await demo.close()
})

async function act(tab: Tab, button: string): Promise<Shown> {
  const shown = await carryOut(tab.page, tab.page.getByRole('button', { name: button, exact: true }))
  await finish(tab.page)
  return shown
}

const alreadyHere = 'This device already has a passkey for your wallet.'
const namesIn = ({ page }: Tab) =>
  page.locator('#passkeys .name').evaluateAll((all) => all.map((one) => one.firstChild?.textContent))
const addressIn = ({ page }: Tab) => page.locator('#address:not(:empty)').textContent()

/**
 * The user touches the security key, not the device, which already has a passkey and would answer first. Once the key is registered, they
 * move it to another computer, because here it would answer for the first passkey.
 */
async function moveOnceRegistered(tab: Tab, key: Authenticator, other: Tab): Promise<void> {
  const { cdp, authenticatorId } = tab.authenticator
  const touchDevice = (enabled: boolean) =>
    cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  await touchDevice(false)
  await tab.page.exposeFunction('take', async () => {
    await copyPasskeys(key, other.authenticator)
    await key.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: key.authenticatorId })
    await touchDevice(true)
  })
  await tab.page.evaluate(`{
    const create = navigator.credentials.create
    navigator.credentials.create = async (options) => {
      const credential = await create(options)
      await take()
      return credential
    }
  }`)
}

test('after one of two passkeys is removed, the other still opens the wallet', async () => {
  const tab = await openDemoWallet(await chromium.newContext(), demo)
  const { page } = tab
  // Refused before any prompt. The page offers to add a passkey.
  const before = tab.prompts()
  const refused = await carryOut(page, page.getByRole('button', { name: 'Remove First passkey' }))
  expect(refused).toMatchObject({
    state: 'failed',
    what: 'This is your only passkey.',
    next: 'Without it you would lose the wallet. Add another passkey first.',
    cost: '0 prompts · 0 requests',
  })
  expect(tab.prompts()).toBe(before)
  await page.getByRole('dialog').getByRole('button', { name: 'Add a passkey' }).click()
  expect(await agree(page)).toMatchObject({ state: 'failed', what: alreadyHere })
  await finish(page)

  // The page suggests it too.
  const suggested = page.locator('#suggest').getByRole('button', { name: 'Add a passkey' })
  const same = await carryOut(page, suggested)
  expect(same).toMatchObject({ state: 'failed', what: alreadyHere })
  await finish(page)

  const other = await openTab(await chromium.newContext())
  await moveOnceRegistered(tab, await plugIn(tab.authenticator), other)
  const added = await carryOut(page, suggested)
  expect(added).toMatchObject({
    state: 'done',
    what: 'Added “Second passkey”.',
    cost: '2 prompts · 1 request directly to the signer',
  })
  expect(added.review).toContain('Then approve it with the passkey you have.')
  await finish(page)
  await page.locator('#suggest').waitFor({ state: 'hidden' })
  expect(await act(tab, 'List passkeys')).toMatchObject({
    what: 'Your wallet has 2 passkeys.',
    cost: '1 prompt · 1 request directly to the signer',
  })
  await expect.poll(() => namesIn(tab)).toEqual(['First passkey', 'Second passkey'])

  await other.page.goto(demo.url)
  await press(other.page, other.page.getByRole('button', { name: 'Sign in with a passkey' }))
  await closed(other.page)
  await expect.poll(() => addressIn(other)).toBe(await addressIn(tab))

  const removed = await act(other, 'Remove First passkey')
  expect(removed).toMatchObject({ state: 'done', cost: '0 prompts · 2 requests directly to the signer' })
  await expect.poll(() => namesIn(other)).toEqual(['Second passkey'])
  expect(await act(other, 'End session')).toMatchObject({ state: 'done' })
  expect(await carryOut(other.page, other.page.locator('#message button'))).toMatchObject({
    state: 'done',
    cost: '1 prompt · 1 request directly to the signer',
  })

  expect(await carryOut(page, page.locator('#message button'))).toMatchObject({
    state: 'failed',
    what: 'The signer does not know this passkey or session.',
  })
})

test('a removed passkey is not offered again', async () => {
  const tab = await openDemoWallet(await chromium.newContext(), demo)
  const { cdp, authenticatorId } = tab.authenticator
  const kept = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length
  const other = await openTab(await chromium.newContext())
  await act(tab, 'Start a session')
  await moveOnceRegistered(tab, await plugIn(tab.authenticator), other)
  const { page } = tab
  const added = await carryOut(page, page.locator('#add').getByRole('button', { name: 'Add a passkey' }))
  expect(added).toMatchObject({ state: 'done', cost: '1 prompt · 1 request directly to the signer' })
  await finish(page)
  await expect.poll(() => kept()).toBe(1)

  // After a reload the page knows of one passkey. Listing the others costs a request, so the user decides.
  await page.reload()
  expect(await carryOut(page, page.getByRole('button', { name: 'Remove This passkey' }))).toMatchObject({
    state: 'failed',
    what: 'This is your only passkey.',
    cost: '0 prompts · 0 requests',
  })
  await page.getByRole('dialog').getByRole('button', { name: 'List passkeys' }).click()
  expect(await agreed(page)).toMatchObject({ state: 'done', what: 'Your wallet has 2 passkeys.' })
  await finish(page)
  expect(await act(tab, 'Remove First passkey')).toMatchObject({
    state: 'done',
    what: 'Removed “First passkey”.',
    cost: '0 prompts · 2 requests directly to the signer',
  })
  // The browser was told.
  await expect.poll(() => kept()).toBe(0)
  await expect.poll(() => namesIn(tab)).toEqual(['Second passkey'])
})

test('signing in without a passkey offers to create a wallet', async () => {
  const tab = await openTab(await chromium.newContext())
  const { page } = tab
  await page.goto(demo.url)
  expect(await carryOut(page, page.getByRole('button', { name: 'Sign in with a passkey' }))).toMatchObject({
    state: 'failed',
    what: 'The passkey prompt was closed or timed out.',
    next: 'Try again, or create a wallet if you have no passkey here yet.',
  })
  await page.getByRole('dialog').getByRole('button', { name: 'Create a wallet' }).click()
  await page.getByRole('heading', { name: 'Your wallet' }).waitFor()
  await expect
    .poll(() => readNewest(page))
    .toMatchObject({
      title: 'Create a wallet',
      cost: '1 prompt · 1 request to the sign-up handler',
    })
  await expect.poll(() => addressIn(tab)).toMatch(/^0x/)
})
