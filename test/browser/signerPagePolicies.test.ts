import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiKeyParams, keyPair, textAt } from '../signer/testClient.js'
import { auditPage } from './harness/auditPage.js'
import { type Chromium, openChromium } from './harness/openChromium.js'
import { openSigner } from './harness/openSigner.js'
import { saveScreenshot } from './harness/saveScreenshot.js'

let chromium: Chromium
beforeAll(async () => {
  chromium = await openChromium()
})
afterAll(() => chromium.close())

test.each(['light', 'dark'] as const)(
  'at 320 px, %s: the pages of policies are accessible and fit',
  async (colorScheme) => {
    const { signer, server, client } = await openSigner()
    const { apiKey, organizationId } = signer
    const key = keyPair()
    await client.submit(apiKey, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
      users: [{ userName: 'Backend', apiKeys: [apiKeyParams(key)], authenticators: [], userTags: [] }],
    })
    const addPolicy = async (policyName: string, effect: string, condition: string): Promise<string> => {
      const made = await client.submit(apiKey, 'ACTIVITY_TYPE_CREATE_POLICY_V3', {
        policyName,
        effect,
        condition,
        notes: '<b>Ops</b>',
      })
      return textAt(made.body, 'activity.result.createPolicyResult.policyId')
    }
    const addresses = Array.from({ length: 3 }, (_, index) => `'0x${String(index).repeat(40)}'`)
    const transactions = `eth.tx.to in [${addresses.join(',')}] && !(eth.tx.value > 1)`
    await addPolicy('Wallets', 'EFFECT_ALLOW', "activity.kind == 'CREATE_WALLET' && activity.action == 'CREATE'")
    const deny = await addPolicy('No <b>transfers</b>', 'EFFECT_DENY', transactions)
    await client.submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Savings' })

    const context = await chromium.newContext({
      viewport: { width: 320, height: 800 },
      colorScheme,
      reducedMotion: 'reduce',
    })
    const tab = await context.newPage()
    const main = tab.getByRole('main')
    const check = async (name: string): Promise<void> => {
      await saveScreenshot(tab, `signer-${name}-320-${colorScheme}`)
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
      expect(await auditPage(tab)).toEqual([])
    }
    await tab.goto(`${server.url}/#/organizations/${organizationId}`)
    await main.getByRole('heading', { name: 'Policies' }).waitFor()
    await expect
      .poll(() => main.locator('[data-kind="policy"]').allTextContents())
      .toEqual(['AllowsWallets', 'DeniesNo <b>transfers</b>'])
    await check('organization-policies')

    await main.getByRole('link', { name: 'Wallets', exact: true }).click()
    await main.getByRole('heading', { level: 1, name: 'Wallets' }).waitFor()
    await main.getByRole('heading', { name: 'What it allowed' }).waitFor()
    await check('policy')

    await main.getByRole('link', { name: 'Create wallet “Savings”' }).click()
    await main.getByText('At the vote of Backend: allow').waitFor()
    await expect
      .poll(() => main.locator('.clause').allTextContents())
      .toEqual(['true', 'true', 'true', 'error', 'error', 'error', 'error'])
    await check('policy-votes')

    await client.submit(apiKey, 'ACTIVITY_TYPE_DELETE_POLICY', { policyId: deny })
    await tab.goto(`${server.url}/#/policies/${deny}`)
    await main.getByRole('heading', { level: 1, name: 'No <b>transfers</b>' }).waitFor()
    await main.getByText('Denies, deleted').waitFor()
    await main.getByText('Nothing yet.').waitFor()
    await expect.poll(() => main.locator('b').count()).toBe(0)
    await check('policy-deleted')

    await tab.goto(`${server.url}/#/policies/${crypto.randomUUID()}`)
    await tab.getByRole('heading', { name: 'Not found' }).waitFor()
    await context.close()
    await server.close()
    await signer.close()
  },
)
