import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { apiKeyStamper, createSignerClient, SignerRequestError } from 'viem-passkey-account'
import { listActivities } from 'viem-passkey-account/actions'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  apiKeyParams,
  at,
  createTestClient,
  ethereumAccount,
  type KeyPair,
  keyPair,
  register,
  textAt,
} from './testClient.js'

// https://docs.turnkey.com/reference/resource-limits. The limits of API keys are tested in users.test.ts.

const signer = await createLocalSigner()
afterAll(() => signer.close())
const { submit, query, createSubOrganization } = createTestClient({
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

const many = (count: number, item: unknown = {}): unknown[] => Array(count).fill(item)
const atMost = (field: string, max: number, unit = 'an array of at most MAX items') => ({
  status: 400,
  body: {
    code: 3,
    message: `invalid request body: field \`parameters.${field}\` must be ${unit.replace('MAX', String(max))}`,
  },
})
const id = crypto.randomUUID()
const user = { userName: 'User', apiKeys: [], authenticators: [] }
const account = (path: string) => ({ ...ethereumAccount, path })
const key33 = { privateKeyName: 'K', curve: 'CURVE_SECP256K1', addressFormats: [] }
const attestation = { credentialId: 'A', clientDataJson: 'A', attestationObject: 'A', transports: [] }
const passkey = { authenticatorName: 'P', challenge: 'A', attestation }

test.each([
  ['CREATE_USERS_V4', 'users', 100, { users: many(101) }],
  ['CREATE_USERS_V4', 'users[0].apiKeys', 20, { users: [{ ...user, apiKeys: many(21) }] }],
  ['CREATE_USERS_V4', 'users[0].authenticators', 10, { users: [{ ...user, authenticators: many(11) }] }],
  ['CREATE_USERS_V4', 'users[0].oauthProviders', 100, { users: [{ ...user, oauthProviders: many(101) }] }],
  ['CREATE_USERS_V4', 'users[0].userTags', 100, { users: [{ ...user, userTags: many(101) }] }],
  ['CREATE_SUB_ORGANIZATION_V8', 'rootUsers', 100, { subOrganizationName: 'S', rootUsers: many(101) }],
  ['CREATE_API_KEYS_V2', 'apiKeys', 20, { userId: id, apiKeys: many(21) }],
  ['CREATE_AUTHENTICATORS_V2', 'authenticators', 10, { userId: id, authenticators: many(11) }],
  [
    'CREATE_AUTHENTICATORS_V2',
    'authenticators[0].attestation.transports',
    5,
    { userId: id, authenticators: [{ ...passkey, attestation: { ...attestation, transports: many(6) } }] },
  ],
  ['CREATE_WALLET', 'accounts', 100, { walletName: 'W', accounts: many(101) }],
  ['CREATE_WALLET_ACCOUNTS', 'accounts', 100, { walletId: id, accounts: many(101) }],
  ['CREATE_PRIVATE_KEYS_V2', 'privateKeys', 100, { privateKeys: many(101) }],
  [
    'CREATE_PRIVATE_KEYS_V2',
    'privateKeys[0].addressFormats',
    5,
    { privateKeys: [{ ...key33, addressFormats: many(6) }] },
  ],
  [
    'CREATE_PRIVATE_KEYS_V2',
    'privateKeys[0].privateKeyTags',
    100,
    { privateKeys: [{ ...key33, privateKeyTags: many(101) }] },
  ],
  ['DELETE_API_KEYS', 'apiKeyIds', 100, { userId: id, apiKeyIds: many(101) }],
  ['DELETE_AUTHENTICATORS', 'authenticatorIds', 100, { userId: id, authenticatorIds: many(101) }],
  ['DELETE_PRIVATE_KEYS', 'privateKeyIds', 100, { privateKeyIds: many(101) }],
  ['DELETE_USERS', 'userIds', 100, { userIds: many(101) }],
  ['DELETE_WALLETS', 'walletIds', 100, { walletIds: many(101) }],
  ['DELETE_WALLET_ACCOUNTS', 'walletAccountIds', 100, { walletAccountIds: many(101) }],
  ['UPDATE_ROOT_QUORUM', 'userIds', 100, { threshold: 1, userIds: many(101) }],
  ['UPDATE_USER', 'userTagIds', 100, { userId: id, userTagIds: many(101) }],
  ['SIGN_RAW_PAYLOADS', 'payloads', 1000, { signWith: id, payloads: many(1001) }],
])('%s is refused with one of %s too many', async (type, field, max, parameters) => {
  expect(await ask(type, parameters)).toMatchObject(atMost(field, max))
})

test.each([
  ['SIGN_RAW_PAYLOAD_V2', 'signWith', 1024, { signWith: 'a'.repeat(1025) }],
  ['STAMP_LOGIN', 'publicKey', 1024, { publicKey: 'a'.repeat(1026) }],
  ['APPROVE_ACTIVITY', 'fingerprint', 1024, { fingerprint: 'a'.repeat(1025) }],
  [
    'CREATE_AUTHENTICATORS_V2',
    'authenticators[0].attestation.attestationObject',
    32_768,
    {
      userId: id,
      authenticators: [{ ...passkey, attestation: { ...attestation, attestationObject: 'A'.repeat(32_769) } }],
    },
  ],
])('%s is refused with a %s that is too long', async (type, field, max, parameters) => {
  expect(await ask(type, parameters)).toMatchObject(atMost(field, max, 'at most MAX characters long'))
})

test('300 credentials a request, however they are spread', async () => {
  const { id: other } = await createSubOrganization([{ apiKeys: [key] }])
  const users = (credentials: number) => ({
    users: times(30, (n) => ({
      ...user,
      apiKeys: times(n < 29 ? 10 : credentials - 290, () => apiKeyParams(keyPair())),
    })),
  })
  const create = (credentials: number) =>
    submit(key, 'ACTIVITY_TYPE_CREATE_USERS_V4', users(credentials), { organizationId: other })
  expect(await create(301)).toMatchObject({
    status: 400,
    body: { message: 'invalid request body: field `parameters.users` must have at most 300 credentials' },
  })
  expect(await create(300)).toMatchObject(completed)
})

test('ten levels of a path', async () => {
  const { walletId } = await createSubOrganization([{ apiKeys: [key] }])
  const create = (path: string) =>
    submit(key, 'ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS', { walletId, accounts: [account(path)] }, { organizationId })
  const path = "m/0'/1/2/3/4/5/6/7/8"
  for (const deep of [`${path}/9/10`, `m${'/0'.repeat(126)}`])
    expect(await create(deep)).toMatchObject({
      status: 400,
      body: { message: 'invalid path: field `parameters.accounts[0].path` has more than 10 levels' },
    })
  // The wallet is another organization's: its path is accepted.
  expect(await create(`${path}/9`)).toMatchObject({ status: 404 })
})

test('50,000 items of a transaction, whatever they are nested in', async () => {
  const { id: other, address } = await createSubOrganization([{ apiKeys: [key] }])
  const sign = (unsignedTransaction: string) =>
    submit(
      key,
      'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
      { signWith: address, unsignedTransaction, type: 'TRANSACTION_TYPE_ETHEREUM' },
      { organizationId: other },
    )
  const list = (items: string): string => {
    const length = (items.length / 2).toString(16)
    const bytes = Math.ceil(length.length / 2)
    return `${(0xf7 + bytes).toString(16)}${length.padStart(2 * bytes, '0')}${items}`
  }
  const refused = {
    status: 400,
    body: {
      message: 'failed to parse transaction: it has more than 50000 items',
      turnkeyErrorCode: 'INVALID_TRANSACTION',
    },
  }
  for (const items of ['c0', '01', '80', 'c101', 'b801', 'bf'])
    expect((await sign(`02${list(items.repeat(400_000 / items.length))}`)).status).toBeGreaterThanOrEqual(400)
  for (const items of ['c0', '01', '80', 'c101']) {
    expect(await sign(`02${list(items.repeat(50_000))}`)).toMatchObject(refused)
    expect(await sign(list(list(items.repeat(50_000))))).toMatchObject(refused)
    expect(await sign(`02${list(items.repeat(24_000))}`)).not.toMatchObject(refused)
  }
})

test('the types of all payloads together have at most a million characters', async () => {
  const { id: other, address } = await createSubOrganization([{ apiKeys: [key] }])
  const chain = (name: string): string => {
    const types = Object.fromEntries(times(60, (n) => [`${name}${n}`, [{ name: 'a', type: `${name}${n + 1}[]` }]]))
    return JSON.stringify({
      domain: {},
      types: { ...types, [`${name}60`]: [], A: times(60, (n) => ({ name: `f${n}`, type: `${name}${n}` })) },
      primaryType: 'A',
      message: Object.fromEntries(times(60, (n) => [`f${n}`, { a: [] }])),
    })
  }
  const sign = (count: number) =>
    submit(
      key,
      'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS',
      {
        signWith: address,
        payloads: times(count, (n) => chain(`T${n}_`.padEnd(12, 'x'))),
        encoding: 'PAYLOAD_ENCODING_EIP712',
        hashFunction: 'HASH_FUNCTION_NO_OP',
      },
      { organizationId: other },
    )
  expect(await sign(5)).toMatchObject(completed)
  expect(await sign(25)).toMatchObject({
    status: 400,
    body: { message: 'invalid payload encoding: the types of the typed data have more than 1048576 characters' },
  })
})

test('a vote of 4,096 characters', async () => {
  const pair = [keyPair(), keyPair()] as const
  const shared = await createSubOrganization([{ apiKeys: [pair[0]] }, { apiKeys: [pair[1]] }], 2)
  const waiting = await submit(
    pair[0],
    'ACTIVITY_TYPE_CREATE_WALLET',
    { walletName: 'V' },
    { organizationId: shared.id },
  )
  const fingerprint = textAt(waiting.body, 'activity.fingerprint')
  const vote = (padding: number) =>
    submit(
      pair[1],
      'ACTIVITY_TYPE_APPROVE_ACTIVITY',
      { fingerprint, padding: 'x'.repeat(padding) },
      { organizationId: shared.id },
    )
  expect(await vote(4096)).toMatchObject({
    status: 400,
    body: { message: 'invalid request body: a vote must be at most 4096 characters long' },
  })
  expect(await vote(3000)).toMatchObject(completed)
})

describe('a list of more than 4 MiB', () => {
  const tooLarge = (advice: string) => ({
    status: 400,
    body: {
      code: 3,
      message: `the answer would have more than 4194304 bytes: ${advice}`,
      turnkeyErrorCode: 'PAGE_TOO_LARGE',
    },
  })

  test('of activities is refused by name, smaller pages are complete, and a single one is always answered', async () => {
    const { id: organizationId, address } = await createSubOrganization([{ apiKeys: [key] }])
    const ids: string[] = []
    for (const mark of 'abcde') {
      const { body } = await submit(
        key,
        'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
        {
          signWith: address,
          // A quote is two bytes of the activity's request, and four of its vote.
          payload: mark + '"'.repeat(500_000),
          encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
          hashFunction: 'HASH_FUNCTION_SHA256',
        },
        { organizationId },
      )
      ids.unshift(textAt(body, 'activity.id'))
    }
    const list = (limit: string, more = {}) =>
      query(key, 'list_activities', organizationId, { paginationOptions: { limit, ...more } })
    // By what is stored, and by what it becomes.
    for (const limit of ['100', '5', '2']) expect(await list(limit)).toMatchObject(tooLarge('ask for a smaller limit'))
    const ours = createSignerClient({ fetchFn: signer.fetch, stamper: apiKeyStamper(key) })
    const refused = listActivities(ours, { organizationId, paginationOptions: { limit: '2' } }).catch((error) => error)
    expect(await refused).toBeInstanceOf(SignerRequestError)
    expect(await refused).toMatchObject({ status: 400, turnkeyErrorCode: 'PAGE_TOO_LARGE' })
    const found: unknown[] = []
    for (let after: string | undefined; ; ) {
      const { body, text, status } = await list('1', after === undefined ? {} : { after })
      expect(status, text.slice(0, 500)).toBe(200)
      const page = at(body, 'activities')
      if (Array.isArray(page) && page.length === 0) break
      after = textAt(body, 'activities.0.id')
      found.push(after)
      if (found.length === 5) break
    }
    expect(found).toEqual(ids)
    const single = await query(key, 'get_activity', organizationId, { activityId: ids[0] })
    expect(single.status).toBe(200)
    expect(single.text.length).toBeGreaterThan(3_000_000)
  })

  test('of users is refused, and each is answered', async () => {
    const { id: organizationId, rootUserIds } = await createSubOrganization([{ apiKeys: [key] }])
    // Six bytes a character in JSON.
    const name = '\u0001'.repeat(255)
    const apiKeys = () =>
      times(20, (n) => ({
        ...apiKeyParams(keyPair()),
        apiKeyName: name,
        ...(n < 10 ? { expirationSeconds: '60' } : {}),
      }))
    const newUser = async () => ({
      userName: name,
      apiKeys: apiKeys(),
      authenticators: await Promise.all(
        times(5, async () => ({ ...(await register()).params, authenticatorName: name })),
      ),
    })
    for (let n = 0; n < 9; n++) {
      const users = await Promise.all(times(11, newUser))
      expect(await submit(key, 'ACTIVITY_TYPE_CREATE_USERS_V4', { users }, { organizationId })).toMatchObject(completed)
    }
    const [userId] = rootUserIds
    const users = await query(key, 'list_users', organizationId)
    expect({ status: users.status, body: users.body }).toMatchObject(tooLarge('ask for one user with get_user'))
    expect(await query(key, 'get_user', organizationId, { userId })).toMatchObject({ status: 200 })
  })
})

test('200 approvals of an activity, also of users who have been deleted since', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'limits-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const database = join(folder, 'signer.db')
  const clock = { ms: Date.now() }
  const open = async () => {
    const signer = await createLocalSigner({ database, now: () => clock.ms })
    return { signer, ...createTestClient({ url: 'http://signer.test', fetchFn: signer.fetch, signer, clock }) }
  }
  const [ada, bob, cyd, dan] = [keyPair(), keyPair(), keyPair(), keyPair()]
  const first = await open()
  const { id: organizationId } = await first.createSubOrganization(
    [ada, bob, cyd, dan].map((key) => ({ apiKeys: [key] })),
    3,
  )
  const asked = await first.submit(ada, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' }, { organizationId })
  const id = textAt(asked.body, 'activity.id')
  const fingerprint = textAt(asked.body, 'activity.fingerprint')
  await first.signer.close()

  const file = new DatabaseSync(database)
  file.exec(`
    CREATE TEMP TABLE deleted AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 199)
      SELECT i FROM n;
    INSERT INTO users (id, organization_id, name, tags, in_root_quorum, created_ms, updated_ms, deleted_ms)
      SELECT 'u' || i, '${organizationId}', 'Deleted', '[]', 0, 0, 0, 0 FROM deleted;
    INSERT INTO votes SELECT 'v' || i, id, 'u' || i, 'VOTE_SELECTION_APPROVED', 'f' || i, '{}', public_key, signature,
      scheme, voted_ms FROM deleted, activities WHERE id = unhex('${id}', '-');
  `)
  file.close()

  const second = await open()
  onTestFinished(() => second.signer.close())
  const vote = (key: KeyPair, kind: 'APPROVE' | 'REJECT') =>
    second.submit(key, `ACTIVITY_TYPE_${kind}_ACTIVITY`, { fingerprint }, { organizationId })
  expect(await vote(bob, 'APPROVE')).toMatchObject(over('activity has exceeded maximum approvals'))
  // They lapse together.
  clock.ms += 24 * 60 * 60 * 1000
  for (const key of [bob, cyd]) expect(await vote(key, 'APPROVE')).toMatchObject({ status: 200 })
  expect(await vote(dan, 'APPROVE')).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } })
})
