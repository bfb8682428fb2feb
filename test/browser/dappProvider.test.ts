import { getAddress, isHex, stringToHex, verifyMessage } from 'viem'
import { afterAll, expect, test } from 'vitest'
import { press } from './harness/carryOut.js'
import { checkState } from './harness/checkState.js'
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

/** Opens the demo's provider card. */
async function openCard() {
  const tab = await openWallet()
  const { page } = tab
  await press(page, page.getByText('Send a request as a dapp'))
  const dialog = page.getByRole('dialog')
  const answer = page.locator('#request-answer:not(:empty)')
  return {
    ...tab,
    answer,
    dialog,
    address: getAddress((await page.locator('#address').textContent()) ?? ''),
    /** Chooses an example and sends it. @returns what the page asks the user. */
    async ask(method: string): Promise<string[]> {
      await page.locator('#request-method').selectOption(method)
      await page.waitForFunction(`document.querySelector('#request-json').value.includes('"${method}"')`)
      await press(page, page.getByRole('button', { name: 'Send request' }))
      await dialog.getByRole('button', { name: 'Confirm' }).waitFor()
      return dialog.locator('h2, .review li').allInnerTexts()
    },
    async confirm(): Promise<string> {
      await dialog.getByRole('button', { name: 'Confirm' }).click()
      return (await answer.textContent()) ?? ''
    },
  }
}

test('a dapp’s requests are shown, decoded, before the one prompt for each', async () => {
  const { page, ask, confirm, answer, prompts, address, shifts } = await openCard()
  const { publicClient } = demo.anvil
  const before = prompts()

  expect(await ask('personal_sign')).toEqual(['Sign a message?', 'Hello from a dapp'])
  await checkState(page, 'dapp-provider-message')
  expect(prompts()).toBe(before)
  const signature: unknown = JSON.parse(await confirm())
  if (!isHex(signature)) throw new Error('The message is not signed.')
  expect(await verifyMessage({ address, message: 'Hello from a dapp', signature })).toBe(true)
  expect(prompts()).toBe(before + 1)

  const typed = await ask('eth_signTypedData_v4')
  expect(typed).toEqual([
    'Sign typed data?',
    expect.stringMatching(/^Order for Demo market at 0x/),
    'sell: 1 PERMIT',
    'price: 1000000',
  ])
  await confirm()
  expect(prompts()).toBe(before + 2)

  const calls = await ask('wallet_sendCalls')
  expect(calls[0]).toBe('Send 2 transactions?')
  expect(calls).toContainEqual(expect.stringMatching(/^Call 0xa9059cbb of 0x\w{40}, with 0 ETH\.$/))
  await checkState(page, 'dapp-provider-calls')
  const { id } = JSON.parse(await confirm())
  expect(isHex(id)).toBe(true)
  expect(prompts()).toBe(before + 3)
  const status = async () => {
    await page.locator('#request-json').fill(JSON.stringify({ method: 'wallet_getCallsStatus', params: [id] }))
    await press(page, page.getByRole('button', { name: 'Send request' }))
    return JSON.parse((await answer.textContent()) ?? '')
  }
  for (const { hash } of (await status()).capabilities.transactions)
    await publicClient.waitForTransactionReceipt({ hash })
  await expect.poll(() => status()).toMatchObject({ status: 200 })
  expect(await publicClient.getTransactionCount({ address })).toBe(2)
  await checkState(page, 'dapp-provider-answer')
  expect(await shifts()).toEqual([])
})

test('a request that the user cancels is refused with 4001, without a prompt, and the next one works', async () => {
  const { page, ask, confirm, dialog, answer, prompts } = await openCard()
  const before = prompts()
  await ask('eth_sendTransaction')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => answer.textContent()).toMatch(/^4001: /)
  await ask('eth_sendTransaction')
  await page.keyboard.press('Escape')
  await expect.poll(() => answer.textContent()).toMatch(/^4001: /)
  expect(prompts()).toBe(before)
  expect(await ask('eth_sendTransaction')).toContain(`Send 0.01 ETH to ${demo.anvil.walletClient.account.address}.`)
  expect(await confirm()).toMatch(/^"0x[0-9a-f]{64}"$/)
  expect(prompts()).toBe(before + 1)
})

test('requests that wait for each other are shown one after the other, and an answer is for the one that is shown', async () => {
  const { page, dialog, address, prompts } = await openCard()
  const before = prompts()
  await page.evaluate(`
    addEventListener('eip6963:announceProvider', ({ detail: { provider } }) => {
      const settle = (message) => provider
        .request({ method: 'personal_sign', params: [message, '${address}'] })
        .then((signature) => ({ signature }), ({ code }) => ({ code }))
      globalThis.answers = Promise.all(['${stringToHex('one')}', '${stringToHex('two')}', '${stringToHex('three')}'].map(settle))
    }, { once: true })
    dispatchEvent(new Event('eip6963:requestProvider'))
  `)
  const shows = (message: string) => expect.poll(() => dialog.locator('.review li').allInnerTexts()).toEqual([message])
  await shows('one')
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await shows('two')
  await page.keyboard.press('Escape')
  await shows('three')
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  const signature = expect.stringMatching(/^0x[0-9a-f]{130}$/)
  expect(await page.evaluate('answers')).toEqual([{ signature }, { code: 4001 }, { signature }])
  expect(prompts()).toBe(before + 2)
})

test('other libraries find the provider, and a sign-out disconnects it', async () => {
  const { page, address } = await openCard()
  const found = await page.evaluate(`new Promise((resolve) => {
    addEventListener('eip6963:announceProvider', ({ detail }) => {
      globalThis.announced = detail.provider
      resolve(detail.info.name + ' ' + detail.info.rdns)
    })
    dispatchEvent(new Event('eip6963:requestProvider'))
  })`)
  expect(found).toBe('Passkey wallet localhost.passkey-wallet')
  const accounts = () => page.evaluate(`announced.request({ method: 'eth_accounts' })`)
  await expect.poll(() => accounts()).toEqual([address])
  await press(page, page.getByRole('button', { name: 'Sign out', exact: true }))
  await page.getByRole('heading', { name: 'Get started' }).waitFor()
  await expect.poll(() => accounts()).toEqual([])
})
