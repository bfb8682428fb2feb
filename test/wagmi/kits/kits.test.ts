import type { Page } from 'playwright-core'
import { type Hex, isAddress, verifyMessage } from 'viem'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, test } from 'vitest'
import { run } from '../../../scripts/lib/run.ts'
import { tsc } from '../../../scripts/lib/tsc.ts'
import { openChromium } from '../../browser/harness/openChromium.js'
import { folder, servePages } from './servePages.js'

const kits = ['rainbowkit', 'connectkit']
const { url } = await servePages(kits)
const chromium = await openChromium()
afterAll(chromium.close)

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click()
const read = async (page: Page, label: string): Promise<string> =>
  (await page.getByLabel(label).filter({ hasText: /./ }).textContent()) ?? ''

test('docs/wallet-kits.md: its files compile with the types of the kits', async () => {
  await run(process.execPath, [tsc, '--noEmit', '-p', folder])
})

test.each(kits)('%s shows the connector, signs up and in, signs, and disconnects', async (kit) => {
  const page = await chromium.newPage()
  const passkey = await addVirtualAuthenticator(page)
  const prompts = (): string[] => passkey.prompts.map(({ type }) => type)
  await page.goto(`${url}/${kit}`)
  await press(page, 'Connect Wallet')
  const entry = page.getByRole('button', { name: 'Passkey' })
  await entry.waitFor()
  await expect.poll(() => entry.innerHTML()).toContain('data:image/svg+xml,%3Csvg')
  await entry.click()

  passkey.next('cancel')
  await press(page, 'Create a wallet')
  await press(page, 'Retry')
  await press(page, 'Create a wallet')
  const address = await read(page, 'Address')
  expect(prompts()).toEqual(['create', 'create'])
  await press(page, 'Sign')
  const signature = (await read(page, 'Signature')) as Hex
  expect(isAddress(address) && (await verifyMessage({ address, message: 'hi', signature }))).toBe(true)

  await page.reload()
  await expect.poll(() => read(page, 'Address')).toBe(address)
  await press(page, address.slice(0, 4))
  await press(page, 'Disconnect')
  await page.getByRole('button', { name: 'Connect Wallet' }).waitFor()
  await page.reload()

  // The dialog's own cancel: no prompt.
  await press(page, 'Connect Wallet')
  await press(page, 'Passkey')
  await page.getByRole('button', { name: 'I have a wallet' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(prompts()).toEqual(['create', 'create', 'get'])

  // Without `choose`: one click in the list.
  await page.goto(`${url}/${kit}-login`)
  await press(page, 'Connect Wallet')
  await press(page, 'Passkey')
  await expect.poll(() => read(page, 'Address')).toBe(address)
  expect(prompts()).toEqual(['create', 'create', 'get', 'get'])
  await page.close()
})
