import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { TurnkeyClient } from '@turnkey/http'
import { hashMessage, recoverAddress } from 'viem'
import { apiKeyStamper, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { createWallet, whoami } from 'viem-passkey-account/actions'
import { listen } from 'viem-passkey-account/signer'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'

const { signer, passkey, wallet, close } = await createTestWallet()
const { url: baseUrl, close: stop } = await listen(signer)
afterAll(async () => {
  await stop()
  await close()
})
const parent = { organizationId: signer.organizationId }

test('the official stamper for API keys works in our client', async () => {
  const { publicKey, privateKey } = signer.apiKey
  const stamper = new ApiKeyStamper({ apiPublicKey: publicKey, apiPrivateKey: privateKey })
  const client = createSignerClient({ url: baseUrl, stamper })
  expect(await whoami(client, parent)).toMatchObject(parent)
  expect((await createWallet(client, { ...parent, walletName: 'Official' })).addresses).toHaveLength(1)
})

test('our stamper for API keys works in the official client', async () => {
  const client = new TurnkeyClient({ baseUrl }, apiKeyStamper(signer.apiKey))
  expect(await client.getWhoami(parent)).toMatchObject(parent)
})

test('our passkey stamper signs in the official client', async () => {
  const client = new TurnkeyClient({ baseUrl }, webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn }))
  const { organizationId, address } = wallet
  const payload = hashMessage('hello')
  const { activity } = await client.signRawPayload({
    type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    timestampMs: String(Date.now()),
    organizationId,
    parameters: {
      signWith: address,
      payload,
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    },
  })
  const { r, s, v } = activity.result.signRawPayloadResult ?? { r: '', s: '', v: '' }
  const signature = { r: `0x${r}`, s: `0x${s}`, yParity: Number(v) } as const
  expect(await recoverAddress({ hash: payload, signature })).toBe(address)
})
