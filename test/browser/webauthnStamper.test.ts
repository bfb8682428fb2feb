import type { Page } from 'playwright-core'
import { getAddress } from 'viem'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signOnChain } from '../official/signOnChain.js'
import { apiKeyParams, at, createTestClient, ethereumAccount, keyPair, register, textAt } from '../signer/testClient.js'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

// `@turnkey/http` with `@turnkey/webauthn-stamper`, both as they come from npm, in the page of an app.

const anvil = await startAnvil()
const signer = await createLocalSigner()
const { close, url } = await listen(signer)
const server = await servePage(`
  import { getWebAuthnAttestation, TurnkeyClient } from '@turnkey/http'
  import { WebauthnStamper } from '@turnkey/webauthn-stamper'

  const client = new TurnkeyClient({ baseUrl: ${JSON.stringify(url)} }, new WebauthnStamper({ rpId: 'localhost' }))
  const random = (length) => crypto.getRandomValues(new Uint8Array(length))
  const base64Url = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  Object.assign(globalThis, {
    call: (method, input) => client[method](input),
    register: async () => {
      const challenge = random(32)
      const publicKey = {
        challenge,
        rp: { id: 'localhost', name: 'Test' },
        user: { id: random(16), name: 'anna', displayName: 'Anna' },
        pubKeyCredParams: [-7, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true },
      }
      const attestation = await getWebAuthnAttestation({ publicKey })
      return { authenticatorName: 'Passkey', challenge: base64Url(challenge), attestation }
    },
  })
`)
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await server.stop()
  await close()
  await signer.close()
  await anvil.stop()
})

const clock = { ms: Date.now() }
const { query: ask, submit } = createTestClient({ url, fetchFn: (request) => fetch(request), signer, clock })
let page: Page
let organizationId: string
let userId: string
let address: `0x${string}`
const run = (name: 'call' | 'register', ...values: unknown[]) =>
  page.evaluate(([name, values]) => Reflect.get(globalThis, name)(...values), [name, values] as const)
const query = (method: string, input: object = {}) => run('call', method, { organizationId, ...input })
const activity = async (method: string, type: string, parameters: object) => {
  const { activity } = await run('call', method, {
    type,
    timestampMs: String(Date.now()),
    organizationId,
    parameters,
  })
  return activity
}

beforeAll(async () => {
  page = await chromium.newPage()
  await addVirtualAuthenticator(page)
  await page.goto(server.url)
  const { body } = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
    subOrganizationName: 'Anna',
    rootUsers: [{ userName: 'Anna', apiKeys: [], authenticators: [await run('register')], oauthProviders: [] }],
    rootQuorumThreshold: 1,
    wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
  })
  const made = 'activity.result.createSubOrganizationResultV8'
  organizationId = textAt(body, `${made}.subOrganizationId`)
  userId = textAt(body, `${made}.rootUserIds.0`)
  address = getAddress(textAt(body, `${made}.wallet.addresses.0`))
})

test('whoami, also in the name of the parent', async () => {
  expect(await query('getWhoami')).toMatchObject({ organizationId, userId })
  expect(await query('getWhoami', { organizationId: signer.organizationId })).toMatchObject({ organizationId, userId })
})

test('a message, typed data, an authorization and a transaction that Anvil mines', async () => {
  await signOnChain(anvil, address, {
    signRawPayload: async (parameters) =>
      (await activity('signRawPayload', 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', parameters)).result.signRawPayloadResult,
    signTransaction: async (parameters) =>
      (await activity('signTransaction', 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2', parameters)).result.signTransactionResult
        .signedTransaction,
  })
})

test('a session, asked for in the name of the parent, is for the user’s own organization', async () => {
  const key = keyPair()
  const { activity } = await run('call', 'stampLogin', {
    type: 'ACTIVITY_TYPE_STAMP_LOGIN',
    timestampMs: String(Date.now()),
    organizationId: signer.organizationId,
    parameters: { publicKey: key.publicKey },
  })
  expect(activity.organizationId).toBe(organizationId)
  expect((await ask(key, 'whoami', organizationId)).body).toMatchObject({ organizationId, userId })
})

test('wallets, accounts and activities', async () => {
  const type = 'ACTIVITY_TYPE_CREATE_WALLET'
  const { result } = await activity('createWallet', type, { walletName: 'Savings', accounts: [ethereumAccount] })
  const { walletId, addresses } = result.createWalletResult
  const { accounts } = await query('getWalletAccounts', { walletId })
  expect(accounts.map((account: { address: string }) => account.address)).toEqual(addresses)
  const { activities } = await query('getActivities', { filterByType: [type] })
  expect(activities).toHaveLength(1)
  expect(activities[0].votes[0].scheme).toBe('SIGNATURE_SCHEME_TK_WEBAUTHN')
})

test('the passkey approves and rejects what a second owner asks for', async () => {
  const owner = keyPair()
  const users = [
    { userName: 'Owner', apiKeys: [apiKeyParams(owner)], authenticators: [], oauthProviders: [], userTags: [] },
  ]
  const { result } = await activity('createUsers', 'ACTIVITY_TYPE_CREATE_USERS_V4', { users })
  const userIds = [userId, ...result.createUsersResult.userIds]
  await activity('updateRootQuorum', 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', { threshold: 2, userIds })
  const asked = async (type: string, parameters: object) =>
    textAt((await submit(owner, type, parameters, { organizationId })).body, 'activity.fingerprint')

  const unwanted = await asked('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'No', accounts: [] })
  const rejected = await activity('rejectActivity', 'ACTIVITY_TYPE_REJECT_ACTIVITY', { fingerprint: unwanted })
  expect(rejected.status).toBe('ACTIVITY_STATUS_REJECTED')
  const wanted = await asked('ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', { threshold: 1, userIds: [userId] })
  const approved = await activity('approveActivity', 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint: wanted })
  expect(approved.status).toBe('ACTIVITY_STATUS_COMPLETED')
})

test('a second passkey comes and goes', async () => {
  const type = 'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2'
  // Not one of this browser's, which would stamp with it at once.
  const authenticators = [(await register()).params]
  const { result } = await activity('createAuthenticators', type, { userId, authenticators })
  const { authenticatorIds } = result.createAuthenticatorsResult
  const known = async () =>
    at((await ask(signer.apiKey, 'get_authenticators', organizationId, { userId })).body, 'authenticators')
  await expect.poll(() => known()).toHaveLength(2)
  await activity('deleteAuthenticators', 'ACTIVITY_TYPE_DELETE_AUTHENTICATORS', { userId, authenticatorIds })
  // The parent looks: the page might ask the passkey that is gone.
  await expect.poll(() => known()).toHaveLength(1)
})
