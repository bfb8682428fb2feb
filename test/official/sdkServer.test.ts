import type { TurnkeyApiClient } from '@turnkey/sdk-server'
import { getAddress } from 'viem'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { apiKeyParams, ethereumAccount, type KeyPair, keyPair, register } from '../signer/testClient.js'
import { serverOf } from './clients.js'
import { type OfficialCalls, signOnChain } from './signOnChain.js'

// A day's work with `@turnkey/sdk-server` as it comes from npm.

const anvil = await startAnvil()
const signer = await createLocalSigner({ faults: true })
const { url: apiBaseUrl, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
  await anvil.stop()
})

const parent = serverOf(apiBaseUrl, signer.apiKey, signer.organizationId)

async function createSubOrganization(keys: readonly KeyPair[]) {
  const authenticators = [(await register()).params]
  const { subOrganizationId, rootUserIds, wallet } = await parent.createSubOrganization({
    subOrganizationName: 'Family',
    rootUsers: keys.map((key, index) => ({
      userName: `Root ${index}`,
      apiKeys: [apiKeyParams(key)],
      authenticators: index === 0 ? authenticators : [],
      oauthProviders: [],
    })),
    rootQuorumThreshold: keys.length,
    wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
  })
  return {
    organizationId: subOrganizationId,
    userId: rootUserIds?.[0] ?? '',
    walletId: wallet?.walletId ?? '',
    address: getAddress(wallet?.addresses[0] ?? ''),
  }
}

const [adasKey, bobsKey] = [keyPair(), keyPair()]
const { organizationId, userId, walletId, address } = await createSubOrganization([adasKey])
const ada = serverOf(apiBaseUrl, adasKey, organizationId)

const calls = (client: TurnkeyApiClient): OfficialCalls => ({
  signRawPayload: (parameters) => client.signRawPayload(parameters),
  signTransaction: async (parameters) => (await client.signTransaction(parameters)).signedTransaction,
})

test('whoami, and what the parent sees', async () => {
  expect(await ada.getWhoami()).toMatchObject({ organizationId, userId })
  expect(await ada.getWhoami({ organizationId: signer.organizationId })).toMatchObject({ organizationId })
  const filter = { filterType: 'WALLET_ACCOUNT_ADDRESS', filterValue: address }
  expect(await parent.getSubOrgIds(filter)).toEqual({ organizationIds: [organizationId] })
  const { user } = await parent.getUser({ organizationId, userId })
  expect(user.apiKeys.map(({ credential }) => credential.publicKey)).toEqual([adasKey.publicKey])
  const { configs } = await ada.getOrganizationConfigs({ organizationId })
  expect(configs.quorum).toEqual({ threshold: 1, userIds: [userId] })
})

test('a message, typed data, an authorization and a transaction that Anvil mines', async () => {
  await signOnChain(anvil, address, calls(ada))
})

test('wallets and accounts', async () => {
  const { walletId: savings } = await ada.createWallet({ walletName: 'Savings', accounts: [ethereumAccount] })
  await ada.createWalletAccounts({ walletId: savings, accounts: [{ ...ethereumAccount, path: "m/44'/60'/1'/0/0" }] })
  const { accounts } = await ada.getWalletAccounts({ walletId: savings })
  expect(accounts.map(({ path }) => path)).toEqual(["m/44'/60'/0'/0/0", "m/44'/60'/1'/0/0"])
  await ada.deleteWalletAccounts({
    walletAccountIds: [accounts[1]?.walletAccountId ?? ''],
    deleteWithoutExport: true,
  })
  expect((await ada.getWalletAccounts({ walletId: savings })).accounts).toHaveLength(1)
  expect((await ada.getWalletAccount({ walletId, address })).account.path).toBe(ethereumAccount.path)
  expect((await ada.getWallets()).wallets.map((wallet) => wallet.walletName).sort()).toEqual(['Savings', 'Wallet'])
})

