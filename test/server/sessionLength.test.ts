import {
  apiKeyStamper,
  createPasskey,
  createSessionKey,
  createSignerClient,
  type PasskeyWallet,
  type SignerClient,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSessionProfile, createSubOrganization, getApiKeys, submit } from 'viem-passkey-account/actions'
import { createProxy, proxyPaths } from 'viem-passkey-account/server'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { expect, onTestFinished, test } from 'vitest'

/** A user whose page reaches a signer, which drops fields that it does not know, through a proxy. */
async function openUser() {
  const signer = await createLocalSigner()
  onTestFinished(() => signer.close())
  const { organizationId } = signer
  const rpId = 'localhost'
  const { createFn, getFn } = createVirtualPasskey({ rpId, origin: 'http://localhost' })
  const server = createSignerClient({ fetchFn: signer.fetch, stamper: apiKeyStamper(signer.apiKey) })
  const passkey = await createPasskey({ rp: { id: rpId }, user: { name: 'anna' }, createFn })
  const wallet = await createSubOrganization(server, { organizationId, passkey, userName: 'anna' })
  const proxy = createProxy({
    upstream: 'https://signer.test',
    fetchFn: signer.fetch,
    maxSessionSeconds: 600,
    allow: [...proxyPaths, '/public/v1/submit/create_api_keys'],
  })
  const page = createSignerClient({
    url: 'https://app.example.com',
    fetchFn: proxy,
    stamper: webAuthnStamper({ rpId, getFn }),
  })
  return { organizationId, server, page, wallet }
}

const tooLong = { name: 'NotPermittedError', errorDetails: [{ reason: 'session_too_long' }] }
const notEnds: object[] = [{}, { note: { expirationSeconds: '60' } }, { expiration_seconds: '60' }]

async function lifetimesOf(
  page: SignerClient,
  { organizationId, userId }: Pick<PasskeyWallet, 'organizationId' | 'userId'>,
) {
  return (await getApiKeys(page, { organizationId, userId })).map(({ expirationSeconds }) => expirationSeconds)
}

test('a session with a long profile ends in time, or does not begin', async () => {
  const { organizationId, server, page, wallet } = await openUser()
  const { sessionProfileId } = await createSessionProfile(server, {
    organizationId,
    sessionProfileName: 'month',
    scope: 'true',
    expirationSeconds: String(30 * 86_400),
  })
  const begin = async (fields: object) => {
    const { publicKey } = await createSessionKey()
    const parameters = { publicKey, sessionProfileId, ...fields }
    return submit(page, { type: 'ACTIVITY_TYPE_STAMP_LOGIN', organizationId, parameters })
  }
  for (const notEnd of notEnds) await expect(begin(notEnd)).rejects.toMatchObject(tooLong)
  await begin({ expirationSeconds: '600' })
  expect(await lifetimesOf(page, wallet)).toEqual(['600'])
})

test('an API key ends in time, or is not created', async () => {
  const { page, wallet } = await openUser()
  const { organizationId, userId } = wallet
  const create = async (fields: object) => {
    const { publicKey } = await createSessionKey()
    const apiKeys = [{ apiKeyName: 'key', publicKey, curveType: 'API_KEY_CURVE_P256', ...fields }]
    return submit(page, { type: 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', organizationId, parameters: { userId, apiKeys } })
  }
  for (const notEnd of notEnds) await expect(create(notEnd)).rejects.toMatchObject(tooLong)
  await create({ expirationSeconds: '600' })
  expect(await lifetimesOf(page, wallet)).toEqual(['600'])
})
