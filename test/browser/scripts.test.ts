import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyTypedData } from 'viem'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { startLocalStack } from '../../examples/scripts/lib/startLocalStack.ts'
import { startScript } from '../../examples/scripts/lib/startScript.ts'
import { root } from '../../scripts/lib/root.ts'
import { waitForOutput } from '../package/examples/waitForOutput.js'
import { auditPage } from './harness/auditPage.js'
import { openChromium } from './harness/openChromium.js'
import { openTab } from './harness/openTab.js'
import { servePage } from './harness/servePage.js'

const stack = await startLocalStack()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await stack.close()
})

const batch = root('examples/scripts/batch.json')
const env = { ...stack.env, STAMPER: 'session', WALLET_FILE: join(stack.directory, 'me.json') }
const start = (args: string[], more: Record<string, string> = {}) =>
  startScript(args, { env: { ...env, ...more }, cwd: stack.directory })

const pageUrl = /^Open (http:\S+)/m
const printedKey = /^ {2}(0[23]\w{64})$/m

test('a passkey logs in a session, and creates an API key, on the script’s page', async () => {
  const { page: tab, authenticator, prompts, violations, outside } = await openTab(await chromium.newContext())

  // A wallet for a passkey of this browser.
  const createWallet = start(['createWallet', '--name', 'me', '--wallet', 'me.json', '--browser', '--json'])
  await tab.goto(await waitForOutput(createWallet.child.stderr, pageUrl))
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  const created = await createWallet.ended
  expect(created).toMatchObject({ code: 0 })
  const { address } = JSON.parse(created.stdout)

  // One prompt, for a session that signs.
  const signing = start(['signBatch', batch, '--json'])
  const [url, publicKey] = await Promise.all([
    waitForOutput(signing.child.stderr, pageUrl),
    waitForOutput(signing.child.stderr, printedKey),
  ])
  const answers: (string | null)[] = []
  tab.on('request', (request) => request.url().endsWith('/answer') && answers.push(request.postData()))
  const response = await tab.goto(url)
  await expect.poll(() => tab.locator('#key').textContent()).toBe(publicKey)
  expect(await auditPage(tab)).toEqual([])
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  const { code, stdout, stderr } = await signing.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Signing 3 items with one prompt') })
  expect(answers).toEqual(['{"value":null}'])
  // One to register, one to log in.
  expect(prompts()).toBe(2)
  const { signatures } = JSON.parse(stdout)
  const typedData = JSON.parse(readFileSync(batch, 'utf8'))
  for (const [index, signature] of signatures.entries())
    expect(await verifyTypedData({ ...typedData[index], address, signature })).toBe(true)

  // An API key that the passkey approves through the same page.
  const createApiKey = start(['createApiKey', '--out', 'me.key.json', '--json'])
  await tab.goto(await waitForOutput(createApiKey.child.stderr, pageUrl))
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  expect((await createApiKey.ended).code).toBe(0)
  expect((await start(['signBatch', batch], { STAMPER: 'api-key:me.key.json' }).ended).code).toBe(0)

  // Refused with the button, and in the prompt.
  const refused = start(['signBatch', batch])
  await tab.goto(await waitForOutput(refused.child.stderr, pageUrl))
  await tab.getByRole('button', { name: 'Cancel' }).click()
  expect(await refused.ended).toMatchObject({ code: 3, stderr: expect.stringContaining('Dismissed') })
  const { cdp, authenticatorId } = authenticator
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await cdp.send('WebAuthn.clearCredentials', { authenticatorId })
  const dismissed = start(['signBatch', batch])
  await tab.goto(await waitForOutput(dismissed.child.stderr, pageUrl))
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  expect(await dismissed.ended).toMatchObject({ code: 3, stderr: expect.stringContaining('PasskeyCancelledError') })
  expect([...violations, ...outside]).toEqual([])
})

test('a page on your site, where the user pastes the key', async () => {
  const site = await servePage(`
    import { createPasskey, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
    import { stampLogin } from 'viem-passkey-account/actions'
    Object.assign(globalThis, {
      register: () => createPasskey({ rp: { id: 'localhost' }, user: { name: 'ben' } }),
      logIn: (url, organizationId, publicKey) => {
        const client = createSignerClient({ url, stamper: webAuthnStamper({ rpId: 'localhost' }) })
        return stampLogin(client, { organizationId, publicKey, expirationSeconds: '60' })
      },
    })
  `)
  onTestFinished(site.stop)
  const tab = await (await chromium.newContext()).newPage()
  await addVirtualAuthenticator(tab)
  await tab.goto(site.url)
  const { signer } = stack
  const { SIGNER_URL: url = '' } = stack.env
  const wallet = await createSubOrganization(createSignerClient({ url, stamper: apiKeyStamper(signer.apiKey) }), {
    organizationId: signer.organizationId,
    passkey: await tab.evaluate('register()'),
    userName: 'ben',
  })
  writeFileSync(join(stack.directory, 'ben.json'), JSON.stringify(wallet))

  const signing = start(['signBatch', batch, '--json'], { LOGIN_PAGE_URL: site.url, WALLET_FILE: 'ben.json' })
  const publicKey = await waitForOutput(signing.child.stderr, printedKey)
  const values = [url, signer.organizationId, publicKey].map((value) => JSON.stringify(value))
  await tab.evaluate(`logIn(${values.join(', ')})`)
  const { code, stdout } = await signing.ended
  expect({ code, address: JSON.parse(stdout).address }).toEqual({ code: 0, address: wallet.address })
})
