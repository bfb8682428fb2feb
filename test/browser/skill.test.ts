import { createPublicClient, http, parseEther, verifyMessage } from 'viem'
import { anvil as chain } from 'viem/chains'
import { parseSiweMessage } from 'viem/siwe'
import { PasskeyCancelledError, type PasskeyWallet } from 'viem-passkey-account'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { createTestWallet, startAnvil } from 'viem-passkey-account/testing/node'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, test, vi } from 'vitest'
import { call, hex } from '../docs/calls.js'
import { loadSnippet, snippetBelow } from '../docs/loadSnippet.js'
import { readPage, readSnippets } from '../docs/pages.js'
import { openChromium } from './harness/openChromium.js'
import { type Authenticator, plugIn } from './harness/plugIn.js'
import { servePage } from './harness/servePage.js'

// Runs every snippet of SKILL.md as printed: those for a page in Chromium, the others in Node.

const path = 'SKILL.md'
const ran = new Set<string>()
const load = (heading: string): Promise<Record<string, unknown>> => {
  ran.add(heading)
  return loadSnippet(path, heading)
}

const signer = await createLocalSigner()
const server = await listen(signer)
const anvil = await startAnvil()
const chromium = await openChromium()
const closing: (() => Promise<void>)[] = [chromium.close, anvil.stop, server.close, signer.close]
afterAll(async () => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  for (const close of closing) await close()
})

vi.stubEnv('SIGNER_URL', server.url)
vi.stubEnv('ORGANIZATION_ID', signer.organizationId)
vi.stubEnv('API_PUBLIC_KEY', signer.apiKey.publicKey)
vi.stubEnv('API_PRIVATE_KEY', signer.apiKey.privateKey)
const { signUpHandler, proxy } = await load('1. Serve sign-up and a proxy')

// It is a test itself.
await load('10. Test without a browser or an account')

