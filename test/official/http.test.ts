import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { createActivityPoller, TurnkeyActivityError, TurnkeyClient } from '@turnkey/http'
import { getAddress } from 'viem'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { apiKeyParams, ethereumAccount, type KeyPair, keyPair, register } from '../signer/testClient.js'
import { signOnChain } from './signOnChain.js'

// A day's work with `@turnkey/http` and `@turnkey/api-key-stamper` as they come from npm.

const anvil = await startAnvil()
const signer = await createLocalSigner({ faults: true })
const { url: baseUrl, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
  await anvil.stop()
})

const clientOf = ({ publicKey, privateKey }: KeyPair): TurnkeyClient =>
  new TurnkeyClient({ baseUrl }, new ApiKeyStamper({ apiPublicKey: publicKey, apiPrivateKey: privateKey }))
/** The official client leaves every field of a request to the caller. */
let last = Date.now()
const timestampMs = (): string => String(++last)

const parentId = signer.organizationId
const parent = clientOf(signer.apiKey)
const [adasKey, bobsKey] = [keyPair(), keyPair()]
const [ada, bob] = [clientOf(adasKey), clientOf(bobsKey)]

async function createSubOrganization(keys: readonly KeyPair[]) {
  const authenticators = [(await register()).params]
  const { activity } = await parent.createSubOrganization({
    type: 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8',
    timestampMs: timestampMs(),
    organizationId: parentId,
    parameters: {
      subOrganizationName: 'Family',
      rootUsers: keys.map((key, index) => ({
        userName: `Root ${index}`,
        apiKeys: [apiKeyParams(key)],
        authenticators: index === 0 ? authenticators : [],
        oauthProviders: [],
      })),
      rootQuorumThreshold: keys.length,
      wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
    },
  })
  const { subOrganizationId, rootUserIds = [], wallet } = activity.result.createSubOrganizationResultV8 ?? expect.fail()
  return {
    organizationId: subOrganizationId,
    userId: rootUserIds[0] ?? '',
    walletId: wallet?.walletId ?? '',
    address: getAddress(wallet?.addresses[0] ?? ''),
  }
}

const { organizationId, userId, walletId, address } = await createSubOrganization([adasKey])

test('whoami, of the parent and of the user', async () => {
  expect(await parent.getWhoami({ organizationId: parentId })).toMatchObject({ organizationId: parentId })
  expect(await ada.getWhoami({ organizationId: parentId })).toMatchObject({ organizationId, userId })
})

test('the parent finds the sub-organization, and reads its configuration and users', async () => {
  const filter = { filterType: 'PUBLIC_KEY', filterValue: adasKey.publicKey }
  const found = await parent.getSubOrgIds({ organizationId: parentId, ...filter })
  expect(found).toEqual({ organizationIds: [organizationId] })
  const { configs } = await parent.getOrganizationConfigs({ organizationId })
  expect(configs.quorum).toEqual({ threshold: 1, userIds: [userId] })
  const { users } = await parent.getUsers({ organizationId })
  expect(users.map(({ userName, authenticators }) => [userName, authenticators.length])).toEqual([['Root 0', 1]])
})

const calls = (client: TurnkeyClient, organizationId: string): Parameters<typeof signOnChain>[2] => ({
  async signRawPayload(parameters) {
    const type = 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'
    const { activity } = await client.signRawPayload({ type, timestampMs: timestampMs(), organizationId, parameters })
    return activity.result.signRawPayloadResult
  },
  async signTransaction(parameters) {
    const type = 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2'
    const { activity } = await client.signTransaction({ type, timestampMs: timestampMs(), organizationId, parameters })
    return activity.result.signTransactionResult?.signedTransaction
  },
})

test('a message, typed data, an authorization and a transaction that Anvil mines', async () => {
  await signOnChain(anvil, address, calls(ada, organizationId))
})

test('many payloads at once', async () => {
  const { activity } = await ada.signRawPayloads({
    type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS',
    timestampMs: timestampMs(),
    organizationId,
    parameters: {
      signWith: address,
      payloads: ['one', 'two'],
      encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
      hashFunction: 'HASH_FUNCTION_KECCAK256',
    },
  })
  expect(activity.result.signRawPayloadsResult?.signatures).toHaveLength(2)
})

