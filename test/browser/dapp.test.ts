import { type Address, getAddress, type Hex, isHex, parseEther, parseSignature } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { afterAll, expect, test } from 'vitest'
import { permitToken } from '../contracts/index.js'
import { carryOut, closed, finish, press, readNewest, type Shown } from './harness/carryOut.js'
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

const { publicClient } = demo.anvil
const config: { token: Address; bank: Address } = await (await fetch(`${demo.url}/config.json`)).json()
const tokensOf = (owner: Address) =>
  publicClient.readContract({ address: config.token, abi: permitToken.abi, functionName: 'balanceOf', args: [owner] })

function readHex(text = ''): Hex {
  if (!isHex(text)) throw new Error(`This is no hex: ${text}`)
  return text
}

/** Anyone can submit a permit; the token checks its signature. @returns what the bank may spend then. */
async function redeem(owner: Address, amount: string, deadline = '', signature = ''): Promise<bigint> {
  const seconds = BigInt(Date.parse(deadline) / 1000)
  const { token: address, bank } = config
  const { r, s, yParity } = parseSignature(readHex(signature))
  const { abi } = permitToken
  const args = [owner, bank, parseEther(amount), seconds, 27 + yParity, r, s] as const
  const receipt = await demo.anvil.walletClient.writeContractSync({ address, abi, functionName: 'permit', args })
  expect(receipt.status).toBe('success')
  return publicClient.readContract({ address, abi, functionName: 'allowance', args: [owner, bank] })
}

const addressIn = async ({ page }: Tab) => getAddress((await page.locator('#address:not(:empty)').textContent()) ?? '')
/** The button of one of the forms. */
const submit = ({ page }: Tab, form: string) => page.locator(`#${form}`).getByRole('button')
const button = ({ page }: Tab, name: string) => page.getByRole('button', { name, exact: true })

/** What the dialog said, and how often the authenticator was used meanwhile. */
async function count(tab: Tab, act: () => Promise<Shown>): Promise<Shown & { asked: number }> {
  const before = tab.prompts()
  const shown = await act()
  await finish(tab.page)
  return { ...shown, asked: tab.prompts() - before }
}

const direct = (prompts: number) => ({
  state: 'done',
  asked: prompts,
  cost: `${prompts} prompt${prompts === 1 ? '' : 's'} · 1 request directly to the signer`,
  link: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#\/activities\/[0-9a-f-]{36}$/),
})

/** Each action once, with so many prompts. */
async function useWallet(tab: Tab, prompts: number): Promise<void> {
  const { page } = tab
  const owner = await addressIn(tab)
  const friend = privateKeyToAddress(generatePrivateKey())
  await page.getByLabel('To', { exact: true }).fill(friend)

  const ether = await count(tab, () => carryOut(page, submit(tab, 'send')))
  expect(ether).toMatchObject(direct(prompts))
  expect(ether.review).toContain(`Send 0.1 ETH to ${friend}.\nNetwork fee: at most 0.0`)
  expect(await publicClient.getBalance({ address: friend })).toBe(parseEther('0.1'))

  await page.getByLabel('Asset', { exact: true }).selectOption('PERMIT')
  await page.getByLabel('Amount').fill('2.5')
  const tokens = await count(tab, () => carryOut(page, submit(tab, 'send')))
  expect(tokens).toMatchObject(direct(prompts))
  expect(tokens.review).toContain(`Send 2.5 PERMIT to ${friend}.`)
  await expect.poll(() => tokensOf(friend)).toBe(parseEther('2.5'))
  await page.getByLabel('Asset', { exact: true }).selectOption('ETH')
  await page.getByLabel('Amount').fill('0.1')

  const message = await count(tab, () => carryOut(page, submit(tab, 'message')))
  expect(message).toMatchObject(direct(prompts))
  expect(message.review).toContain('Sign the message “Hello from my passkey”.')
  const signature = readHex(message.facts.Signature)
  expect(await publicClient.verifyMessage({ address: owner, message: 'Hello from my passkey', signature })).toBe(true)

  const permit = await count(tab, () => carryOut(page, submit(tab, 'permit')))
  expect(permit).toMatchObject(direct(prompts))
  // Shown as a date, and the same that is signed.
  const date = new Date(permit.facts.Deadline ?? '')
  const shown = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' }).format(date)
  expect(permit.review).toContain(`Let ${config.bank} spend up to 25 PERMIT until ${shown}.`)
  expect(await redeem(owner, '25', permit.facts.Deadline, permit.facts.Signature)).toBe(parseEther('25'))

  const before = await tokensOf(owner)
  const both = await count(tab, () => carryOut(page, submit(tab, 'both')))
  expect(both).toMatchObject(direct(prompts))
  await expect.poll(() => tokensOf(owner)).toBe(before - parseEther('5'))
  expect(await redeem(owner, '5', both.facts.Deadline, both.facts.Permit)).toBe(parseEther('5'))
}

