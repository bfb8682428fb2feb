import { expect, test } from 'vitest'
import { apiKeyParams, at, ethereumAccount, keyPair, register, textAt } from '../signer/testClient.js'
import { openWithWallet } from './describeRequest.js'
import { openConsole } from './openConsole.js'

test('a title follows the name of its user', async () => {
  const { submit, get, key, organizationId } = await openWithWallet()
  const userId = textAt((await get(`/page/organizations/${organizationId}`)).body, 'users.0.id')
  const titles = async (): Promise<unknown[]> => {
    const { body } = await get(`/page/activities?organization=${organizationId}`)
    const activities = at(body, 'activities')
    return Array.isArray(activities) ? activities.map((each: unknown) => at(each, 'title')) : []
  }
  await submit(key, 'ACTIVITY_TYPE_UPDATE_USER', { userId, userEmail: 'a@example.com' }, { organizationId })
  expect(await titles()).toContain('Update user “Root 1”')
  await submit(key, 'ACTIVITY_TYPE_UPDATE_USER_NAME', { userId, userName: 'Grace' }, { organizationId })
  expect(await titles()).toContain('Update user “Grace”')
})

test('titles of all other activities', async () => {
  const { submit, getActivity, get, signer, createSubOrganization } = await openConsole()
  const key = keyPair()
  const passkey = await register()
  const titles: string[] = []
  const { id: organizationId, rootUserIds, walletId } = await createSubOrganization([{ apiKeys: [key] }])
  const [userId = ''] = rootUserIds
  const first = (await get(`/page/activities?organization=${signer.organizationId}`)).body
  titles.push(textAt(first, 'activities.0.title'))
  const act = async (type: string, parameters: unknown): Promise<unknown> => {
    const answer = await submit(key, `ACTIVITY_TYPE_${type}`, parameters, { organizationId })
    titles.push(textAt((await getActivity(answer)).body, 'title'))
    const [result] = Object.values(Object(at(answer.body, 'activity.result')))
    return result
  }
  const newUser = (userName: string): object => ({ userName, userTags: [], apiKeys: [apiKeyParams(keyPair())] })
  const firstOf = (result: unknown, list: string): string => textAt(result, `${list}.0`)
  const signed = {
    signWith: textAt((await get(`/page/organizations/${organizationId}`)).body, 'wallets.0.accounts.0.address'),
    encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
    hashFunction: 'HASH_FUNCTION_SHA256',
  }
  await act('SIGN_RAW_PAYLOADS', { ...signed, payloads: ['a', 'b'] })
  await act('SIGN_RAW_PAYLOADS', { ...signed, payloads: ['a'] })
  const [user, other] = [await act('CREATE_USERS_V4', { users: [newUser('Bea')] }), keyPair()]
  const bea = firstOf(user, 'userIds')
  await act('CREATE_USERS_V4', { users: ['Cid', 'Dan'].map(newUser) })
  await act('UPDATE_USER', { userId: bea, userEmail: 'bea@example.com' })
  await act('UPDATE_USER_NAME', { userId: bea, userName: 'Beatrice' })
  const authenticators = await act('CREATE_AUTHENTICATORS_V2', { userId: bea, authenticators: [passkey.params] })
  const apiKeys = await act('CREATE_API_KEYS_V2', {
    userId: bea,
    apiKeys: [{ apiKeyName: 'CI', publicKey: other.publicKey, curveType: 'API_KEY_CURVE_P256' }],
  })
  await act('DELETE_AUTHENTICATORS', { userId: bea, authenticatorIds: [firstOf(authenticators, 'authenticatorIds')] })
  await submit(
    key,
    'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2',
    { userId: bea, authenticators: [(await register()).params] },
    { organizationId },
  )
  await act('DELETE_API_KEYS', { userId: bea, apiKeyIds: [firstOf(apiKeys, 'apiKeyIds')] })
  await act('DELETE_USERS', { userIds: [bea] })
  await act('CREATE_WALLET', { walletName: 'Savings', accounts: [ethereumAccount] })
  const derived = { ...ethereumAccount, path: "m/44'/60'/0'/0/1" }
  await act('CREATE_WALLET_ACCOUNTS', { walletId, accounts: [derived, { ...derived, path: "m/44'/60'/0'/0/2" }] })
  await act('UPDATE_WALLET', { walletId, walletName: 'Spending' })
  const { body } = await get(`/page/organizations/${organizationId}`)
  await act('DELETE_WALLET_ACCOUNTS', {
    walletAccountIds: [textAt(body, 'wallets.0.accounts.1.id')],
    deleteWithoutExport: true,
  })
  await act('DELETE_WALLETS', { walletIds: [walletId], deleteWithoutExport: true })
  const keys = await act('CREATE_PRIVATE_KEYS_V2', {
    privateKeys: [{ privateKeyName: 'Hot', curve: 'CURVE_SECP256K1', privateKeyTags: [], addressFormats: [] }],
  })
  await act('DELETE_PRIVATE_KEYS', {
    privateKeyIds: [textAt(keys, 'privateKeys.0.privateKeyId')],
    deleteWithoutExport: true,
  })
  await act('UPDATE_ROOT_QUORUM', { threshold: 1, userIds: [userId] })
  await act('STAMP_LOGIN', { publicKey: keyPair().publicKey, expirationSeconds: '3600' })
  await act('STAMP_LOGIN', { publicKey: keyPair().publicKey })
  await act('DELETE_SUB_ORGANIZATION', { deleteWithoutExport: true })
  expect(titles).toEqual([
    'Create sub-organization “Ada” with wallet “Wallet”',
    'Sign 2 texts',
    'Sign the text “a”',
    'Create user “Bea”',
    'Create 2 users',
    'Update user “Bea”',
    'Rename a user to “Beatrice”',
    'Add passkey “Passkey” to “Beatrice”',
    'Add API key “CI” to “Beatrice”',
    'Remove a passkey from “Beatrice”',
    'Remove an API key from “Beatrice”',
    'Delete user “Beatrice”',
    'Create wallet “Savings” with an address',
    'Add 2 addresses to a wallet',
    'Rename a wallet to “Spending”',
    'Delete an address',
    'Delete a wallet',
    'Create private key “Hot”',
    'Delete a private key',
    'Require the approval of 1 of 1 root user',
    'Start a session for 1 hour',
    'Start a session',
    'Delete this sub-organization',
  ])
})