test('private keys', async () => {
  const addressFormats = ['ADDRESS_FORMAT_ETHEREUM' as const]
  const key = { privateKeyName: 'Key', curve: 'CURVE_SECP256K1' as const, privateKeyTags: [], addressFormats }
  const { privateKeys } = await ada.createPrivateKeys({ privateKeys: [key] })
  const [{ privateKeyId = '' } = {}] = privateKeys
  expect((await ada.getPrivateKey({ privateKeyId })).privateKey.privateKeyName).toBe('Key')
  await ada.deletePrivateKeys({ privateKeyIds: [privateKeyId], deleteWithoutExport: true })
  expect((await ada.getPrivateKeys()).privateKeys).toEqual([])
})

test('users and credentials are created and deleted', async () => {
  const key = keyPair()
  const { userIds } = await ada.createUsers({
    users: [{ userName: 'Cyd', apiKeys: [apiKeyParams(key)], authenticators: [], oauthProviders: [], userTags: [] }],
  })
  const [cydsId = ''] = userIds
  await ada.updateUserName({ userId: cydsId, userName: 'Cydney' })
  const cyd = serverOf(apiBaseUrl, key, organizationId)
  expect(await cyd.getWhoami()).toMatchObject({ userId: cydsId, username: 'Cydney' })
  const { authenticatorIds } = await cyd.createAuthenticators({
    userId: cydsId,
    authenticators: [(await register()).params],
  })
  const [authenticatorId = ''] = authenticatorIds
  expect((await cyd.getAuthenticator({ authenticatorId })).authenticator.authenticatorName).toBe('Passkey')
  await cyd.deleteAuthenticators({ userId: cydsId, authenticatorIds })
  const { apiKeyIds } = await cyd.createApiKeys({ userId: cydsId, apiKeys: [apiKeyParams(keyPair())] })
  expect((await cyd.getApiKeys({ userId: cydsId })).apiKeys).toHaveLength(2)
  await cyd.deleteApiKeys({ userId: cydsId, apiKeyIds })
  await expect(cyd.createWallet({ walletName: 'Cyd', accounts: [] })).rejects.toMatchObject({ code: 7 })
  await ada.deleteUsers({ userIds })
  await expect(cyd.getWhoami()).rejects.toMatchObject({ name: 'TurnkeyRequestError', code: 7 })
})

test('a session is created and signs', async () => {
  const session = keyPair()
  const { session: token } = await ada.stampLogin({ publicKey: session.publicKey })
  const [, payload = ''] = token.split('.')
  expect(JSON.parse(atob(payload))).toMatchObject({ organization_id: organizationId, user_id: userId })
  await signOnChain(anvil, address, calls(serverOf(apiBaseUrl, session, organizationId)))
})

test('an activity that needs two approvals is approved or rejected', async () => {
  const shared = await createSubOrganization([adasKey, bobsKey])
  const [first, second] = [adasKey, bobsKey].map((key) => serverOf(apiBaseUrl, key, shared.organizationId))
  const ask = async (walletName: string) => {
    const answer = await first?.createWallet({ walletName, accounts: [] })
    expect(answer?.activity.status).toBe('ACTIVITY_STATUS_CONSENSUS_NEEDED')
    return { fingerprint: answer?.activity.fingerprint ?? '' }
  }
  const approved = await second?.approveActivity(await ask('One'))
  expect(approved?.activity.result.createWalletResult?.walletId).toBeDefined()
  const rejected = await second?.rejectActivity(await ask('Two'))
  expect(rejected?.activity.status).toBe('ACTIVITY_STATUS_REJECTED')
  const filterByStatus = ['ACTIVITY_STATUS_REJECTED' as const]
  expect((await first?.getActivities({ filterByStatus }))?.activities).toHaveLength(1)
})

test('a pending activity is polled until it ends', async () => {
  signer.addFault({ kind: 'pending', polls: 2 })
  const { activity, walletId } = await ada.createWallet({ walletName: 'Slow', accounts: [] })
  expect(activity.status).toBe('ACTIVITY_STATUS_COMPLETED')
  expect((await ada.getWallet({ walletId })).wallet.walletName).toBe('Slow')
})
