import type { Fault } from 'viem-passkey-account/signer'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activities, votes } from '../../src/signer/activities/index.js'
import { queries } from '../../src/signer/queries/index.js'
import { pagination } from '../../src/signer/queries/pagination.js'
import {
  type Answer,
  apiKeyParams,
  at,
  createTestClient,
  ethereumAccount,
  keyPair,
  pathOf,
  register,
  textAt,
} from '../signer/testClient.js'
import { type Definitions, readDefinitions, readOperations } from './officialSchema.js'

// What the local signer answers, all of it, held against the schema the official client is generated from.

const signer = await createLocalSigner({ faults: true })
const { url, close } = await listen(signer)
const { query, submit, createSubOrganization } = createTestClient({
  url,
  fetchFn: (request) => fetch(request),
  signer,
  clock: { ms: Date.now() },
})
afterAll(async () => {
  await close()
  await signer.close()
})

const operations = readOperations()
let problemsOf: Definitions['problemsOf']
let fieldsOf: Definitions['fieldsOf']
beforeAll(() => {
  const definitions = readDefinitions()
  problemsOf = definitions.problemsOf
  fieldsOf = definitions.fieldsOf
})

/** What is wrong with an answer to a query or an activity, or with how it was refused. */
function problems(kind: 'query' | 'submit', name: string, { status, body }: Answer): string[] {
  const path = `/public/v1/${kind}/${name}`
  const operation = operations.get(path)
  if (operation === undefined) return [`${path} is no path of the official client`]
  if (status === 200) return problemsOf(operation.response, body)
  // The schema leaves out the one field that the recorded refusals have beside it.
  const { turnkeyErrorCode, ...refusal } = Object(body)
  return [...(typeof turnkeyErrorCode === 'string' ? [] : ['no turnkeyErrorCode']), ...problemsOf('rpcStatus', refusal)]
}

const quorumKeys = [keyPair(), keyPair()] as const
const key = keyPair()
const organization = await createSubOrganization([{ apiKeys: [key], authenticators: [await register()] }])
const twoOfTwo = await createSubOrganization([{ apiKeys: [quorumKeys[0]] }, { apiKeys: [quorumKeys[1]] }], 2)
const organizationId = organization.id
const userId = organization.rootUserIds[0] ?? ''

const ask = (type: string, parameters: unknown): Promise<Answer> => submit(key, type, parameters, { organizationId })
const made = async (type: string, parameters: unknown, result: string): Promise<string> =>
  textAt((await ask(type, parameters)).body, `activity.result.${result}`)

const user = (userName: string) => ({
  userName,
  userEmail: 'ada@example.com',
  userPhoneNumber: '+13214567890',
  apiKeys: [{ ...apiKeyParams(keyPair()), expirationSeconds: '3600' }, apiKeyParams(keyPair())],
  authenticators: [],
  oauthProviders: [],
  userTags: [],
})
const hash = `0x${'ab'.repeat(32)}`
const digest = { encoding: 'PAYLOAD_ENCODING_HEXADECIMAL', hashFunction: 'HASH_FUNCTION_NO_OP' }
const unsignedTransaction = '02ea83aa36a780843b9aca0084773594008252089400000000000000000000000000000000000000008080c0'
const privateKey = (privateKeyName: string) => ({
  privateKeys: [
    { privateKeyName, curve: 'CURVE_SECP256K1', privateKeyTags: [], addressFormats: ['ADDRESS_FORMAT_ETHEREUM'] },
  ],
})
const wallet = (walletName: string) => ({ walletName, accounts: [ethereumAccount] })
const subOrganization = () => ({
  subOrganizationName: 'Bob',
  rootUsers: [{ userName: 'Bob', apiKeys: [apiKeyParams(keyPair())], authenticators: [], oauthProviders: [] }],
  rootQuorumThreshold: 1,
  wallet: wallet('Bob'),
})

