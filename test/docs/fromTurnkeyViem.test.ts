import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { TurnkeyClient } from '@turnkey/http'
import { hashMessage } from 'viem'
import { createPasskey, createPasskeyAccount, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, expect, test } from 'vitest'

const signer = await createLocalSigner()
const { url, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})

const rpId = 'localhost'
const { createFn, getFn } = createVirtualPasskey({ rpId, origin: 'http://localhost' })
const stamper = webAuthnStamper({ rpId, getFn })
const { publicKey: apiPublicKey, privateKey: apiPrivateKey } = signer.apiKey

// The official stamper in our client.
const wallet = await createSubOrganization(
  createSignerClient({ url, stamper: new ApiKeyStamper({ apiPublicKey, apiPrivateKey }) }),
  {
    organizationId: signer.organizationId,
    passkey: await createPasskey({ rp: { id: rpId }, user: { name: 'anna' }, createFn }),
    userName: 'anna',
  },
)

test('our passkey stamper in the official client: a query, and the same signature as the account’s', async () => {
  const turnkey = new TurnkeyClient({ baseUrl: url }, stamper)
  const { organizationId, userId } = wallet
  expect(await turnkey.getWhoami({ organizationId })).toMatchObject({ organizationId, userId })

  const { activity } = await turnkey.signRawPayload({
    type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    timestampMs: String(Date.now()),
    organizationId,
    parameters: {
      signWith: wallet.address,
      payload: hashMessage('hello'),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    },
  })
  const { r, s, v } = activity.result.signRawPayloadResult ?? {}
  const account = createPasskeyAccount({ client: createSignerClient({ url, stamper }), ...wallet })
  expect(await account.signMessage({ message: 'hello' })).toBe(`0x${r}${s}${v === '00' ? '1b' : '1c'}`)
})
