import {
  apiKeyStamper,
  createSignerClient,
  type Passkey,
  type PasskeyWallet,
  type SignerClient,
} from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll } from 'vitest'
import { type Chromium, openChromium } from './openChromium.js'
import { servePage } from './servePage.js'

export type Stage = {
  /** Of the page. */
  pageUrl: string
  signerUrl: string
  /** The parent's id. */
  organizationId: string
  /** Stamps with the parent's API key. */
  parent: SignerClient
  chromium: Chromium
  /** Gives a passkey its sub-organization. */
  walletOf(passkey: Passkey): Promise<PasskeyWallet>
}

/** A page with one script, a local signer that it can reach and a Chromium to open it in, until the tests of the file are over. */
export async function openStage(script: string): Promise<Stage> {
  const page = await servePage(script)
  const signer = await createLocalSigner()
  const server = await listen(signer)
  const chromium = await openChromium()
  afterAll(async () => {
    await chromium.close()
    await server.close()
    await signer.close()
    await page.stop()
  })
  const { organizationId, apiKey } = signer
  const parent = createSignerClient({ url: server.url, stamper: apiKeyStamper(apiKey) })
  return {
    pageUrl: page.url,
    signerUrl: server.url,
    organizationId,
    parent,
    chromium,
    walletOf: (passkey) => createSubOrganization(parent, { organizationId, passkey, userName: 'anna' }),
  }
}
