import type { Turnkey as BrowserSdk } from '@turnkey/sdk-browser'
import { Turnkey } from '@turnkey/sdk-server'
import type { Page } from 'playwright-core'
import { type Address, getAddress } from 'viem'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OfficialCalls, signOnChain } from '../official/signOnChain.js'
import { apiKeyParams, ethereumAccount, keyPair } from '../signer/testClient.js'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

// A day's work with `@turnkey/sdk-browser` as it comes from npm: a passkey, a session in IndexedDB, a reload.

const anvil = await startAnvil()
const signer = await createLocalSigner()
const { close, url } = await listen(signer)
const server = await servePage(`
  import { Turnkey } from '@turnkey/sdk-browser'

  const turnkey = new Turnkey({
    apiBaseUrl: ${JSON.stringify(url)},
    defaultOrganizationId: ${JSON.stringify(signer.organizationId)},
    rpId: 'localhost',
  })
  const passkey = turnkey.passkeyClient()
  const session = await turnkey.indexedDbClient()
  await session.init()
  const clients = { turnkey, passkey, session }
  globalThis.call = (client, method, parameters) => clients[client][method](parameters)
`)
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await server.stop()
  await close()
  await signer.close()
  await anvil.stop()
})

let page: Page
type Clients = {
  turnkey: BrowserSdk
  passkey: ReturnType<BrowserSdk['passkeyClient']>
  session: Awaited<ReturnType<BrowserSdk['indexedDbClient']>>
}
/** Calls a method of one of the clients in the page. */
const call = <name extends keyof Clients>(client: name, method: keyof Clients[name] & string, parameters = {}) =>
  page.evaluate(([name, method, parameters]) => Reflect.get(globalThis, 'call')(name, method, parameters), [
    client,
    method,
    parameters,
  ] as const)
const open = async () => {
  await page.goto(server.url)
  await page.waitForFunction('globalThis.call')
}

const { publicKey: apiPublicKey, privateKey: apiPrivateKey } = signer.apiKey
const parentId = signer.organizationId
const parent = new Turnkey({
  apiBaseUrl: url,
  apiPublicKey,
  apiPrivateKey,
  defaultOrganizationId: parentId,
}).apiClient()
const createPasskey = async () => {
  const { encodedChallenge, attestation } = await call('passkey', 'createUserPasskey')
  return { authenticatorName: 'Passkey', challenge: encodedChallenge, attestation }
}

let organizationId: string
let userId: string
let address: Address
beforeAll(async () => {
  page = await chromium.newPage()
  await addVirtualAuthenticator(page)
  await open()
  const { subOrganizationId, rootUserIds, wallet } = await parent.createSubOrganization({
    subOrganizationName: 'Anna',
    rootUsers: [{ userName: 'Anna', apiKeys: [], authenticators: [await createPasskey()], oauthProviders: [] }],
    rootQuorumThreshold: 1,
    wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
  })
  organizationId = subOrganizationId
  userId = rootUserIds?.[0] ?? ''
  address = getAddress(wallet?.addresses[0] ?? '')
})

const calls = (client: 'passkey' | 'session'): OfficialCalls => ({
  signRawPayload: (parameters) => call(client, 'signRawPayload', { organizationId, ...parameters }),
  signTransaction: async (parameters) =>
    (await call(client, 'signTransaction', { organizationId, ...parameters })).signedTransaction,
})

test('the passkey finds its own organization, and signs what Anvil mines', async () => {
  expect(await call('passkey', 'getWhoami')).toMatchObject({ organizationId, userId })
  await signOnChain(anvil, address, calls('passkey'))
})

test('the passkey logs in, and the session goes on after a reload', async () => {
  const publicKey = await call('session', 'getPublicKey')
  await call('passkey', 'loginWithPasskey', { publicKey, expirationSeconds: '600' })
  expect(await call('turnkey', 'getSession')).toMatchObject({ organizationId, userId })

  await open()
  expect(await call('session', 'getPublicKey')).toBe(publicKey)
  expect(await call('session', 'getWhoami')).toMatchObject({ organizationId, userId })
  await signOnChain(anvil, address, calls('session'))

  await call('session', 'refreshSession', { expirationSeconds: '300' })
  expect(await call('session', 'getPublicKey')).not.toBe(publicKey)
  const { user } = await call('session', 'getUser', { userId })
  expect(user.apiKeys.map(({ expirationSeconds }: { expirationSeconds: string }) => expirationSeconds)).toEqual([
    '600',
    '300',
  ])
})

