import type {
  Fixtures,
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
} from '@playwright/test'
import { createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { addVirtualAuthenticator, type PagePasskey } from './addVirtualAuthenticator.js'

export type PasskeyFixtures = {
  /** The authenticator of `page` and its user. Every page has it, whether the test asks for it or not. */
  passkey: PagePasskey
  /** A local signer for this test alone, behind HTTP, which takes faults. */
  signer: LocalSigner & { url: string }
  /** What {@link addVirtualAuthenticator} takes. */
  passkeyOptions: addVirtualAuthenticator.Parameters
  /** What {@link createLocalSigner} and {@link listen} take; a free port unless `port` is given. */
  signerOptions: createLocalSigner.Parameters & listen.Parameters
}

/**
 * Fixtures for Playwright's `test.extend`: each test has a page with an authenticator in Chromium, and a signer of its own. Only what a test
 * asks for is started, but for the authenticator, which every `page` has.
 *
 * @example
 * import { test as base } from '@playwright/test'
 * export const test = base.extend(passkeyFixtures)
 *
 * test('a dismissed prompt sends nothing', async ({ page, passkey, signer }) => {
 *   await page.goto(`/?signer=${signer.url}`)
 *   passkey.next('cancel')
 *   await page.getByRole('button', { name: 'Sign' }).click()
 *   expect(passkey.prompts).toHaveLength(1)
 * })
 */
export const passkeyFixtures: Fixtures<
  PasskeyFixtures,
  object,
  PlaywrightTestArgs & PlaywrightTestOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = {
  passkeyOptions: [{}, { option: true }],
  signerOptions: [{}, { option: true }],
  passkey: [
    async ({ page, passkeyOptions }, use) => {
      await use(await addVirtualAuthenticator(page, passkeyOptions))
    },
    { auto: true },
  ],
  signer: async ({ signerOptions }, use) => {
    const signer = await createLocalSigner({ faults: true, ...signerOptions })
    try {
      const server = await listen(signer, signerOptions)
      await use({ ...signer, url: server.url })
      await server.close()
    } finally {
      await signer.close()
    }
  },
}
