import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { apiKeyParams, createTestClient, ethereumAccount, keyPair, textAt } from '../signer/testClient.js'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

// Delegated access as `@turnkey/core` does it: a user's own session creates the backend's user and its policies.

const signer = await createLocalSigner()
const { close, url } = await listen(signer)
const server = await servePage(`
  import { StamperType, TurnkeyClient } from '@turnkey/core'

  const client = new TurnkeyClient({
    apiBaseUrl: ${JSON.stringify(url)},
    organizationId: ${JSON.stringify(signer.organizationId)},
    passkeyConfig: { rpId: 'localhost' },
  })
  await client.init()
  globalThis.createKey = () => client.createApiKeyPair()
  globalThis.logIn = async ({ organizationId, rootKey, sessionProfileId }) => {
    const publicKey = await client.createApiKeyPair()
    await client.overrideApiKeyStamper({ temporaryPublicKey: rootKey })
    const { session } = await client.httpClient.stampLogin({ organizationId, publicKey, sessionProfileId }, StamperType.ApiKey)
    await client.overrideApiKeyStamper({ temporaryPublicKey: '' })
    await client.storeSession({ sessionToken: session })
  }
  globalThis.call = (method, parameters) => client[method](parameters)
`)
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await server.stop()
  await close()
  await signer.close()
})

const { submit, query } = createTestClient({
  url,
  fetchFn: (request) => fetch(request),
  signer,
  clock: { ms: Date.now() },
})

async function openPage() {
  const page = await chromium.newPage()
  await page.goto(server.url)
  await page.waitForFunction('globalThis.call')
  return (name: string, ...parameters: unknown[]): Promise<unknown> =>
    page.evaluate(([name, parameters]) => Reflect.get(globalThis, name)(...parameters), [name, parameters] as const)
}

test('a log-in with a session profile: the session says its scope, and keeps to it', async () => {
  const run = await openPage()
  const rootKey = String(await run('createKey'))
  const made = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
    subOrganizationName: 'Eve',
    rootUsers: [
      {
        userName: 'Eve',
        apiKeys: [apiKeyParams({ publicKey: rootKey, privateKey: '' })],
        authenticators: [],
        oauthProviders: [],
      },
    ],
    rootQuorumThreshold: 1,
  })
  const organizationId = textAt(made.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId')
  const scope = "activity.kind == 'CREATE_WALLET' && activity.type != '>?~'"
  const profile = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SESSION_PROFILE', {
    sessionProfileName: 'wallets > nothing?',
    scope,
    expirationSeconds: '300',
  })
  const sessionProfileId = textAt(profile.body, 'activity.result.createSessionProfileResult.sessionProfileId')
  await run('logIn', { organizationId, rootKey, sessionProfileId })
  expect(await run('call', 'getSession')).toMatchObject({
    sessionType: 'wallets > nothing?',
    sessionProfileId,
    scope,
    organizationId,
  })
  const createWallet = () => run('call', 'createWallet', { walletName: crypto.randomUUID(), accounts: [] })
  expect(String(await createWallet())).toMatch(/^[0-9a-f-]{36}$/)
  const creating = run('call', 'fetchOrCreateP256ApiKeyUser', { publicKey: keyPair().publicKey })
  await expect(creating).rejects.toThrow()
  const { body } = await query(signer.apiKey, 'list_activities', organizationId, {
    filterByStatus: ['ACTIVITY_STATUS_FAILED'],
  })
  expect(body).toMatchObject({
    activities: [
      {
        type: expect.stringMatching(/CREATE_USERS/),
        failure: { message: expect.stringContaining('scope of session profile') },
      },
    ],
  })
})

test('fetchOrCreateP256ApiKeyUser and fetchOrCreatePolicies create once, and find what they created', async () => {
  const run = await openPage()
  const rootKey = String(await run('createKey'))
  const made = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
    subOrganizationName: 'Ada',
    rootUsers: [
      {
        userName: 'Ada',
        apiKeys: [apiKeyParams({ publicKey: rootKey, privateKey: '' })],
        authenticators: [],
        oauthProviders: [],
      },
    ],
    rootQuorumThreshold: 1,
    wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
  })
  const result = 'activity.result.createSubOrganizationResultV8'
  const organizationId = textAt(made.body, `${result}.subOrganizationId`)
  await run('logIn', { organizationId, rootKey })

  const backend = keyPair()
  const user = await run('call', 'fetchOrCreateP256ApiKeyUser', {
    publicKey: backend.publicKey,
    createParams: { userName: 'Backend', apiKeyName: 'Backend' },
  })
  const userId = textAt(user, 'userId')
  expect(await run('call', 'fetchOrCreateP256ApiKeyUser', { publicKey: backend.publicKey })).toMatchObject({ userId })

  const policies = [
    {
      policyName: 'Backend signs',
      effect: 'EFFECT_ALLOW',
      consensus: `approvers.any(user, user.id == '${userId}')`,
      condition: "activity.action == 'SIGN'",
      notes: '',
    },
  ]
  const created = await run('call', 'fetchOrCreatePolicies', { policies })
  const policyId = textAt(created, '0.policyId')
  expect(await run('call', 'fetchOrCreatePolicies', { policies })).toMatchObject([{ policyId }])
  expect((await query(backend, 'list_policies', organizationId)).body).toMatchObject({ policies: [{ policyId }] })
  const signed = await submit(
    backend,
    'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    {
      signWith: textAt(made.body, `${result}.wallet.addresses.0`),
      payload: 'hello',
      encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
      hashFunction: 'HASH_FUNCTION_KECCAK256',
    },
    { organizationId },
  )
  expect(signed).toMatchObject({ status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } })
})
