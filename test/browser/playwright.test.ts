import { afterAll, expect, inject, test } from 'vitest'
import { createProject } from '../package/createProject.js'
import { servePage } from './harness/servePage.js'

const page = await servePage(`
  import { createPasskey, createPasskeyAccount, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
  const client = createSignerClient({
    url: location.hash.slice(1),
    pollingInterval: 1,
    stamper: webAuthnStamper({ rpId: 'localhost' }),
  })
  let account
  Object.assign(globalThis, {
    register: () => createPasskey({ rp: { id: 'localhost' }, user: { name: 'anna' } }),
    open: (wallet) => {
      account = createPasskeyAccount({ client, ...wallet })
    },
  })
  const button = document.body.appendChild(document.createElement('button'))
  button.textContent = 'Sign'
  const output = document.body.appendChild(document.createElement('output'))
  button.onclick = async () => {
    output.textContent = await account.signMessage({ message: 'hello' }).catch((error) => error.name)
  }
`)
const project = await createProject(['playwright', 'playwright-core'])
afterAll(async () => {
  project.remove()
  await page.stop()
})

test('the fixtures, in Playwright’s own runner', async () => {
  project.write(
    'playwright.config.ts',
    `import { defineConfig } from '@playwright/test'
    export default defineConfig({
      workers: 1,
      timeout: 0,
      expect: { timeout: 150_000 },
      reporter: 'json',
      use: { launchOptions: { executablePath: ${JSON.stringify(inject('chromium'))}, chromiumSandbox: false } },
    })`,
  )
  project.write(
    'wallet.spec.ts',
    `import { type Page, test as base, expect } from '@playwright/test'
    import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
    import { createSubOrganization } from 'viem-passkey-account/actions'
    import { trigger } from 'viem-passkey-account/testing'
    import { passkeyFixtures, type PasskeyFixtures } from 'viem-passkey-account/testing/playwright'

    const test = base.extend<PasskeyFixtures>(passkeyFixtures)

    async function open(page: Page, signer: PasskeyFixtures['signer']): Promise<void> {
      await page.goto('${page.url}#' + signer.url)
      const { organizationId } = signer
      const server = createSignerClient({ url: signer.url, stamper: apiKeyStamper(signer.apiKey) })
      const passkey = await page.evaluate('register()')
      const wallet = await createSubOrganization(server, { organizationId, passkey, userName: 'anna' })
      await page.evaluate('open(' + JSON.stringify(wallet) + ')')
    }

    test('a signature for one prompt', async ({ page, passkey, signer }) => {
      await open(page, signer)
      await page.getByRole('button').click()
      await expect(page.getByRole('status')).toHaveText(/^0x[0-9a-f]{130}$/)
      expect(passkey.prompts.map(({ type }) => type)).toEqual(['create', 'get'])
    })

    test('dismissed, then failed, then signed', async ({ page, passkey, signer }) => {
      await open(page, signer)
      passkey.next('cancel')
      await page.getByRole('button').click()
      await expect(page.getByRole('status')).toHaveText('PasskeyCancelledError')
      await trigger.NotPermittedError({ signer })
      await page.getByRole('button').click()
      await expect(page.getByRole('status')).toHaveText('NotPermittedError')
      await page.getByRole('button').click()
      await expect(page.getByRole('status')).toHaveText(/^0x/)
      expect(passkey.prompts.map(({ outcome }) => outcome)).toEqual(['approved', 'NotAllowedError', 'approved', 'approved'])
    })

    test('a page has its authenticator without asking for one', async ({ page }) => {
      await page.goto('${page.url}#http://localhost:1')
      expect(await page.evaluate('register().then(() => "registered")')).toBe('registered')
    })

    test.describe('with options', () => {
      test.use({ signerOptions: { origins: ['https://app.example.com'] }, passkeyOptions: { backupEligible: true } })
      test('a signer that knows other pages', async ({ page, passkey, signer }) => {
        await expect(open(page, signer)).rejects.toThrow('origin')
        await expect.poll(() => passkey.credentials()).toMatchObject([{ backupEligible: true }])
      })
    })`,
  )
  const cli = 'node_modules/@playwright/test/cli.js'
  const output = await project.run(process.execPath, [cli, 'test']).catch((error: Error) => error.message)
  const report: { stats: unknown; errors: unknown[] } = JSON.parse(
    output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1),
  )
  expect(report.errors, output).toEqual([])
  expect(report.stats, output).toMatchObject({ expected: 4, unexpected: 0, flaky: 0, skipped: 0 })
})