test('every action works, also after a reload and in a second tab', async () => {
  const context = await chromium.newContext()
  const tab = await openTab(context)
  const { page } = tab
  await page.goto(demo.url)
  await page.getByRole('heading', { name: 'A wallet that opens with your fingerprint' }).waitFor()
  // Creating a wallet signs nothing, so it takes one click.
  await press(page, button(tab, 'Create a wallet'))
  await closed(page)
  expect(tab.prompts()).toBe(1)
  await expect
    .poll(() => readNewest(page))
    .toMatchObject({
      title: 'Create a wallet',
      state: 'done',
      what: 'Wallet created with 1 ETH and 100 PERMIT.',
      cost: '1 prompt · 1 request to the sign-up handler',
      link: expect.stringMatching(/\/#\/organizations\/[0-9a-f-]{36}$/),
    })
  await page.getByRole('heading', { name: 'Add a second passkey' }).waitFor()
  const address = await addressIn(tab)
  expect(await publicClient.getBalance({ address })).toBe(parseEther('1'))
  await page.locator('#ether:text-is("1")').waitFor()
  await page.locator('#tokens:text-is("100")').waitFor()

  await useWallet(tab, 1)
  await expect
    .poll(() => page.locator('#activity > li strong').allInnerTexts())
    .toEqual(['Two signatures, one prompt', 'Sign typed data', 'Sign a message', 'Send', 'Send', 'Create a wallet'])
  expect(await tab.shifts()).toEqual([])

  await page.reload()
  await expect.poll(() => addressIn(tab)).toBe(address)
  await useWallet(tab, 1)

  const other = await openTab(context)
  await copyPasskeys(tab.authenticator, other.authenticator)
  await other.page.goto(demo.url)
  await expect.poll(() => addressIn(other)).toBe(address)
  await useWallet(other, 1)

  await press(page, button(tab, 'Sign out'))
  await page.getByRole('heading', { name: 'Get started' }).waitFor()
  // The other tab follows.
  await other.page.getByRole('heading', { name: 'Get started' }).waitFor()

  const before = tab.prompts()
  await press(page, button(tab, 'Sign in with a passkey'))
  await closed(page)
  await expect.poll(() => addressIn(tab)).toBe(address)
  expect(tab.prompts()).toBe(before + 1)
  await expect
    .poll(() => readNewest(page))
    .toMatchObject({
      title: 'Sign in',
      what: expect.stringMatching(/^Signed in, with a session until \w+ \d+, \d{4}, /),
      cost: '1 prompt · 4 requests directly to the signer',
      link: expect.stringContaining('/#/activities/'),
    })
  for (const each of [tab, other]) {
    expect(await each.shifts()).toEqual([])
    expect([each.violations, each.outside]).toEqual([[], []])
  }
})

test('a session signs without prompts, also after a reload and in a second tab, until either tab ends it', async () => {
  const context = await chromium.newContext()
  const tab = await openDemoWallet(context, demo)
  const { page } = tab
  const other = await openTab(context)
  await copyPasskeys(tab.authenticator, other.authenticator)
  await other.page.goto(demo.url)
  const off = (where: Tab) => where.page.getByText('Off: each signature asks for your passkey').waitFor()
  const on = (where: Tab) => where.page.getByText('On until').waitFor()
  const sign = (where: Tab) => count(where, () => carryOut(where.page, submit(where, 'message')))

  await off(other)
  expect(await sign(other)).toMatchObject(direct(1))
  const started = await count(tab, () => carryOut(page, button(tab, 'Start a session')))
  expect(started).toMatchObject({ state: 'done', asked: 1, cost: '1 prompt · 3 requests directly to the signer' })
  await useWallet(tab, 0)
  await page.reload()
  expect(await sign(tab)).toMatchObject(direct(0))

  // The other tab was open before the session started, and gets no prompt either.
  await on(other)
  expect(await sign(other)).toMatchObject(direct(0))
  const ended = await count(other, () => carryOut(other.page, button(other, 'End session')))
  expect(ended).toMatchObject({ state: 'done', asked: 0, cost: '0 prompts · 2 requests directly to the signer' })
  await off(tab)
  expect(await sign(tab)).toMatchObject(direct(1))
  expect(await sign(other)).toMatchObject(direct(1))
})

test('two tabs sign at the same time, one prompt each', async () => {
  const context = await chromium.newContext()
  const tab = await openDemoWallet(context, demo)
  const other = await openTab(context)
  await copyPasskeys(tab.authenticator, other.authenticator)
  await other.page.goto(demo.url)
  const both = await Promise.all(
    [tab, other].map((each) => count(each, () => carryOut(each.page, submit(each, 'message')))),
  )
  expect(both).toMatchObject([direct(1), direct(1)])
})

test('requests go to the signer directly or via the server', async () => {
  const tab = await openDemoWallet(await chromium.newContext(), demo)
  const { page } = tab
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/public/v1/')) asked.push(new URL(request.url()).origin)
  })
  const sign = () => count(tab, () => carryOut(page, submit(tab, 'message')))
  expect(await sign()).toMatchObject(direct(1))
  expect(asked.splice(0)).not.toContain(demo.url)

  await page.getByLabel('Via your server').check()
  expect(await sign()).toMatchObject({ state: 'done', asked: 1, cost: '1 prompt · 1 request via your server' })
  const session = await count(tab, () => carryOut(page, button(tab, 'Start a session')))
  expect(session).toMatchObject({ state: 'done', asked: 1, cost: '1 prompt · 3 requests via your server' })
  expect(await sign()).toMatchObject({ state: 'done', asked: 0, cost: '0 prompts · 1 request via your server' })
  expect(new Set(asked.splice(0))).toEqual(new Set([demo.url]))

  await page.getByLabel('Direct').check()
  expect(await sign()).toMatchObject(direct(0))
  expect(asked).not.toContain(demo.url)
})