const policy = (policyName: string = crypto.randomUUID()) => ({
  policyName,
  effect: 'EFFECT_ALLOW',
  condition: "activity.kind == 'CREATE_WALLET'",
  consensus: 'true',
  time: "time.now > Timestamp('2020-01-01T00:00:00Z')",
  notes: 'Note',
})
const contract = () => ({
  smartContractAddress: `0x${'11'.repeat(20)}`,
  smartContractInterface: '[]',
  type: 'SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM',
  label: 'Token',
  notes: 'Note',
})
const sessionProfile = () => ({
  sessionProfileName: crypto.randomUUID(),
  scope: "activity.action == 'SIGN'",
  expirationSeconds: '600',
  notes: 'Note',
})
const mfaPolicy = () => ({
  userId,
  mfaPolicyName: crypto.randomUUID(),
  condition: "activity.type == 'NONE'",
  requiredAuthenticationMethods: [
    { any: [{ type: 'AUTHENTICATION_TYPE_API_KEY' }] },
    { any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }, { type: 'AUTHENTICATION_TYPE_SESSION' }] },
  ],
  order: 1,
  notes: 'Note',
})
const createProfile = () => submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SESSION_PROFILE', sessionProfile())
const createMfaPolicy = () => made('ACTIVITY_TYPE_CREATE_MFA_POLICY', mfaPolicy(), 'createMfaPolicyResult.mfaPolicyId')
const createPolicy = () => made('ACTIVITY_TYPE_CREATE_POLICY_V3', policy(), 'createPolicyResult.policyId')
const createTag = () =>
  made(
    'ACTIVITY_TYPE_CREATE_USER_TAG',
    { userTagName: crypto.randomUUID(), userIds: [userId] },
    'createUserTagResult.userTagId',
  )
const createInterface = () =>
  made(
    'ACTIVITY_TYPE_CREATE_SMART_CONTRACT_INTERFACE',
    contract(),
    'createSmartContractInterfaceResult.smartContractInterfaceId',
  )
const createUser = () => made('ACTIVITY_TYPE_CREATE_USERS_V4', { users: [user('Bob')] }, 'createUsersResult.userIds.0')
const createWallet = () =>
  made('ACTIVITY_TYPE_CREATE_WALLET', wallet(crypto.randomUUID()), 'createWalletResult.walletId')
const createPrivateKey = () =>
  made(
    'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2',
    privateKey(crypto.randomUUID()),
    'createPrivateKeysResultV2.privateKeys.0.privateKeyId',
  )
const createApiKey = () =>
  made(
    'ACTIVITY_TYPE_CREATE_API_KEYS_V2',
    { userId, apiKeys: [apiKeyParams(keyPair())] },
    'createApiKeysResult.apiKeyIds.0',
  )
const createAuthenticator = async () =>
  made(
    'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2',
    { userId, authenticators: [(await register()).params] },
    'createAuthenticatorsResult.authenticatorIds.0',
  )
const accountOf = async (walletId: string) =>
  textAt((await query(key, 'list_wallet_accounts', organizationId, { walletId })).body, 'accounts.0.walletAccountId')
/** Waits for the second of two. */
const asked = async () =>
  submit(
    quorumKeys[0],
    'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    { signWith: twoOfTwo.address, payload: hash, ...digest },
    { organizationId: twoOfTwo.id },
  )
const vote = async (type: string) =>
  submit(
    quorumKeys[1],
    type,
    { fingerprint: textAt((await asked()).body, 'activity.fingerprint') },
    { organizationId: twoOfTwo.id },
  )

