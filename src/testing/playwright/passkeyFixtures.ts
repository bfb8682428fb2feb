import type {
  Fixtures,
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
} from '@playwright/test'
import { createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { addVirtualAuthenticator, type PagePasskey } from './addVirtualAuthenticator.js'

/** The fixtures and options of {@link passkeyFixtures}. */
export type PasskeyFixtures = {
  /** The authenticator of `page`. It is added to every page, whether or not the test uses this fixture. */
  passkey: PagePasskey
  /** A local signer for this test. It listens on a free port and accepts faults. */
  signer: LocalSigner & {
    /** URL of the signer. */
    url: string
  }
  /** Option: parameters of `addVirtualAuthenticator`. */
  passkeyOptions: addVirtualAuthenticator.Parameters
  /** Option: parameters of `createLocalSigner` and `listen`. */
  signerOptions: createLocalSigner.Parameters & listen.Parameters
}

/**
 * Fixtures for Playwright's `test.extend`: each test gets an authenticator for its page (Chromium) and, if it uses
 * `signer`, its own local signer.
 *
 * @example
 * ```ts
 * import { test as base, expect } from '@playwright/test'
 * import { passkeyFixtures } from 'viem-passkey-account/testing/playwright'
 *
 * const test = base.extend(passkeyFixtures)
 *
 * test('a dismissed prompt sends nothing', async ({ page, passkey, signer }) => {
 *   // The page's own switch. Never ship it: a link could choose who receives stamped requests.
 *   await page.goto(`/?signer=${signer.url}`)
 *   passkey.next('cancel')
 *   await page.getByRole('button', { name: 'Sign' }).click()
 *   expect(passkey.prompts).toHaveLength(1)
 * })
 * ```
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