test('wallets, accounts and private keys', async () => {
  const made = await ada.createWallet({
    type: 'ACTIVITY_TYPE_CREATE_WALLET',
    timestampMs: timestampMs(),
    organizationId,
    parameters: { walletName: 'Savings', accounts: [ethereumAccount], mnemonicLength: 24 },
  })
  const savings = made.activity.result.createWalletResult?.walletId ?? ''
  const more = await ada.createWalletAccounts({
    type: 'ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS',
    timestampMs: timestampMs(),
    organizationId,
    parameters: { walletId: savings, accounts: [{ ...ethereumAccount, path: "m/44'/60'/1'/0/0" }] },
  })
  const addresses = [
    ...(made.activity.result.createWalletResult?.addresses ?? []),
    ...(more.activity.result.createWalletAccountsResult?.addresses ?? []),
  ]
  const { accounts } = await ada.getWalletAccounts({ organizationId, walletId: savings, includeWalletDetails: true })
  expect(accounts.map(({ address }) => address)).toEqual(addresses)
  expect(accounts[0]?.walletDetails?.walletName).toBe('Savings')
  const byPath = await ada.getWalletAccount({ organizationId, walletId: savings, path: ethereumAccount.path })
  expect(byPath.account.address).toBe(addresses[0])
  expect((await ada.getWallet({ organizationId, walletId })).wallet.walletName).toBe('Wallet')

  await ada.updateWallet({
    type: 'ACTIVITY_TYPE_UPDATE_WALLET',
    timestampMs: timestampMs(),
    organizationId,
    parameters: { walletId: savings, walletName: 'Attic' },
  })
  const names = async () => (await ada.getWallets({ organizationId })).wallets.map(({ walletName }) => walletName)
  expect((await names()).sort()).toEqual(['Attic', 'Wallet'])
  await ada.deleteWallets({
    type: 'ACTIVITY_TYPE_DELETE_WALLETS',
    timestampMs: timestampMs(),
    organizationId,
    parameters: { walletIds: [savings], deleteWithoutExport: true },
  })
  expect(await names()).toEqual(['Wallet'])

  const created = await ada.createPrivateKeys({
    type: 'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2',
    timestampMs: timestampMs(),
    organizationId,
    parameters: {
      privateKeys: [
        {
          privateKeyName: 'Key',
          curve: 'CURVE_SECP256K1',
          privateKeyTags: [],
          addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
        },
      ],
    },
  })
  const [privateKey] = created.activity.result.createPrivateKeysResultV2?.privateKeys ?? []
  const { privateKeys } = await ada.getPrivateKeys({ organizationId })
  expect(privateKeys.map(({ privateKeyId, addresses }) => ({ privateKeyId, addresses }))).toEqual([privateKey])
})

test('credentials are created and deleted', async () => {
  const authenticator = await ada.createAuthenticators({
    type: 'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2',
    timestampMs: timestampMs(),
    organizationId,
    parameters: { userId, authenticators: [(await register()).params] },
  })
  const authenticatorIds = authenticator.activity.result.createAuthenticatorsResult?.authenticatorIds ?? []
  expect((await ada.getAuthenticators({ organizationId, userId })).authenticators).toHaveLength(2)
  await ada.deleteAuthenticators({
    type: 'ACTIVITY_TYPE_DELETE_AUTHENTICATORS',
    timestampMs: timestampMs(),
    organizationId,
    parameters: { userId, authenticatorIds },
  })
  expect((await ada.getAuthenticators({ organizationId, userId })).authenticators).toHaveLength(1)

  const key = keyPair()
  const { activity } = await ada.createApiKeys({
    type: 'ACTIVITY_TYPE_CREATE_API_KEYS_V2',
    timestampMs: timestampMs(),
    organizationId,
    parameters: { userId, apiKeys: [{ ...apiKeyParams(key), expirationSeconds: '60' }] },
  })
  const whoami = () => clientOf(key).getWhoami({ organizationId })
  expect(await whoami()).toMatchObject({ userId })
  await ada.deleteApiKeys({
    type: 'ACTIVITY_TYPE_DELETE_API_KEYS',
    timestampMs: timestampMs(),
    organizationId,
    parameters: { userId, apiKeyIds: activity.result.createApiKeysResult?.apiKeyIds ?? [] },
  })
  await expect(whoami()).rejects.toMatchObject({ name: 'TurnkeyRequestError', code: 7 })
})

