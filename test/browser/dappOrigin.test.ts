import { SignUpError, signUp } from 'viem-passkey-account'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, expect, test } from 'vitest'
import { agreed, carryOut, finish } from './harness/carryOut.js'
import { checkState } from './harness/checkState.js'
import { openChromium } from './harness/openChromium.js'
import { openDemo } from './harness/openDemo.js'
import { createDemoWallet } from './harness/openDemoWallet.js'
import { openTab } from './harness/openTab.js'
import { serveTls } from './harness/serveTls.js'

// As for a phone: the demo at an https name, with a parent domain as its RP ID.
const origin = 'https://wallet.example.test'
const rpId = 'example.test'
const demo = await openDemo({ origin, rpId })
const tls = await serveTls(demo.url)
const chromium = await openChromium([
  `--host-resolver-rules=MAP *.example.test 127.0.0.1:${tls.port}`,
  '--ignore-certificate-errors',
])
afterAll(async () => {
  await chromium.close()
  await tls.close()
  await demo.close()
})

test('at an https name every request goes via the demo’s server', async () => {
  const tab = await openTab(await chromium.newContext())
  const { page } = tab
  const origins = new Set<string>()
  page.on('request', (request) => origins.add(new URL(request.url()).origin))
  await page.goto(origin)
  await createDemoWallet(tab, 'Anna')
  const [credential] = await tab.authenticator.credentials()
  expect(credential?.rpId).toBe(rpId)

  const viaServer = { state: 'done', cost: '1 prompt · 1 request via your server', link: '' }
  expect(await carryOut(page, page.locator('#send').getByRole('button'))).toMatchObject(viaServer)
  await finish(page)
  await page.locator('#ether:text-matches("^0\\\\.[89]")').waitFor()
  expect(await carryOut(page, page.locator('#session'))).toMatchObject({
    state: 'done',
    cost: '1 prompt · 3 requests via your server',
  })
  // The page does not offer a direct connection.
  await expect.poll(() => page.locator('#connection-card').isVisible()).toBe(false)
  expect([...origins]).toEqual([origin])
  expect(tab.violations).toEqual([])
})

test('at localhost the page links to its https name', async () => {
  const { page } = await openTab(await chromium.newContext())
  await page.goto(demo.url)
  await page.getByText('This demo’s passkeys work at one address only.').waitFor()
  await checkState(page, 'dapp-elsewhere')
  await expect.poll(() => page.getByRole('link', { name: origin }).getAttribute('href')).toBe(origin)
  await page.getByRole('button', { name: 'Create a wallet' }).click()
  expect(await agreed(page)).toMatchObject({ what: 'This site’s passkeys do not work at this address.' })
})

test('any other host name redirects to the origin', async () => {
  const { page } = await openTab(await chromium.newContext())
  await page.goto('https://other.example.test')
  expect(new URL(page.url()).origin).toBe(origin)
})

test.each([origin, 'https://other.example.test', 'https://example.test'])(
  'the signer accepts a passkey of the origin only: %s',
  async (place) => {
    const { createFn } = createVirtualPasskey({ rpId, origin: place })
    const rp = { id: rpId, name: 'Demo' }
    const signedUp = signUp({ url: `${demo.url}/api/sign-up`, rp, user: { name: 'Anna' }, createFn })
    if (place === origin) expect(await signedUp).toMatchObject({ address: expect.stringMatching(/^0x/) })
    else await expect(signedUp).rejects.toThrow(SignUpError)
  },
)

test('the server forwards RPC methods of the page, and none of Anvil’s own', async () => {
  const call = async (method: string, params: unknown[] = []) =>
    (
      await fetch(`${demo.url}/api/rpc`, {
        method: 'POST',
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      })
    ).status
  expect(await call('eth_chainId')).toBe(200)
  for (const method of ['anvil_setBalance', 'eth_sendTransaction', 'evm_mine', 'eth_accounts', 'debug_traceCall'])
    expect({ method, status: await call(method) }).toEqual({ method, status: 403 })
})
