import type { Page } from 'playwright-core'
import { recoverMessageAddress } from 'viem'
import { apiKeyStamper, createSignerClient, type Passkey } from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

const signer = await createLocalSigner()
const { close, url } = await listen(signer)
// The official client in the page of an app, with our stamper.
const server = await servePage(`
  import { TurnkeyClient } from '@turnkey/http'
  import { createPasskey, webAuthnStamper } from 'viem-passkey-account'

  const url = ${JSON.stringify(url)}
  const rpId = 'localhost'
  Object.assign(globalThis, {
    register: () => createPasskey({ rp: { id: rpId, name: 'Test' }, user: { name: 'anna' } }),
    officialClient: async ({ organizationId, address }, payload) => {
      const client = new TurnkeyClient({ baseUrl: url }, webAuthnStamper({ rpId }))
      const { userId } = await client.getWhoami({ organizationId })
      const { activity } = await client.signRawPayload({
        type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
        timestampMs: String(Date.now()),
        organizationId,
        parameters: {
          signWith: address,
          payload,
          encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
          hashFunction: 'HASH_FUNCTION_KECCAK256',
        },
      })
      return { userId, status: activity.status, signature: activity.result.signRawPayloadResult }
    },
  })
`)
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await server.stop()
  await close()
  await signer.close()
})

let page: Page
let wallet: Awaited<ReturnType<typeof createSubOrganization>>
beforeAll(async () => {
  page = await chromium.newPage()
  await addVirtualAuthenticator(page)
  await page.goto(server.url)
  const passkey: Passkey = await page.evaluate('register()')
  const parent = createSignerClient({ url, stamper: apiKeyStamper(signer.apiKey) })
  wallet = await createSubOrganization(parent, { organizationId: signer.organizationId, passkey, userName: 'anna' })
})

test('our passkey stamper stamps for the official client', async () => {
  const message = 'asked for by the official client'
  // What EIP-191 hashes, as text: the official client has no notion of a message.
  const payload = `\x19Ethereum Signed Message:\n${message.length}${message}`
  const answer: { userId: string; status: string; signature: { r: string; s: string; v: string } } =
    await page.evaluate(`officialClient(${JSON.stringify(wallet)}, ${JSON.stringify(payload)})`)
  expect(answer).toMatchObject({ userId: wallet.userId, status: 'ACTIVITY_STATUS_COMPLETED' })
  const { r, s, v } = answer.signature
  const signature = `0x${r}${s}${v === '00' ? '1b' : '1c'}` as const
  expect(await recoverMessageAddress({ message, signature })).toBe(wallet.address)
})
