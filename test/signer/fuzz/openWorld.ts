import { createECDH } from 'node:crypto'
import { hexToBytes, serializeTransaction } from 'viem'
import { english, generateMnemonic, generatePrivateKey } from 'viem/accounts'
import type { LocalSigner } from 'viem-passkey-account/signer'
import { readData, seal } from '../exchange.js'
import {
  apiKeyParams,
  at,
  type Caller,
  createTestClient,
  ethereumAccount,
  keyPair,
  pathOf,
  type Registered,
  register,
  textAt,
} from '../testClient.js'

/** A valid request. */
export type Good = { path: string; body: Record<string, unknown>; caller: Caller }

export type World = {
  /** At least one request for every endpoint. Each call creates a new one, with its own timestamp, names and keys. */
  requests: readonly (() => Promise<Good>)[]
  /** Callers that are not allowed. */
  strangers: readonly Caller[]
}

const permit = {
  domain: { name: 'Token', version: '1', chainId: 31337, verifyingContract: `0x${'11'.repeat(20)}` },
  primaryType: 'Order',
  types: {
    Order: [
      { name: 'owner', type: 'address' },
      { name: 'amounts', type: 'uint256[2][]' },
      { name: 'note', type: 'string' },
      { name: 'salt', type: 'bytes32' },
      { name: 'inner', type: 'Inner' },
    ],
    Inner: [
      { name: 'ok', type: 'bool' },
      { name: 'data', type: 'bytes' },
      { name: 'level', type: 'int8' },
      { name: 'more', type: 'Inner[]' },
    ],
  },
  message: {
    owner: `0x${'22'.repeat(20)}`,
    amounts: [['1', '0x02']],
    note: 'hello',
    salt: `0x${'33'.repeat(32)}`,
    inner: { ok: true, data: '0x0102', level: -1, more: [{ ok: false, data: '0x', level: '7', more: [] }] },
  },
}

const call = { to: `0x${'55'.repeat(20)}`, value: 1n, gas: 21_000n, data: '0x0102' } as const
const accessList = [{ address: `0x${'66'.repeat(20)}`, storageKeys: [`0x${'77'.repeat(32)}`] }] as const
const fees = { maxFeePerGas: 2n, maxPriorityFeePerGas: 1n } as const
const authorization = {
  address: `0x${'44'.repeat(20)}`,
  chainId: 1,
  nonce: 0,
  r: `0x${'01'.repeat(32)}`,
  s: `0x${'02'.repeat(32)}`,
  yParity: 1,
} as const

/** One unsigned transaction of each type. */
const transactions = [
  serializeTransaction({ ...call, type: 'legacy', gasPrice: 1n }),
  serializeTransaction({ ...call, type: 'legacy', gasPrice: 1n, chainId: 1 }),
  serializeTransaction({ ...call, type: 'eip2930', gasPrice: 1n, chainId: 1, accessList }),
  serializeTransaction({ ...call, ...fees, type: 'eip1559', chainId: 1, accessList }),
  serializeTransaction({
    ...call,
    ...fees,
    type: 'eip4844',
    chainId: 1,
    maxFeePerBlobGas: 1n,
    blobVersionedHashes: [`0x01${'00'.repeat(31)}`],
  }),
  serializeTransaction({ ...call, ...fees, type: 'eip7702', chainId: 1, authorizationList: [authorization] }),
]

/** One for all worlds of a signer: profiles are the parent's, are never deleted, and there are at most 100. */
const profiles = new WeakMap<object, string>()