/** One for every type of activity the signer knows, asking with everything that may be said. */
const everyType: Record<string, () => Promise<Answer>> = {
  ACTIVITY_TYPE_APPROVE_ACTIVITY: () => vote('ACTIVITY_TYPE_APPROVE_ACTIVITY'),
  ACTIVITY_TYPE_REJECT_ACTIVITY: () => vote('ACTIVITY_TYPE_REJECT_ACTIVITY'),
  ACTIVITY_TYPE_CREATE_API_KEYS_V2: () =>
    ask('ACTIVITY_TYPE_CREATE_API_KEYS_V2', {
      userId,
      apiKeys: [{ ...apiKeyParams(keyPair()), expirationSeconds: '600' }],
    }),
  ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2: async () =>
    ask('ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2', { userId, authenticators: [(await register()).params] }),
  ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2: () => ask('ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2', privateKey('Key')),
  ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V7: () =>
    submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V7', subOrganization()),
  ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8: () =>
    submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', subOrganization()),
  ACTIVITY_TYPE_CREATE_USERS_V3: () => ask('ACTIVITY_TYPE_CREATE_USERS_V3', { users: [user('Dan')] }),
  ACTIVITY_TYPE_CREATE_USERS_V4: () => ask('ACTIVITY_TYPE_CREATE_USERS_V4', { users: [user('Cyd')] }),
  ACTIVITY_TYPE_CREATE_WALLET: () => ask('ACTIVITY_TYPE_CREATE_WALLET', { ...wallet('Savings'), mnemonicLength: 24 }),
  ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS: async () =>
    ask('ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS', {
      walletId: organization.walletId,
      accounts: [{ ...ethereumAccount, path: "m/44'/60'/9'/0/0", name: 'Ninth' }],
      persist: true,
    }),
  ACTIVITY_TYPE_CREATE_SESSION_PROFILE: createProfile,
  ACTIVITY_TYPE_CREATE_MFA_POLICY: () => ask('ACTIVITY_TYPE_CREATE_MFA_POLICY', mfaPolicy()),
  ACTIVITY_TYPE_UPDATE_MFA_POLICY: async () =>
    ask('ACTIVITY_TYPE_UPDATE_MFA_POLICY', { ...mfaPolicy(), mfaPolicyId: await createMfaPolicy() }),
  ACTIVITY_TYPE_DELETE_MFA_POLICY: async () =>
    ask('ACTIVITY_TYPE_DELETE_MFA_POLICY', { userId, mfaPolicyId: await createMfaPolicy() }),
  ACTIVITY_TYPE_CREATE_POLICY_V3: () => ask('ACTIVITY_TYPE_CREATE_POLICY_V3', policy()),
  ACTIVITY_TYPE_CREATE_POLICIES: () => ask('ACTIVITY_TYPE_CREATE_POLICIES', { policies: [policy(), policy()] }),
  ACTIVITY_TYPE_UPDATE_POLICY_V2: async () =>
    ask('ACTIVITY_TYPE_UPDATE_POLICY_V2', {
      policyId: await createPolicy(),
      policyName: crypto.randomUUID(),
      policyEffect: 'EFFECT_DENY',
      policyCondition: 'true',
      policyConsensus: 'true',
      policyNotes: 'Note',
      time: '',
    }),
  ACTIVITY_TYPE_DELETE_POLICY: async () => ask('ACTIVITY_TYPE_DELETE_POLICY', { policyId: await createPolicy() }),
  ACTIVITY_TYPE_DELETE_POLICIES: async () =>
    ask('ACTIVITY_TYPE_DELETE_POLICIES', { policyIds: [await createPolicy()] }),
  ACTIVITY_TYPE_CREATE_USER_TAG: () =>
    ask('ACTIVITY_TYPE_CREATE_USER_TAG', { userTagName: 'Operations', userIds: [userId] }),
  ACTIVITY_TYPE_UPDATE_USER_TAG: async () =>
    ask('ACTIVITY_TYPE_UPDATE_USER_TAG', {
      userTagId: await createTag(),
      newUserTagName: 'Security',
      addUserIds: [],
      removeUserIds: [userId],
    }),
  ACTIVITY_TYPE_DELETE_USER_TAGS: async () =>
    ask('ACTIVITY_TYPE_DELETE_USER_TAGS', { userTagIds: [await createTag()] }),
  ACTIVITY_TYPE_CREATE_SMART_CONTRACT_INTERFACE: () => ask('ACTIVITY_TYPE_CREATE_SMART_CONTRACT_INTERFACE', contract()),
  ACTIVITY_TYPE_DELETE_SMART_CONTRACT_INTERFACE: async () =>
    ask('ACTIVITY_TYPE_DELETE_SMART_CONTRACT_INTERFACE', { smartContractInterfaceId: await createInterface() }),
  ACTIVITY_TYPE_DELETE_API_KEYS: async () =>
    ask('ACTIVITY_TYPE_DELETE_API_KEYS', { userId, apiKeyIds: [await createApiKey()] }),
  ACTIVITY_TYPE_DELETE_AUTHENTICATORS: async () =>
    ask('ACTIVITY_TYPE_DELETE_AUTHENTICATORS', { userId, authenticatorIds: [await createAuthenticator()] }),
  ACTIVITY_TYPE_DELETE_PRIVATE_KEYS: async () =>
    ask('ACTIVITY_TYPE_DELETE_PRIVATE_KEYS', { privateKeyIds: [await createPrivateKey()], deleteWithoutExport: true }),
  ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION: async () => {
    const own = keyPair()
    const { id } = await createSubOrganization([{ apiKeys: [own] }])
    return submit(own, 'ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION', { deleteWithoutExport: true }, { organizationId: id })
  },
  ACTIVITY_TYPE_DELETE_USERS: async () => ask('ACTIVITY_TYPE_DELETE_USERS', { userIds: [await createUser()] }),
  ACTIVITY_TYPE_DELETE_WALLET_ACCOUNTS: async () =>
    ask('ACTIVITY_TYPE_DELETE_WALLET_ACCOUNTS', {
      walletAccountIds: [await accountOf(await createWallet())],
      deleteWithoutExport: true,
    }),
  ACTIVITY_TYPE_DELETE_WALLETS: async () =>
    ask('ACTIVITY_TYPE_DELETE_WALLETS', { walletIds: [await createWallet()], deleteWithoutExport: true }),
  ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2: () =>
    ask('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', { signWith: organization.address, payload: hash, ...digest }),
  ACTIVITY_TYPE_SIGN_RAW_PAYLOADS: () =>
    ask('ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', { signWith: organization.address, payloads: [hash, hash], ...digest }),
  ACTIVITY_TYPE_SIGN_TRANSACTION_V2: () =>
    ask('ACTIVITY_TYPE_SIGN_TRANSACTION_V2', {
      signWith: organization.address,
      unsignedTransaction,
      type: 'TRANSACTION_TYPE_ETHEREUM',
    }),
  ACTIVITY_TYPE_STAMP_LOGIN: () =>
    ask('ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: keyPair().publicKey, expirationSeconds: '60' }),
  ACTIVITY_TYPE_UPDATE_ROOT_QUORUM: () => ask('ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', { threshold: 1, userIds: [userId] }),
  ACTIVITY_TYPE_UPDATE_USER: () =>
    ask('ACTIVITY_TYPE_UPDATE_USER', {
      userId,
      userName: 'Ada',
      userEmail: 'ada@example.com',
      userTagIds: [],
      userPhoneNumber: '+13214567890',
    }),
  ACTIVITY_TYPE_UPDATE_USER_NAME: () => ask('ACTIVITY_TYPE_UPDATE_USER_NAME', { userId, userName: 'Ada' }),
  ACTIVITY_TYPE_UPDATE_WALLET: async () =>
    ask('ACTIVITY_TYPE_UPDATE_WALLET', { walletId: await createWallet(), walletName: 'Spending' }),
}

describe('the answer to every activity', () => {
  test('the list has every type that the signer knows', () => {
    const types = [...activities.flatMap(({ versions }) => [...versions.keys()]), ...votes.map(({ type }) => type)]
    expect(Object.keys(everyType).sort()).toEqual(types.sort())
  })

  test.each(Object.entries(everyType))('%s', async (type, run) => {
    const answer = await run()
    expect(problems('submit', pathOf(type), answer)).toEqual([])
    const status = type === 'ACTIVITY_TYPE_REJECT_ACTIVITY' ? 'ACTIVITY_STATUS_REJECTED' : 'ACTIVITY_STATUS_COMPLETED'
    expect(at(answer.body, 'activity.status')).toBe(status)
  })
})

const page = { paginationOptions: { limit: '1' } }
const first = async (name: string, path: string, body?: Record<string, unknown>): Promise<string> =>
  textAt((await query(key, name, organizationId, body)).body, path)

/** One for every query, with what it takes. */
const everyQuery: Record<string, () => Promise<Record<string, unknown>>> = {
  get_activity: async () => ({ activityId: await first('list_activities', 'activities.0.id') }),
  get_api_key: async () => ({ apiKeyId: await createApiKey() }),
  get_api_keys: async () => ({ userId: await createUser() }),
  get_authenticator: async () => ({ authenticatorId: await createAuthenticator() }),
  get_authenticators: async () => ({ userId }),
  get_organization_configs: async () => ({}),
  get_session_profile: async () => ({
    sessionProfileId: textAt(
      (await createProfile()).body,
      'activity.result.createSessionProfileResult.sessionProfileId',
    ),
  }),
  get_session_profiles: async () => {
    await createProfile()
    return {}
  },
  get_mfa_policy: async () => ({ userId, mfaPolicyId: await createMfaPolicy() }),
  get_mfa_policies: async () => {
    await createMfaPolicy()
    return { userId }
  },
  get_mfa_status: async () => {
    const condition = "activity.type == 'ACTIVITY_TYPE_UPDATE_WALLET'"
    const policy = await ask('ACTIVITY_TYPE_CREATE_MFA_POLICY', {
      ...mfaPolicy(),
      condition,
      requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_API_KEY' }] }],
    })
    const renamed = await ask('ACTIVITY_TYPE_UPDATE_WALLET', { walletId: organization.walletId, walletName: 'New' })
    const mfaPolicyId = textAt(policy.body, 'activity.result.createMfaPolicyResult.mfaPolicyId')
    await ask('ACTIVITY_TYPE_DELETE_MFA_POLICY', { userId, mfaPolicyId })
    return { activityId: textAt(renamed.body, 'activity.id') }
  },
  get_policy: async () => ({ policyId: await createPolicy() }),
  get_policy_evaluations: async () => {
    await createPolicy()
    const other = keyPair()
    await ask('ACTIVITY_TYPE_CREATE_USERS_V4', {
      users: [{ ...user('Eve'), apiKeys: [apiKeyParams(other)] }],
    })
    await submit(other, 'ACTIVITY_TYPE_CREATE_WALLET', wallet(crypto.randomUUID()), { organizationId })
    const filter = { filterByType: ['ACTIVITY_TYPE_CREATE_WALLET'] }
    return { activityId: await first('list_activities', 'activities.0.id', filter) }
  },
  get_smart_contract_interface: async () => ({ smartContractInterfaceId: await createInterface() }),
  list_policies: async () => {
    await createPolicy()
    return {}
  },
  list_smart_contract_interfaces: async () => {
    await createInterface()
    return {}
  },
  list_user_tags: async () => {
    await createTag()
    return {}
  },
  get_private_key: async () => ({ privateKeyId: await createPrivateKey() }),
  get_user: async () => ({ userId: await createUser() }),
  get_wallet: async () => ({ walletId: organization.walletId }),
  get_wallet_account: async () => ({ walletId: organization.walletId, address: organization.address }),
  list_activities: async () => ({
    ...page,
    filterByStatus: ['ACTIVITY_STATUS_COMPLETED'],
    filterByType: ['ACTIVITY_TYPE_CREATE_WALLET'],
  }),
  list_private_keys: async () => ({}),
  list_suborgs: async () => ({ ...page, filterType: 'NAME', filterValue: 'Ada' }),
  list_users: async () => ({}),
  list_wallet_accounts: async () => ({ ...page, walletId: organization.walletId, includeWalletDetails: true }),
  list_wallets: async () => ({}),
  whoami: async () => ({}),
}

describe('the answer to every query', () => {
  test('the list has every query that the signer knows', () => {
    expect(Object.keys(everyQuery).sort()).toEqual(queries.map(({ path }) => path).sort())
  })

  test.each(Object.entries(everyQuery))('%s', async (name, parameters) => {
    const body = await parameters()
    const [caller, asked] = name === 'list_suborgs' ? [signer.apiKey, signer.organizationId] : [key, organizationId]
    const answer = await query(caller, name, asked, body)
    expect(answer.status).toBe(200)
    expect(problems('query', name, answer)).toEqual([])
    const { request = '' } = operations.get(`/public/v1/query/${name}`) ?? {}
    expect(problemsOf(request, { organizationId: asked, ...body })).toEqual([])
    // An empty list would say nothing of what is in it.
    expect(Object.values(Object(answer.body)).filter((value) => Array.isArray(value) && value.length === 0)).toEqual([])
  })
})

describe('the body of every query', () => {
  test.each(queries)('$path has the fields of the schema, and no others', async ({ path, fields }) => {
    const { request = '' } = operations.get(`/public/v1/query/${path}`) ?? {}
    expect([...fields].sort()).toEqual(fieldsOf(request).sort())
    const everyField = new Set([...queries.flatMap((entry) => entry.fields), 'type', 'timestampMs', 'parameters'])
    const body = (await everyQuery[path]?.()) ?? {}
    const [caller, asked] = path === 'list_suborgs' ? [signer.apiKey, signer.organizationId] : [key, organizationId]
    for (const field of everyField) {
      if (fields.includes(field)) continue
      for (const value of ['x', null])
        expect(await query(caller, path, asked, { ...body, [field]: value })).toMatchObject({
          status: 400,
          body: { message: `invalid request body: unknown field "${field}"` },
        })
    }
  })

  test('has pages with the fields of the schema, and no others', async () => {
    expect([...pagination.fields].sort()).toEqual(fieldsOf('v1Pagination').sort())
    for (const path of ['list_activities', 'list_wallet_accounts'])
      for (const field of ['organizationId', 'type', 'offset'])
        expect(await query(key, path, organizationId, { paginationOptions: { [field]: 'x' } })).toMatchObject({
          status: 400,
          body: { message: `invalid request body: unknown field "paginationOptions.${field}"` },
        })
  })
})

describe('an activity', () => {
  const sign = () =>
    ask('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', { signWith: organization.address, payload: hash, ...digest })
  const faults: [string, Fault][] = [
    ['PENDING', { kind: 'pending', polls: 1 }],
    ['CONSENSUS_NEEDED', { kind: 'consensus' }],
    ['REJECTED', { kind: 'rejected' }],
    ['FAILED', { kind: 'failed', code: 13, message: 'out of luck' }],
  ]

  test.each(faults)('that is %s', async (status, fault) => {
    signer.addFault(fault)
    const answer = await sign()
    expect(at(answer.body, 'activity.status')).toBe(`ACTIVITY_STATUS_${status}`)
    expect(problems('submit', 'sign_raw_payload', answer)).toEqual([])
  })

  test('that waits for the second of two', async () => {
    const answer = await asked()
    expect(at(answer.body, 'activity.status')).toBe('ACTIVITY_STATUS_CONSENSUS_NEEDED')
    expect(problems('submit', 'sign_raw_payload', answer)).toEqual([])
  })

  test('that failed, refused at first and listed later', async () => {
    const refused = await ask('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', { signWith: 'nobody', payload: hash, ...digest })
    expect(refused.status).toBe(404)
    expect(problems('submit', 'sign_raw_payload', refused)).toEqual([])
    const listed = await query(key, 'list_activities', organizationId, { filterByStatus: ['ACTIVITY_STATUS_FAILED'] })
    expect(at(listed.body, 'activities.0.failure.code')).toBe(5)
    expect(problems('query', 'list_activities', listed)).toEqual([])
  })
})

test('a refusal of every kind has the form of the schema', async () => {
  const other = keyPair()
  const answers = await Promise.all([
    query(other, 'whoami', organizationId),
    query(key, 'whoami', 'nonsense'),
    query(key, 'get_oauth_providers', organizationId),
    query(key, 'get_wallet', organizationId),
    submit(
      signer.apiKey,
      'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      { signWith: 'x', payload: hash, ...digest },
      { organizationId },
    ),
  ])
  expect(answers.map(({ status }) => status)).toEqual([403, 400, 501, 400, 403])
  expect(answers.flatMap((answer) => problems('query', 'whoami', answer))).toEqual([])
})

test('a value that does not fit the schema is found', async () => {
  const { body } = await query(key, 'whoami', organizationId)
  const { userId, ...rest } = Object(body)
  expect(problemsOf('v1GetWhoamiResponse', { ...rest, userName: userId })).toHaveLength(2)
})
