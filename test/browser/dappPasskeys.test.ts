import { afterAll, expect, test } from 'vitest'
import { carryOut, finish, type Shown } from './harness/carryOut.js'
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

const namesIn = ({ page }: Tab) =>
  page.locator('#passkeys .name').evaluateAll((all) => all.map((one) => one.firstChild?.textContent))
const addressIn = ({ page }: Tab) => page.locator('#address:not(:empty)').textContent()

/**
 * The user touches the key and not the device, which holds a passkey already and would say so if it were the first to answer. They take the
 * key out once it is registered, and put it into another machine: here it would answer for the first passkey.
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

test('two passkeys, one removed: the other one opens the wallet', async () => {
  const tab = await openDemoWallet(await chromium.newContext(), demo)
  const { page } = tab
  expect(await act(tab, 'Remove This passkey')).toMatchObject({
    state: 'failed',
    what: 'This is your only passkey. Without it the wallet would be lost.',
    next: 'Add another passkey first.',
  })

  // The page suggests it, and so does the list of passkeys.
  const suggested = page.locator('#suggest').getByRole('button', { name: 'Add a passkey' })
  const same = await carryOut(page, suggested)
  expect(same).toMatchObject({ state: 'failed', what: 'This device already holds a passkey for this wallet.' })
  await finish(page)

  const other = await openTab(await chromium.newContext())
  await moveOnceRegistered(tab, await plugIn(tab.authenticator), other)
  const added = await carryOut(page, suggested)
  expect(added).toMatchObject({
    state: 'done',
    what: '“Second passkey” can use your wallet now.',
    cost: '2 prompts · 1 request, straight to the signer',
  })
  expect(added.words).toContain('Then your passkey here approves it.')
  await finish(page)
  await page.locator('#suggest').waitFor({ state: 'hidden' })
  expect(await act(tab, 'Read the list')).toMatchObject({
    what: 'You have 2 passkeys.',
    cost: '1 prompt · 1 request, straight to the signer',
  })
  expect(await namesIn(tab)).toEqual(['First passkey', 'Second passkey'])

  await other.page.goto(demo.url)
  expect(await act(other, 'Sign in with a passkey')).toMatchObject({ state: 'done' })
  expect(await addressIn(other)).toBe(await addressIn(tab))

  const removed = await act(other, 'Remove First passkey')
  expect(removed).toMatchObject({ state: 'done', cost: '0 prompts · 2 requests, straight to the signer' })
  expect(await namesIn(other)).toEqual(['Second passkey'])
  expect(await act(other, 'End it')).toMatchObject({ state: 'done' })
  expect(await carryOut(other.page, other.page.locator('#message button'))).toMatchObject({
    state: 'done',
    cost: '1 prompt · 1 request, straight to the signer',
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
  await act(tab, 'Turn on')
  await moveOnceRegistered(tab, await plugIn(tab.authenticator), other)
  const { page } = tab
  const added = await carryOut(page, page.locator('#add').getByRole('button', { name: 'Add a passkey' }))
  expect(added).toMatchObject({ state: 'done', cost: '1 prompt · 1 request, straight to the signer' })
  await finish(page)
  expect(await kept()).toBe(1)
  // After that the page knows of no other one.
  await page.reload()
  const removed = await act(tab, 'Remove This passkey')
  expect(removed).toMatchObject({
    state: 'done',
    what: '“This passkey” is removed. Sign in with another passkey.',
    cost: '0 prompts · 2 requests, straight to the signer',
  })
  // The browser was told.
  expect(await kept()).toBe(0)
  await page.getByRole('heading', { name: 'Open a wallet' }).waitFor()
})