test('a session is created and signs', async () => {
  const session = keyPair()
  const { activity } = await ada.stampLogin({
    type: 'ACTIVITY_TYPE_STAMP_LOGIN',
    timestampMs: timestampMs(),
    organizationId: parentId,
    parameters: { publicKey: session.publicKey, expirationSeconds: '300' },
  })
  expect(activity.organizationId).toBe(organizationId)
  expect(activity.result.stampLoginResult?.session.split('.')).toHaveLength(3)
  await signOnChain(anvil, address, calls(clientOf(session), organizationId))
})

test('activities, in pages and one by one', async () => {
  const filter = { organizationId, filterByType: ['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2' as const] }
  const all = (await ada.getActivities(filter)).activities.map(({ id }) => id)
  const page = async (paginationOptions: { limit: string; after?: string; before?: string }) =>
    (await ada.getActivities({ ...filter, paginationOptions })).activities.map(({ id }) => id)
  expect(all.length).toBeGreaterThan(3)
  const [first = '', second = '', third = ''] = all
  expect(await page({ limit: '2' })).toEqual([first, second])
  expect(await page({ limit: '1', after: second })).toEqual([third])
  expect(await page({ limit: '1', before: second })).toEqual([first])
  expect((await ada.getActivity({ organizationId, activityId: second })).activity.id).toBe(second)
})

test('an activity that needs two approvals is approved or rejected', async () => {
  const shared = await createSubOrganization([adasKey, bobsKey])
  const ask = async () => {
    const { activity } = await ada.signRawPayload({
      type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      timestampMs: timestampMs(),
      organizationId: shared.organizationId,
      parameters: {
        signWith: shared.address,
        payload: 'hello',
        encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      },
    })
    expect(activity.status).toBe('ACTIVITY_STATUS_CONSENSUS_NEEDED')
    return { organizationId: shared.organizationId, parameters: { fingerprint: activity.fingerprint } }
  }
  const approved = await bob.approveActivity({
    type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY',
    timestampMs: timestampMs(),
    ...(await ask()),
  })
  expect(approved.activity.status).toBe('ACTIVITY_STATUS_COMPLETED')
  expect(approved.activity.result.signRawPayloadResult).toBeDefined()
  const rejected = await bob.rejectActivity({
    type: 'ACTIVITY_TYPE_REJECT_ACTIVITY',
    timestampMs: timestampMs(),
    ...(await ask()),
  })
  expect(rejected.activity.status).toBe('ACTIVITY_STATUS_REJECTED')
})

test('its poller waits for a pending activity, and throws if it fails', async () => {
  const poll = createActivityPoller({ client: ada, requestFn: ada.createWallet, refreshIntervalMs: 1 })
  const toBody = (walletName: string) => ({
    type: 'ACTIVITY_TYPE_CREATE_WALLET' as const,
    timestampMs: timestampMs(),
    organizationId,
    parameters: { walletName, accounts: [] },
  })
  signer.addFault({ kind: 'pending', polls: 2 })
  expect((await poll(toBody('Slow'))).result.createWalletResult?.walletId).toBeDefined()
  signer.addFault({ kind: 'rejected' })
  await expect(poll(toBody('Never'))).rejects.toBeInstanceOf(TurnkeyActivityError)
})

test('a signed request can be posted by someone else', async () => {
  const { url, body, stamp } = (await ada.stampGetWhoami({ organizationId })) ?? expect.fail()
  const headers = { 'content-type': 'application/json', [stamp.stampHeaderName]: stamp.stampHeaderValue }
  expect(await (await fetch(url, { method: 'POST', headers, body })).json()).toMatchObject({ userId })
})

test('its errors contain the message of the signer', async () => {
  await expect(ada.getUser({ organizationId, userId: parentId })).rejects.toMatchObject({
    name: 'TurnkeyRequestError',
    code: 5,
    message: expect.stringMatching(/^Turnkey error 5: unable to find user .* \(Details: \[.*"NOT_FOUND".*\]\)$/),
  })
  await expect(ada.getOrganization({ organizationId })).rejects.toMatchObject({ code: 12 })
})

test('the user deletes the sub-organization', async () => {
  const goner = keyPair()
  const { organizationId } = await createSubOrganization([goner])
  const { activity } = await clientOf(goner).deleteSubOrganization({
    type: 'ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION',
    timestampMs: timestampMs(),
    organizationId,
    parameters: { deleteWithoutExport: true },
  })
  expect(activity.result.deleteSubOrganizationResult).toEqual({ subOrganizationUuid: organizationId })
  const { organizationIds } = await parent.getSubOrgIds({
    organizationId: parentId,
    paginationOptions: { limit: '100' },
  })
  expect(organizationIds).not.toContain(organizationId)
})