test('in a page: sign up, send, sign a message, sign in, add and remove a passkey', async () => {
  const page = await chromium.newPage()
  // It stays with the tab, whichever page is open in it.
  const passkey = await addVirtualAuthenticator(page)
  const prompts = (): string[] => passkey.prompts.map(({ type }) => type)
  await page.route('http://127.0.0.1:8545/', (route) => route.continue({ url: anvil.url }))
  await page.route('**/api/**', async (route) => {
    const request = route.request()
    const headers = await request.allHeaders()
    const handler = new URL(request.url()).pathname === '/api/sign-up' ? signUpHandler : proxy
    const response = await call(
      handler,
      new Request(request.url(), { method: request.method(), headers, body: request.postData() }),
    )
    if (!(response instanceof Response)) throw new Error('The handler returns no response.')
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    })
  })

  let wallet: PasskeyWallet | undefined
  /** Opens a page with a snippet, and calls what it exports. */
  async function open(heading: string) {
    ran.add(heading)
    const { url, stop } = await servePage(`
      import * as root from 'viem-passkey-account'
      const wallet_ = ${JSON.stringify(wallet)}
      const client_ = root.createSignerClient({ url: '/api/signer', stamper: root.webAuthnStamper({ rpId: 'localhost' }) })
      const account_ = wallet_ && root.createPasskeyAccount({ client: client_, ...wallet_ })
      Object.assign(globalThis, { wallet: wallet_, client: client_, account: account_ })
      ${snippetBelow(path, heading)}
    `)
    closing.push(stop)
    await page.goto(url)
    return <result>(expression: string): Promise<result> =>
      page.evaluate(`import('/page.js').then((exported) => exported.${expression})`)
  }

  const signUp = await open('2. Sign up')
  wallet = await signUp<PasskeyWallet>(`onSignUp('anna')`)
  const { address } = wallet
  expect(JSON.parse(await page.evaluate(`localStorage.getItem('wallet')`))).toEqual(wallet)
  expect(prompts()).toEqual(['create'])

  await anvil.testClient.setBalance({ address, value: parseEther('1') })
  const recipient = '0x00000000000000000000000000000000000a11ce'
  const send = await open('3. Send a transaction')
  const hash = hex(await send(`onSend(${JSON.stringify(wallet)}, '${recipient}')`))
  const publicClient = createPublicClient({ chain, transport: http(anvil.url), pollingInterval: 20 })
  expect(await publicClient.waitForTransactionReceipt({ hash })).toMatchObject({ status: 'success', to: recipient })
  expect(prompts()).toEqual(['create', 'get'])

  const prove = await open('4. Sign in with Ethereum')
  const { message, signature } = await prove<{ message: string; signature: `0x${string}` }>(`onProve('12345678')`)
  expect(parseSiweMessage(message)).toMatchObject({ address, nonce: '12345678', domain: new URL(page.url()).host })
  expect(await verifyMessage({ address, message, signature })).toBe(true)
  expect(prompts()).toEqual(['create', 'get', 'get'])

  const signIn = await open('5. Sign in on a new device')
  const signed = signIn<`0x${string}`>(
    `onSignIn('${signer.organizationId}').then((account) => account.signMessage({ message: 'Hello' }))`,
  )
  expect(await verifyMessage({ address, message: 'Hello', signature: await signed })).toBe(true)
  expect(prompts()).toEqual(['create', 'get', 'get', 'get'])

  const passkeys = await open('9. Add and remove passkeys')
  const registered = await passkeys<{ credentialId: string }[]>('load()')
  expect(registered.map(({ credentialId }) => credentialId)).toEqual([wallet.credentialId])
  // The new passkey goes to a security key, and the first one approves it.
  const key = await plugIn(passkey)
  const reach = ({ authenticatorId }: Authenticator, enabled: boolean) =>
    passkey.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  await reach(passkey, false)
  const added = new Promise((resolve) => key.cdp.once('WebAuthn.credentialAdded', resolve))
  const approve = added.then(async () => {
    await reach(key, false)
    await reach(passkey, true)
    return 'approve' as const
  })
  passkey.next('approve')
  passkey.next(approve)
  const lost = await passkeys<object>(`onAdd(${JSON.stringify(registered)})`)
  await expect.poll(() => passkeys('load()')).toHaveLength(2)
  await passkeys(`onRemove(${JSON.stringify(lost)})`)
  await expect.poll(() => passkeys('load()')).toHaveLength(1)
})

test('in Node: sign many items, handle errors, wait for an approval', async () => {
  const { account, client, close, passkey, prompts, signer, wallet } = await createTestWallet()
  closing.push(close)
  for (const [name, value] of Object.entries({ account, client, wallet })) vi.stubGlobal(name, value)
  const { address } = wallet

  const { onSignAll } = await load('6. Sign many items with one prompt')
  const signatures = await call(onSignAll, ['one', 'two'])
  if (!Array.isArray(signatures)) throw new Error('It returns no list.')
  expect(await verifyMessage({ address, message: 'one', signature: signatures[0] })).toBe(true)
  expect(await verifyMessage({ address, message: 'two', signature: signatures[1] })).toBe(true)
  expect(prompts()).toBe(1)

  const { describe } = await load('7. Handle errors')
  passkey.next('cancel')
  const error = await account.signMessage({ message: 'Hello' }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(PasskeyCancelledError)
  expect(await call(describe, error)).toBe('You closed the passkey prompt. Nothing was signed.')
  expect(await call(describe, new Error('Else'))).toBe('Something went wrong.')

  const { approve, sign } = await load('8. Wait for an approval')
  signer.addFault({ kind: 'consensus' })
  const signature = hex(await call(sign, 'Hello', (pending: unknown) => void call(approve, pending)))
  expect(await verifyMessage({ address, message: 'Hello', signature })).toBe(true)
})

test('every snippet was run', () => {
  const headings = readSnippets(readPage(path)).map(({ heading }) => heading)
  expect([...ran].toSorted()).toEqual(headings.toSorted())
})