/** Creates organizations that have everything, so that every request can succeed. */
export async function openWorld(
  signer: Pick<LocalSigner, 'organizationId' | 'apiKey'>,
  parameters: { url: string; fetchFn: (request: Request) => Promise<Response> },
): Promise<World> {
  const client = createTestClient({ ...parameters, signer, clock: { ms: Date.now() } })
  const passkey = await register()
  const root = keyPair()
  const helper = keyPair()
  const { id, address, walletId, rootUserIds } = await client.createSubOrganization([
    { authenticators: [passkey], apiKeys: [root] },
  ])
  const [rootUserId = ''] = rootUserIds
  const make = async (type: string, body: unknown, result: string): Promise<string> =>
    textAt((await client.submit(root, type, body, { organizationId: id })).body, `activity.result.${result}`)
  const userId = await make(
    'ACTIVITY_TYPE_CREATE_USERS_V4',
    { users: [{ userName: 'Helper', apiKeys: [apiKeyParams(helper)], authenticators: [], userTags: [] }] },
    'createUsersResult.userIds.0',
  )
  const privateKeyId = await make(
    'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2',
    { privateKeys: [{ privateKeyName: 'Key', curve: 'CURVE_SECP256K1', addressFormats: ['ADDRESS_FORMAT_ETHEREUM'] }] },
    'createPrivateKeysResultV2.privateKeys.0.privateKeyId',
  )
  const ask = async (name: string, of: string, body = {}): Promise<string> =>
    textAt((await client.query(root, name, id, body)).body, of)
  const apiKeyId = await ask('get_api_keys', 'apiKeys.0.apiKeyId', { userId })
  const authenticatorId = await ask('get_authenticators', 'authenticators.0.authenticatorId', { userId: rootUserId })
  const accountId = await ask('list_wallet_accounts', 'accounts.0.walletAccountId')
  const { params: spare } = await register()
  const spareId = await make(
    'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2',
    { userId, authenticators: [spare] },
    'createAuthenticatorsResult.authenticatorIds.0',
  )
  const activityId = await ask('list_activities', 'activities.0.id')
  const pair = [keyPair(), keyPair()] as const
  const doomed = await client.createSubOrganization([{ apiKeys: [root] }])
  const shared = await client.createSubOrganization([{ apiKeys: [pair[0]] }, { apiKeys: [pair[1]] }], 2)

  const submit =
    (type: string, parameters: () => unknown, caller: Caller = root, organizationId = id): (() => Promise<Good>) =>
    async () => ({
      path: `/public/v1/submit/${pathOf(type)}`,
      body: JSON.parse(client.activityBody(type, parameters(), { organizationId })),
      caller,
    })
  const query =
    (
      name: string,
      body: Record<string, unknown> = {},
      caller: Caller = root,
      organizationId = id,
    ): (() => Promise<Good>) =>
    async () => ({ path: `/public/v1/query/${name}`, body: { organizationId, ...body }, caller })
  const sign = (payload: string, encoding: string, hashFunction = 'HASH_FUNCTION_NO_OP') => ({
    signWith: address,
    payload,
    encoding: `PAYLOAD_ENCODING_${encoding}`,
    hashFunction,
  })
  const vote = (type: string) => async (): Promise<Good> => {
    const waiting = await client.submit(
      pair[0],
      'ACTIVITY_TYPE_CREATE_WALLET',
      { walletName: crypto.randomUUID() },
      { organizationId: shared.id },
    )
    const fingerprint = waiting.status === 200 ? at(waiting.body, 'activity.fingerprint') : 'sha256:none'
    return submit(type, () => ({ fingerprint }), pair[1], shared.id)()
  }
  const newAuthenticator = async (type: string, more: (params: Registered['params']) => unknown): Promise<Good> => {
    const { params } = await register()
    return submit(type, () => more(params))()
  }
  const name = (): string => crypto.randomUUID()
  const target = { targetPublicKey: createECDH('prime256v1').generateKeys('hex') }
  const importing = async (
    kind: 'WALLET' | 'PRIVATE_KEY',
    secret: string | Uint8Array,
    more: Record<string, unknown>,
  ): Promise<Good> => {
    const result = kind === 'WALLET' ? 'initImportWalletResult' : 'initImportPrivateKeyResult'
    const init = `ACTIVITY_TYPE_INIT_IMPORT_${kind}`
    const bundle = await make(init, { userId: rootUserId }, `${result}.importBundle`)
    const encryptedBundle = await seal(secret, readData(bundle).targetPublic ?? '')
    return submit(`ACTIVITY_TYPE_IMPORT_${kind}`, () => ({ userId: rootUserId, encryptedBundle, ...more }))()
  }
  const policy = () => ({
    policyName: name(),
    effect: 'EFFECT_DENY',
    condition: "activity.action == 'EXPORT' && eth.tx.to in ['0x', '0x11']",
    consensus: "approvers.filter(user, user.tags.contains('x')).count() >= 2",
    time: "time.now < Timestamp('2030-01-01T00:00:00Z')",
    notes: 'Note',
  })
  // Each is deleted once, and others stay to be read and changed.
  const newPolicy = () => make('ACTIVITY_TYPE_CREATE_POLICY_V3', policy(), 'createPolicyResult.policyId')
  const policyId = await newPolicy()
  const sessionProfile = () => ({
    sessionProfileName: name(),
    scope: "activity.action != 'EXPORT'",
    expirationSeconds: '600',
    notes: 'Note',
  })
  const createProfile = async (): Promise<string> => {
    const { body } = await client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SESSION_PROFILE', sessionProfile())
    return textAt(body, 'activity.result.createSessionProfileResult.sessionProfileId')
  }
  const sessionProfileId = profiles.get(signer) ?? (await createProfile())
  profiles.set(signer, sessionProfileId)
  const mfaPolicy = () => ({
    userId,
    mfaPolicyName: name(),
    condition: "activity.kind in ['EXPORT_WALLET', 'NONE'] && !(activity.action == 'SIGN')",
    requiredAuthenticationMethods: [
      { any: [{ type: 'AUTHENTICATION_TYPE_SESSION', id: sessionProfileId }, { type: 'AUTHENTICATION_TYPE_API_KEY' }] },
      { any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] },
    ],
    order: 3,
    notes: 'Note',
  })
  const newMfaPolicy = () => make('ACTIVITY_TYPE_CREATE_MFA_POLICY', mfaPolicy(), 'createMfaPolicyResult.mfaPolicyId')
  const mfaPolicyId = await newMfaPolicy()
  const newTag = () =>
    make('ACTIVITY_TYPE_CREATE_USER_TAG', { userTagName: name(), userIds: [] }, 'createUserTagResult.userTagId')
  const userTagId = await newTag()
  const contract = () => ({
    smartContractAddress: `0x${'55'.repeat(20)}`,
    smartContractInterface: JSON.stringify([{ type: 'function', name: 'f', inputs: [{ name: 'a', type: 'uint256' }] }]),
    type: 'SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM',
    label: name(),
    notes: 'Note',
  })
  const newInterface = () =>
    make(
      'ACTIVITY_TYPE_CREATE_SMART_CONTRACT_INTERFACE',
      contract(),
      'createSmartContractInterfaceResult.smartContractInterfaceId',
    )
  const smartContractInterfaceId = await newInterface()
  const [doomedMfaPolicy, doomedPolicy, doomedPolicies, doomedTag, doomedInterface] = await Promise.all([
    newMfaPolicy(),
    newPolicy(),
    newPolicy(),
    newTag(),
    newInterface(),
  ])

  return {
    strangers: [helper, signer.apiKey, keyPair()],
    requests: [
      submit('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', () => sign(JSON.stringify(permit), 'EIP712')),
      submit('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', () =>
        sign(
          JSON.stringify({ chainId: 31337, address: `0x${'44'.repeat(20)}`, nonce: '0x1' }),
          'EIP7702_AUTHORIZATION',
        ),
      ),
      submit('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', () => sign('00'.repeat(32), 'HEXADECIMAL'), passkey),
      submit('ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', () => ({
        signWith: privateKeyId,
        payloads: ['a', 'b'],
        encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      })),
      ...transactions.map((unsignedTransaction) =>
        submit('ACTIVITY_TYPE_SIGN_TRANSACTION_V2', () => ({
          signWith: address,
          unsignedTransaction,
          type: 'TRANSACTION_TYPE_ETHEREUM',
        })),
      ),
      submit('ACTIVITY_TYPE_CREATE_WALLET', () => ({
        walletName: name(),
        accounts: [ethereumAccount],
        mnemonicLength: 24,
      })),
      submit('ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS', () => ({
        walletId,
        accounts: [{ ...ethereumAccount, path: `m/44'/60'/0'/0/${Math.floor(Math.random() * 2 ** 31)}`, name: 'Next' }],
        persist: true,
      })),
      submit('ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2', () => ({
        privateKeys: [
          {
            privateKeyName: name(),
            curve: 'CURVE_SECP256K1',
            privateKeyTags: [],
            addressFormats: ['ADDRESS_FORMAT_COMPRESSED'],
          },
        ],
      })),
      submit(
        'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8',
        () => ({
          subOrganizationName: name(),
          rootUsers: [
            {
              userName: 'Ada',
              userEmail: 'ada@example.com',
              apiKeys: [apiKeyParams(keyPair())],
              authenticators: [passkey.params],
              oauthProviders: [],
            },
          ],
          rootQuorumThreshold: 1,
          wallet: { walletName: 'W', accounts: [ethereumAccount] },
          disableEmailAuth: true,
        }),
        signer.apiKey,
        signer.organizationId,
      ),
      submit('ACTIVITY_TYPE_CREATE_USERS_V4', () => ({
        users: [
          {
            userName: 'User',
            userPhoneNumber: '+4912345',
            apiKeys: [{ ...apiKeyParams(keyPair()), expirationSeconds: '60' }],
            authenticators: [],
            oauthProviders: [],
            userTags: [],
          },
        ],
      })),
      () =>
        newAuthenticator('ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2', (params) => ({
          userId: rootUserId,
          authenticators: [params],
        })),
      submit('ACTIVITY_TYPE_CREATE_API_KEYS_V2', () => ({
        userId,
        apiKeys: [{ ...apiKeyParams(keyPair()), expirationSeconds: '3600' }],
      })),
      submit(
        'ACTIVITY_TYPE_STAMP_LOGIN',
        () => ({ publicKey: keyPair().publicKey, expirationSeconds: '900', invalidateExisting: false }),
        passkey,
      ),
      submit('ACTIVITY_TYPE_EXPORT_WALLET', () => ({ walletId, ...target, language: 'MNEMONIC_LANGUAGE_ENGLISH' })),
      submit('ACTIVITY_TYPE_EXPORT_WALLET_ACCOUNT', () => ({ address, ...target })),
      submit('ACTIVITY_TYPE_EXPORT_PRIVATE_KEY', () => ({ privateKeyId, ...target })),
      submit('ACTIVITY_TYPE_INIT_IMPORT_WALLET', () => ({ userId: rootUserId })),
      submit('ACTIVITY_TYPE_INIT_IMPORT_PRIVATE_KEY', () => ({ userId: rootUserId })),
      () => importing('WALLET', generateMnemonic(english), { walletName: name(), accounts: [ethereumAccount] }),
      () =>
        importing('PRIVATE_KEY', hexToBytes(generatePrivateKey()), {
          privateKeyName: name(),
          curve: 'CURVE_SECP256K1',
          addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
        }),
      submit('ACTIVITY_TYPE_UPDATE_USER', () => ({
        userId,
        userName: 'Other',
        userEmail: 'other@example.com',
        userTagIds: [],
      })),
      submit('ACTIVITY_TYPE_UPDATE_USER_NAME', () => ({ userId, userName: 'Other' })),
      submit('ACTIVITY_TYPE_UPDATE_WALLET', () => ({ walletId, walletName: name() })),
      submit('ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', () => ({ threshold: 1, userIds: [rootUserId] })),
      submit('ACTIVITY_TYPE_CREATE_SESSION_PROFILE', sessionProfile, signer.apiKey, signer.organizationId),
      submit('ACTIVITY_TYPE_CREATE_MFA_POLICY', mfaPolicy),
      submit('ACTIVITY_TYPE_UPDATE_MFA_POLICY', () => ({ ...mfaPolicy(), mfaPolicyId })),
      submit('ACTIVITY_TYPE_CREATE_POLICY_V3', policy),
      submit('ACTIVITY_TYPE_CREATE_POLICIES', () => ({ policies: [policy(), policy()] })),
      submit('ACTIVITY_TYPE_UPDATE_POLICY_V2', () => ({
        policyId,
        policyName: name(),
        policyEffect: 'EFFECT_ALLOW',
        policyCondition: "activity.kind == 'SIGN_TRANSACTION'",
        policyConsensus: 'true',
        policyNotes: '',
        time: '',
      })),
      submit('ACTIVITY_TYPE_CREATE_USER_TAG', () => ({ userTagName: name(), userIds: [userId] })),
      submit('ACTIVITY_TYPE_UPDATE_USER_TAG', () => ({
        userTagId,
        newUserTagName: name(),
        addUserIds: [userId],
        removeUserIds: [],
      })),
      submit('ACTIVITY_TYPE_CREATE_SMART_CONTRACT_INTERFACE', contract),
      vote('ACTIVITY_TYPE_APPROVE_ACTIVITY'),
      vote('ACTIVITY_TYPE_REJECT_ACTIVITY'),
      submit('ACTIVITY_TYPE_DELETE_MFA_POLICY', () => ({ userId, mfaPolicyId: doomedMfaPolicy })),
      submit('ACTIVITY_TYPE_DELETE_POLICY', () => ({ policyId: doomedPolicy })),
      submit('ACTIVITY_TYPE_DELETE_POLICIES', () => ({ policyIds: [doomedPolicies] })),
      submit('ACTIVITY_TYPE_DELETE_USER_TAGS', () => ({ userTagIds: [doomedTag] })),
      submit('ACTIVITY_TYPE_DELETE_SMART_CONTRACT_INTERFACE', () => ({ smartContractInterfaceId: doomedInterface })),
      submit('ACTIVITY_TYPE_DELETE_AUTHENTICATORS', () => ({ userId, authenticatorIds: [spareId] })),
      submit('ACTIVITY_TYPE_DELETE_API_KEYS', () => ({ userId, apiKeyIds: [apiKeyId] })),
      submit('ACTIVITY_TYPE_DELETE_PRIVATE_KEYS', () => ({ privateKeyIds: [privateKeyId], deleteWithoutExport: true })),
      submit('ACTIVITY_TYPE_DELETE_WALLET_ACCOUNTS', () => ({
        walletAccountIds: [accountId],
        deleteWithoutExport: true,
      })),
      submit('ACTIVITY_TYPE_DELETE_WALLETS', () => ({ walletIds: [walletId], deleteWithoutExport: true })),
      submit('ACTIVITY_TYPE_DELETE_USERS', () => ({ userIds: [userId] })),
      submit('ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION', () => ({ deleteWithoutExport: true }), root, doomed.id),
      query('whoami', {}, passkey),
      query('get_organization_configs'),
      query('get_activity', { activityId }),
      query('list_activities', {
        filterByStatus: ['ACTIVITY_STATUS_COMPLETED'],
        filterByType: ['ACTIVITY_TYPE_CREATE_WALLET'],
        paginationOptions: { limit: '10', after: activityId },
      }),
      query(
        'list_suborgs',
        { filterType: 'NAME', filterValue: 'Ada', paginationOptions: { limit: '3' } },
        signer.apiKey,
        signer.organizationId,
      ),
      query('get_user', { userId }),
      query('list_users'),
      query('get_authenticator', { authenticatorId }),
      query('get_authenticators', { userId: rootUserId }),
      query('get_api_key', { apiKeyId }),
      query('get_api_keys', { userId }),
      query('get_wallet', { walletId }),
      query('list_wallets'),
      query('get_wallet_account', { walletId, address }),
      query('list_wallet_accounts', { walletId, includeWalletDetails: true, paginationOptions: { limit: '2' } }),
      query('get_private_key', { privateKeyId }),
      query('list_private_keys'),
      query('get_session_profile', { sessionProfileId }),
      query('get_session_profiles'),
      query('get_mfa_policy', { userId, mfaPolicyId }),
      query('get_mfa_policies', { userId }),
      query('get_mfa_status', { activityId, userId }),
      query('get_policy', { policyId }),
      query('list_policies'),
      query('get_policy_evaluations', { activityId }),
      query('list_user_tags'),
      query('get_smart_contract_interface', { smartContractInterfaceId }),
      query('list_smart_contract_interfaces'),
    ],
  }
}