test('wallets, accounts, activities', async () => {
  const { walletId } = await call('session', 'createWallet', { walletName: 'Savings', accounts: [ethereumAccount] })
  await call('session', 'createWalletAccounts', {
    walletId,
    accounts: [{ ...ethereumAccount, path: "m/44'/60'/1'/0/0" }],
  })
  expect((await call('session', 'getWalletAccounts', { walletId })).accounts).toHaveLength(2)
  expect((await call('session', 'getWallets')).wallets).toHaveLength(2)
  const { activities } = await call('session', 'getActivities', { paginationOptions: { limit: '2' } })
  expect(activities.map(({ type }: { type: string }) => type)).toEqual([
    'ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS',
    'ACTIVITY_TYPE_CREATE_WALLET',
  ])
})

test('the passkey approves and rejects what a second owner asks for', async () => {
  const owner = keyPair()
  const { userIds } = await call('session', 'createUsers', {
    users: [
      {
        userName: 'Owner',
        apiKeys: [apiKeyParams(owner)],
        authenticators: [],
        oauthProviders: [],
        userTags: [],
      },
    ],
  })
  await call('session', 'updateRootQuorum', { threshold: 2, userIds: [userId, ...userIds] })
  const second = new Turnkey({
    apiBaseUrl: url,
    apiPublicKey: owner.publicKey,
    apiPrivateKey: owner.privateKey,
    defaultOrganizationId: organizationId,
    activityPoller: { intervalMs: 1, numRetries: 1 },
  }).apiClient()
  const ask = async (walletName: string) => {
    const { activity } = await second.createWallet({ walletName, accounts: [] })
    return { organizationId, fingerprint: activity.fingerprint }
  }
  const approved = await call('passkey', 'approveActivity', await ask('One'))
  expect(approved.activity.status).toBe('ACTIVITY_STATUS_COMPLETED')
  const rejected = await call('passkey', 'rejectActivity', await ask('Two'))
  expect(rejected.activity.status).toBe('ACTIVITY_STATUS_REJECTED')

  const { activity } = await second.updateRootQuorum({ threshold: 1, userIds: [userId] })
  await call('passkey', 'approveActivity', { organizationId, fingerprint: activity.fingerprint })
  const { configs } = await call('session', 'getOrganizationConfigs', { organizationId })
  expect(configs.quorum).toEqual({ threshold: 1, userIds: [userId] })
})

test('what a user can be reached and known by comes and goes', async () => {
  const second = await createPasskey()
  const key = apiKeyParams(keyPair())
  await call('session', 'updateUserAuth', {
    userId,
    phoneNumber: '+13214567890',
    email: 'anna@example.com',
    authenticators: { add: [second] },
    apiKeys: { add: [key] },
  })
  const known = async () => (await call('session', 'getUser', { userId })).user
  const { authenticators, apiKeys, ...user } = await known()
  expect(user).toMatchObject({ userPhoneNumber: '+13214567890', userEmail: 'anna@example.com' })
  const [, authenticator] = authenticators
  expect(authenticator.credentialId).toBe(second.attestation.credentialId)
  const apiKey = apiKeys.find(({ apiKeyName }: { apiKeyName: string }) => apiKeyName === key.apiKeyName)

  await call('session', 'deleteUserAuth', {
    userId,
    phoneNumber: true,
    email: true,
    authenticatorIds: [authenticator.authenticatorId],
    apiKeyIds: [apiKey.apiKeyId],
  })
  const left = await known()
  expect(Object.keys(left)).not.toEqual(expect.arrayContaining(['userPhoneNumber']))
  expect(Object.keys(left)).not.toEqual(expect.arrayContaining(['userEmail']))
  expect(left.authenticators).toHaveLength(1)
  expect(left.apiKeys).toHaveLength(apiKeys.length - 1)
})

test('its errors say what the signer said, and logging out ends what the page holds', async () => {
  await expect(call('session', 'listPrivateKeyTags')).rejects.toThrow(
    'the local signer does not implement the query list_private_key_tags',
  )
  await call('turnkey', 'logout')
  expect(await call('turnkey', 'getSession')).toBeUndefined()
})
