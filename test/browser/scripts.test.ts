import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyTypedData } from 'viem'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { startLocal } from '../../examples/scripts/lib/startLocal.ts'
import { startScript } from '../../examples/scripts/lib/startScript.ts'
import { root } from '../../scripts/lib/root.ts'
import { hear } from '../package/examples/hear.js'
import { auditPage } from './harness/auditPage.js'
import { openChromium } from './harness/openChromium.js'
import { openTab } from './harness/openTab.js'
import { servePage } from './harness/servePage.js'

const local = await startLocal()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await local.close()
})

const batch = root('examples/scripts/batch.json')
const env = { ...local.env, STAMPER: 'session', WALLET_FILE: join(local.directory, 'me.json') }
const start = (args: string[], more: Record<string, string> = {}) =>
  startScript(args, { env: { ...env, ...more }, cwd: local.directory })

const page = /^Open (http:\S+)/m
const key = /^ {2}(0[23]\w{64})$/m

test('a session that a passkey logs in from a page, and what the page cannot do', async () => {
  const { page: tab, authenticator, prompts, violations, outside } = await openTab(await chromium.newContext())

  // A wallet for the passkey of this browser, whose private key nobody outside of it has.
  const making = start(['createWallet', '--name', 'me', '--wallet', 'me.json', '--browser', '--json'])
  await tab.goto(await hear(making.child.stderr, page))
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  const made = await making.ended
  expect(made).toMatchObject({ code: 0 })
  const { address } = JSON.parse(made.stdout)

  // One prompt, for a session that signs.
  const signing = start(['signBatch', batch, '--json'])
  const [url, publicKey] = await Promise.all([hear(signing.child.stderr, page), hear(signing.child.stderr, key)])
  const answers: (string | null)[] = []
  tab.on('request', (request) => request.url().endsWith('/answer') && answers.push(request.postData()))
  const response = await tab.goto(url)
  expect(await tab.locator('#key').textContent()).toBe(publicKey)
  expect(await auditPage(tab)).toEqual([])
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  const { code, stdout, stderr } = await signing.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Signing 3 for one prompt') })
  expect(answers).toEqual(['{"value":null}'])
  // One to register, one to log in.
  expect(prompts()).toBe(2)
  const { signatures } = JSON.parse(stdout)
  const typedData = JSON.parse(readFileSync(batch, 'utf8'))
  for (const [index, signature] of signatures.entries())
    expect(await verifyTypedData({ ...typedData[index], address, signature })).toBe(true)

  // An API key that the passkey approves through the same page.
  const keeping = start(['createApiKey', '--out', 'me.key.json', '--json'])
  await tab.goto(await hear(keeping.child.stderr, page))
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  expect((await keeping.ended).code).toBe(0)
  expect((await start(['signBatch', batch], { STAMPER: 'api-key:me.key.json' }).ended).code).toBe(0)

  // No: by the button, and in the prompt.
  const refused = start(['signBatch', batch])
  await tab.goto(await hear(refused.child.stderr, page))
  await tab.getByRole('button', { name: 'No' }).click()
  expect(await refused.ended).toMatchObject({ code: 3, stderr: expect.stringContaining('Dismissed') })
  const { cdp, authenticatorId } = authenticator
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await cdp.send('WebAuthn.clearCredentials', { authenticatorId })
  const dismissed = start(['signBatch', batch])
  await tab.goto(await hear(dismissed.child.stderr, page))
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  expect(await dismissed.ended).toMatchObject({ code: 3, stderr: expect.stringContaining('PasskeyCancelledError') })
  expect([...violations, ...outside]).toEqual([])
})

test('a page of one’s own, into which the user pastes the key', async () => {
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
  const { signer } = local
  const { SIGNER_URL: url = '' } = local.env
  const wallet = await createSubOrganization(createSignerClient({ url, stamper: apiKeyStamper(signer.apiKey) }), {
    organizationId: signer.organizationId,
    passkey: await tab.evaluate('register()'),
    userName: 'ben',
  })
  writeFileSync(join(local.directory, 'ben.json'), JSON.stringify(wallet))

  const signing = start(['signBatch', batch, '--json'], { LOG_IN_PAGE: site.url, WALLET_FILE: 'ben.json' })
  const publicKey = await hear(signing.child.stderr, key)
  const values = [url, signer.organizationId, publicKey].map((value) => JSON.stringify(value))
  await tab.evaluate(`logIn(${values.join(', ')})`)
  const { code, stdout } = await signing.ended
  expect({ code, address: JSON.parse(stdout).address }).toEqual({ code: 0, address: wallet.address })
})
