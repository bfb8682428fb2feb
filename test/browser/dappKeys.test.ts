import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { afterAll, expect, test } from 'vitest'
import { agree, agreed, carryOut, closed, finish, press } from './harness/carryOut.js'
import { checkState } from './harness/checkState.js'
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

const words = 'test test test test test test test test test test test junk'
const button = ({ page }: Tab, name: string) => page.getByRole('button', { name, exact: true })
const addressIn = ({ page }: Tab) => page.locator('#address:not(:empty)').textContent()
const shownWords = ({ page }: Tab) => page.locator('.words li').allInnerTexts()
const status = async ({ page }: Tab) => (await page.locator('#import-status').textContent()) ?? ''

test('shows the words after a warning and a prompt, and forgets them with the dialog', async () => {
  const context = await chromium.newContext()
  const tab = await openDemoWallet(context, demo)
  const { page } = tab
  const before = tab.prompts()
  const done = await carryOut(page, button(tab, 'Show the words'))
  expect(done).toMatchObject({ state: 'done', cost: '1 prompt · 1 request directly to the signer' })
  expect(done.review).toContain('Anyone who sees it can take everything')
  expect(tab.prompts() - before).toBe(1)
  const list = await shownWords(tab)
  expect(list).toHaveLength(12)
  const mnemonic = list.join(' ')
  expect(mnemonicToAccount(mnemonic).address).toBe(await addressIn(tab))
  await finish(page)
  // Neither the page nor what it stores has them.
  const rest = await page.evaluate(
    'document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage })',
  )
  for (const word of list.filter((each) => each.length > 6)) expect(rest).not.toContain(`>${word}<`)
  expect(rest).not.toContain(mnemonic)

  // Via the server, whose proxy must be told to allow it.
  await page.getByLabel('Via your server').check()
  await carryOut(page, button(tab, 'Show the words'))
  await expect.poll(() => shownWords(tab)).toEqual(list)
  await page.keyboard.press('Escape')
  await closed(page)
  await expect.poll(() => page.locator('.words').count()).toBe(0)
  await context.close()
})

test('hides the key when the tab is left, and shows it again', async () => {
  const tab = await openDemoWallet(await chromium.newContext(), demo)
  const { page } = tab
  await carryOut(page, button(tab, 'Show the private key'))
  const secret = page.locator('#secret')
  const key = (await secret.locator('code').textContent()) ?? ''
  expect(key).toMatch(/^0x[0-9a-f]{64}$/)
  expect(privateKeyToAccount(`0x${key.slice(2)}`).address).toBe(await addressIn(tab))
  await page.evaluate(`{
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
    delete document.visibilityState
  }`)
  await expect.poll(() => secret.textContent()).toContain('Hidden, because you left this tab.')
  expect(await page.content()).not.toContain(key)
  await secret.getByRole('button', { name: 'Show again' }).click()
  await expect.poll(() => secret.locator('code').textContent()).toBe(key)
  await finish(page)
  expect(await page.content()).not.toContain(key)
})

test('clears the clipboard after a minute, unless it has something else', async () => {
  const context = await chromium.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const tab = await openDemoWallet(context, demo)
  const { page } = tab
  await page.clock.install()
  const clipboard = () => page.evaluate('navigator.clipboard.readText()')
  await carryOut(page, button(tab, 'Show the words'))
  const mnemonic = (await shownWords(tab)).join(' ')
  const copy = page.getByRole('dialog').getByRole('button', { name: 'Copy', exact: true })
  await copy.click()
  await page.getByText('The clipboard is cleared in a minute').waitFor()
  await expect.poll(() => clipboard()).toBe(mnemonic)
  // A minute from the last copy.
  await page.clock.runFor(40_000)
  await copy.click()
  await page.getByText('The clipboard is cleared in a minute').waitFor()
  await page.clock.runFor(30_000)
  // By the second read, the page has read it, too, and would have cleared it.
  await clipboard()
  expect(await clipboard()).toBe(mnemonic)
  await finish(page)
  await page.clock.runFor(30_000)
  await expect.poll(clipboard).toBe('')

  await carryOut(page, button(tab, 'Show the words'))
  await copy.click()
  await page.getByText('The clipboard is cleared in a minute').waitFor()
  await page.evaluate(`navigator.clipboard.writeText('something else')`)
  await page.clock.runFor(60_000)
  // By the second read, the page has read it, too, and would have cleared it.
  await clipboard()
  await expect.poll(() => clipboard()).toBe('something else')
  await context.close()
})

test('a dismissed prompt shows nothing, and a reload forgets everything', async () => {
  const tab = await openDemoWallet(await chromium.newContext(), demo)
  const { page } = tab
  await page.evaluate(`navigator.credentials.get = async () => { throw new DOMException('no', 'NotAllowedError') }`)
  expect(await carryOut(page, button(tab, 'Show the words'))).toMatchObject({ state: 'failed' })
  await expect.poll(() => page.locator('.words').count()).toBe(0)
  await page.reload()
  await page.locator('#ether:text-matches("[0-9]")').waitFor()
  await expect.poll(() => page.locator('.words').count()).toBe(0)
  expect(await carryOut(page, button(tab, 'Show the words'))).toMatchObject({ state: 'done' })
})

