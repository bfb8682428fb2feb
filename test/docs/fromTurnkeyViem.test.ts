import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { TurnkeyClient } from '@turnkey/http'
import { WebauthnStamper } from '@turnkey/webauthn-stamper'
import { hashMessage, verifyMessage } from 'viem'
import { createPasskey, createPasskeyAccount, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'

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

const base64Url = (bytes: BufferSource): string =>
  (ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes)
  ).toString('base64url')
const fromBase64Url = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text, 'base64url')).buffer

/** The virtual passkey as `navigator.credentials.get`, which the official stamper calls. */
async function get({ publicKey }: CredentialRequestOptions): Promise<unknown> {
  if (!publicKey) throw new Error('The request is not for a passkey.')
  const { challenge, rpId = '' } = publicKey
  const { id, rawId, response, type } = await getFn({ challenge: base64Url(challenge), rpId })
  return {
    id,
    type,
    rawId: fromBase64Url(rawId),
    response: {
      clientDataJSON: fromBase64Url(response.clientDataJSON),
      authenticatorData: fromBase64Url(response.authenticatorData),
      signature: fromBase64Url(response.signature),
      userHandle: null,
    },
    getClientExtensionResults: () => ({}),
  }
}

test('the official passkey stamper in our client: the account signs with it', async () => {
  vi.stubGlobal('navigator', { credentials: { get } })
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const client = createSignerClient({ url, stamper: new WebauthnStamper({ rpId }) })
  const account = createPasskeyAccount({ client, ...wallet })
  const signature = await account.signMessage({ message: 'hello' })
  expect(await verifyMessage({ address: wallet.address, message: 'hello', signature })).toBe(true)
})
