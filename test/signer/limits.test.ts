import { createLocalSigner } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { apiKeyParams, at, createTestClient, keyPair, register, textAt } from './testClient.js'

// https://docs.turnkey.com/reference/resource-limits. The limits of API keys are tested in users.test.ts.

const signer = await createLocalSigner()
afterAll(() => signer.close())
const { submit, createSubOrganization } = createTestClient({
  url: 'http://signer.test',
  fetchFn: signer.fetch,
  signer,
  clock: { ms: Date.now() },
})
const key = keyPair()
const { id: organizationId, rootUserIds } = await createSubOrganization([{ apiKeys: [key] }])
const ask = (type: string, parameters: unknown) => submit(key, `ACTIVITY_TYPE_${type}`, parameters, { organizationId })
const times = <item>(count: number, make: (index: number) => item): item[] =>
  Array.from({ length: count }, (_, n) => make(n))
const over = (message: string) => ({ status: 429, body: { code: 8, message } })
const completed = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } }

test('100 users, and one more after one is deleted', async () => {
  const users = (count: number) => ({
    users: times(count, () => ({ userName: 'User', apiKeys: [apiKeyParams(keyPair())], userTags: [] })),
  })
  // All or none: with the root user there would be 101.
  expect(await ask('CREATE_USERS_V4', users(100))).toMatchObject(over('organization has exceeded maximum users'))
  const made = await ask('CREATE_USERS_V4', users(99))
  expect(made).toMatchObject(completed)
  expect(await ask('CREATE_USERS_V4', users(1))).toMatchObject(over('organization has exceeded maximum users'))
  const userIds = [textAt(made.body, 'activity.result.createUsersResult.userIds.0')]
  expect(await ask('DELETE_USERS', { userIds })).toMatchObject(completed)
  expect(await ask('CREATE_USERS_V4', users(1))).toMatchObject(completed)
})

test('10 passkeys a user', async () => {
  const [userId] = rootUserIds
  const authenticators = await Promise.all(times(10, async () => (await register()).params))
  expect(await ask('CREATE_AUTHENTICATORS_V2', { userId, authenticators })).toMatchObject(completed)
  const eleventh = [(await register()).params]
  expect(await ask('CREATE_AUTHENTICATORS_V2', { userId, authenticators: eleventh })).toMatchObject(
    over('user has exceeded maximum authenticators'),
  )
})

test('100 wallets', async () => {
  // The sub-organization was created with one wallet.
  for (const answer of await Promise.all(times(99, (n) => ask('CREATE_WALLET', { walletName: `W${n}`, accounts: [] }))))
    expect(answer).toMatchObject(completed)
  expect(await ask('CREATE_WALLET', { walletName: 'W', accounts: [] })).toMatchObject(
    over('organization has exceeded maximum wallets'),
  )
})

test('1,000 private keys', async () => {
  const privateKeys = (name: string, count: number) => ({
    privateKeys: times(count, (n) => ({
      privateKeyName: `${name} ${n}`,
      curve: 'CURVE_SECP256K1',
      privateKeyTags: [],
      addressFormats: [],
    })),
  })
  for (let n = 0; n < 10; n++)
    expect(await ask('CREATE_PRIVATE_KEYS_V2', privateKeys(`${n}`, 100))).toMatchObject(completed)
  const refused = await ask('CREATE_PRIVATE_KEYS_V2', privateKeys('more', 1))
  expect(refused).toMatchObject(over('organization has exceeded maximum private keys'))
  expect(at(refused.body, 'details')).toHaveLength(1)
})