test('completes and checks words as they are typed, and imports them', async () => {
  const tab = await openDemoWallet(await chromium.newContext(), demo)
  const { page } = tab
  const field = page.getByLabel('Its 12 to 24 words')
  await field.pressSequentially('test jun')
  await page.getByRole('button', { name: 'jungle', exact: true }).waitFor()
  await expect
    .poll(() => page.locator('#import-suggestions button').allInnerTexts())
    .toEqual(['jungle', 'junior', 'junk'])
  await page.getByRole('button', { name: 'junk', exact: true }).click()
  await expect.poll(() => field.inputValue()).toBe('test junk ')
  await expect.poll(() => status(tab)).toBe('2 of 12 to 24 words.')
  await field.pressSequentially('tesst ')
  await expect.poll(() => status(tab)).toBe('Word 3 is not in the list of words. Check its spelling.')
  await field.fill(words.replace('junk', 'test'))
  await expect.poll(() => status(tab)).toContain('The checksum is wrong')
  // The browser does not let a form go that is not valid.
  await press(page, button(tab, 'Review the import'))
  await expect.poll(() => page.getByRole('dialog').isVisible()).toBe(false)

  // For a library that has connected to this wallet.
  const accounts = (method: string) =>
    page.evaluate(`new Promise((resolve) => {
      addEventListener('eip6963:announceProvider', ({ detail }) => resolve(detail.provider.request({ method: '${method}' })), { once: true })
      dispatchEvent(new Event('eip6963:requestProvider'))
    })`)
  expect(await accounts('eth_requestAccounts')).toEqual([await addressIn(tab)])

  // Pasted, in upper case, one word in a line.
  await field.fill(words.toUpperCase().replaceAll(' ', '\n'))
  await expect.poll(() => status(tab)).toBe('12 words. The checksum is right.')
  const before = tab.prompts()
  await press(page, button(tab, 'Review the import'))
  expect(await agree(page)).toMatchObject({ state: 'done', what: 'Imported “Imported”. This page shows it now.' })
  expect(tab.prompts() - before).toBe(1)
  await finish(page)
  await expect.poll(() => addressIn(tab)).toBe(mnemonicToAccount(words).address)
  await expect.poll(() => field.inputValue()).toBe('')
  expect(await accounts('eth_accounts')).toEqual([])
  expect(await accounts('eth_requestAccounts')).toEqual([mnemonicToAccount(words).address])
  expect(await page.content()).not.toContain('junk')
  expect(await carryOut(page, page.locator('#message button'))).toMatchObject({ state: 'done' })
  await finish(page)

  // The same words again.
  await field.fill(words)
  await expect.poll(() => status(tab)).toContain('right')
  await page.getByLabel('Name of the imported wallet').fill('Again')
  await press(page, button(tab, 'Review the import'))
  expect(await agree(page)).toMatchObject({ state: 'failed' })
})

test.each(['light', 'dark'] as const)('%s: keys out and in have no barriers at any width', async (colorScheme) => {
  const context = await chromium.newContext({ colorScheme, viewport: { width: 1280, height: 900 } })
  const tab = await openDemoWallet(context, demo)
  const { page } = tab
  const check = (name: string) => checkState(page, `dapp-keys-${colorScheme}-${name}`)
  await page.getByLabel('Its 12 to 24 words').pressSequentially('jun')
  await page.getByRole('button', { name: 'jungle', exact: true }).waitFor()
  await check('typing')
  await press(page, button(tab, 'Show the words'))
  await button(tab, 'Confirm').waitFor()
  await check('review')
  await button(tab, 'Confirm').click()
  await agreed(page)
  await check('words')
  await finish(page)
  await carryOut(page, button(tab, 'Show the private key'))
  await check('key')
  expect(await tab.shifts()).toEqual([])
  await context.close()
})

test('all of it by keyboard', async () => {
  const tab = await openDemoWallet(await chromium.newContext(), demo)
  const { page } = tab
  await page.bringToFront()
  await button(tab, 'Show the words').focus()
  await page.keyboard.press('Enter')
  await button(tab, 'Confirm').waitFor()
  // The button that agrees has the focus.
  await page.keyboard.press('Enter')
  await agreed(page)
  await expect.poll(() => shownWords(tab)).toHaveLength(12)
  await page.keyboard.press('Escape')
  await closed(page)
  const field = page.getByLabel('Its 12 to 24 words')
  await field.focus()
  await page.keyboard.type('aban')
  await page.getByRole('button', { name: 'abandon', exact: true }).waitFor()
  await page.keyboard.press('Tab')
  // What is typed last is checked after the focus has moved, and leaves it.
  await field.dispatchEvent('input')
  await page.keyboard.press('Enter')
  await expect.poll(() => field.inputValue()).toBe('abandon ')
  expect(await field.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true)
})
