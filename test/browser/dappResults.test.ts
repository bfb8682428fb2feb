import { getAddress, isHex, verifyMessage } from 'viem'
import { afterAll, expect, test } from 'vitest'
import { carryOut, finish, readNewest } from './harness/carryOut.js'
import { createWalletOpener } from './harness/createWalletOpener.js'
import { openChromium } from './harness/openChromium.js'
import { openDemo } from './harness/openDemo.js'

const demo = await openDemo()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await demo.close()
})
const openWallet = await createWalletOpener(chromium, demo)

test('a signature stays on the page, can be copied, and is verified against the address', async () => {
  const { page } = await openWallet()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const { facts } = await carryOut(page, page.locator('#message').getByRole('button'))
  const { Signature: signature } = facts
  await finish(page)
  await carryOut(page, page.locator('#send').getByRole('button'))
  await finish(page)

  const item = page.locator('#activity > li').nth(1)
  await expect.poll(() => item.locator('code').textContent()).toBe(signature)
  await item.getByRole('button', { name: 'Copy Signature' }).click()
  await item.getByRole('button', { name: 'Copied Signature' }).waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(signature)

  const address = getAddress((await page.locator('#address').textContent()) ?? '')
  if (!isHex(signature)) throw new Error('The message is not signed.')
  expect(await verifyMessage({ address, message: 'Hello from my passkey', signature })).toBe(true)
  await item.getByRole('button', { name: 'Verify Signature' }).click()
  await item.getByText(`Valid: signed by ${address}, this wallet.`).waitFor()

  // The same signature does not belong to another address.
  await page.evaluate(`document.querySelector('#address').textContent = '${demo.anvil.walletClient.account.address}'`)
  await item.getByRole('button', { name: 'Verify Signature' }).click()
  await item.getByText(`Not valid: signed by ${address}, another account.`).waitFor()
})

test('permits and transactions can be verified too', async () => {
  const { page } = await openWallet()
  await carryOut(page, page.locator('#both').getByRole('button'))
  const dialog = page.getByRole('dialog')
  for (const name of ['Permit', 'Transaction']) {
    await dialog.getByRole('button', { name: `Verify ${name}` }).click()
    const outcome = dialog.locator(`dt:text-is("${name}") + dd .outcome`)
    await outcome.filter({ hasText: /^Valid: signed by 0x[0-9a-fA-F]{40}, this wallet\.$/ }).waitFor()
  }
})

test('an action links to its activity on the signer’s page', async () => {
  const { page } = await openWallet()
  const { facts } = await carryOut(page, page.locator('#message').getByRole('button'))
  await finish(page)
  const { link } = await readNewest(page)
  const [activity] = await Promise.all([
    page.waitForEvent('popup'),
    page.locator('#activity').getByRole('link', { name: 'View on the signer’s page' }).click(),
  ])
  await activity.getByRole('heading', { name: /Hello from my passkey/ }).waitFor()
  expect(activity.url()).toBe(link)
  // The signature that the page shows, as the signer returned it.
  const r = facts.Signature?.slice(2, 66) ?? 'missing'
  await expect.poll(() => activity.locator('main').textContent()).toContain(r)
})

test.each([
  ['Send', 'account.signTransaction(transfer)'],
  ['Sign a message', 'account.signMessage({ message })'],
  ['Sign typed data', 'account.signTypedData(permit)'],
  ['Two signatures', 'signMany(account, { items: [{ typedData: permit }, { transaction: transfer }] })'],
  ['Session', 'signIn(createClient(), { organizationId, key,'],
  ['Connection', "createSignerClient({ url: viaServer ? '/api/signer' : signerUrl, stamper, fetchFn, trustedKeys })"],
  ['Passkeys', 'removePasskey(createClient(), {'],
])('"Show code" of %s shows the code that runs', async (name, line) => {
  const { page } = await openWallet()
  await page.getByRole('button', { name: `Show code: ${name}` }).click()
  const code = page.getByRole('dialog', { name: 'The code of this page' })
  await expect.poll(() => code.locator('pre').textContent()).toContain(line)
  await code.getByRole('button', { name: 'Close' }).click()
  await code.waitFor({ state: 'hidden' })
})
