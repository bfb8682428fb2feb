import {
  encodeFunctionData,
  erc20Abi,
  getAddress,
  type Hex,
  hexToBytes,
  keccak256,
  parseEther,
  parseGwei,
  parseTransaction,
  recoverTransactionAddress,
  serializeTransaction,
  type TransactionSerializable,
  toRlp,
} from 'viem'
import { sepolia } from 'viem/chains'
import {
  ActivityAuthenticatorsNeededError,
  createPasskey,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  findError,
  type Session,
  signIn,
  signMany,
} from 'viem-passkey-account'
import {
  approveActivity,
  createApiKeys,
  createAuthenticators,
  createMfaPolicy,
  createPolicy,
  createSessionProfile,
  createUsers,
  createWallet,
  deleteAuthenticators,
  deleteMfaPolicy,
  getMfaPolicies,
  listActivities,
  listPolicies,
  listUsers,
  signRawPayload,
  signRawPayloads,
  signTransaction,
  stampLogin,
  submit,
  updateMfaPolicy,
} from 'viem-passkey-account/actions'
import { stepUpRules } from 'viem-passkey-account/policies'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, describe, expect, test } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { attack } from './attack.js'

// A script in the page has the session of a user with a limit, and nothing else: it signs with it, and cannot show it a
// passkey. It wants a signature above the limit, or to be rid of the limit.

const opened = await createTestWallet()
afterAll(opened.close)
const { client: userClient, wallet, organization, signer, account: owner } = opened
const { organizationId, userId, walletId, address: signWith } = wallet
const limit = parseEther('0.05')
const { sessionProfile, mfaPolicies } = stepUpRules({ above: limit, chainId: sepolia.id })
const { sessionProfileId } = await createSessionProfile(organization.client, {
  organizationId: organization.organizationId,
  ...sessionProfile,
})
const login = async (more: Partial<signIn.Parameters> = {}): Promise<Session> =>
  signIn(userClient, {
    organizationId: signer.organizationId,
    key: await createSessionKey(),
    storage: createSessionStorage(),
    ...more,
  })
// A session from before there were limits: the MFA policy binds the user, not the session.
const unlimited = await login()
for (const policy of mfaPolicies) await createMfaPolicy(userClient, { organizationId, userId, ...policy })
const limited = await login({ sessionProfileId })

// What a script can use: requests that nothing but the session stamps.
const client = createSignerClient({ ...userClient, stamper: undefined })

const small = {
  type: 'eip1559',
  chainId: sepolia.id,
  gas: 21_000n,
  maxFeePerGas: parseGwei('30'),
  maxPriorityFeePerGas: parseGwei('1'),
  to: getAddress('0x00000000000000000000000000000000000000aa'),
  value: limit,
} as const

/** An unsigned legacy transaction of 8.9 ether whose bytes are UTF-8: a text that can be signed as a message. */
function textThatIsATransaction(): { unsigned: Hex; text: string } {
  const unsigned = toRlp([
    '0x', // Nonce 0.
    '0x20c2', // Gas price, in wei.
    '0x52c2', // Gas.
    `0x${'41'.repeat(19)}c2`, // An address that took some patience to find.
    '0x7b7b7b7b7b7b7bc2', // Wei.
    '0x',
  ])
  return { unsigned, text: new TextDecoder('utf-8', { fatal: true }).decode(hexToBytes(unsigned)) }
}

test('the text is a transaction: signed as a message, it is one', async () => {
  const { unsigned, text } = textThatIsATransaction()
  const { r, s, v } = await signRawPayload(userClient, {
    organizationId,
    signWith,
    payload: text,
    encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
    hashFunction: 'HASH_FUNCTION_KECCAK256',
  })
  const fields = { type: 'legacy', gas: 0x52c2n, gasPrice: 0x20c2n, value: 0x7b7b7b7b7b7b7bc2n } as const
  const transaction = { ...fields, nonce: 0, to: `0x${'41'.repeat(19)}c2` } as const
  expect(serializeTransaction(transaction)).toBe(unsigned)
  const signed = serializeTransaction(transaction, { r: `0x${r}`, s: `0x${s}`, v: 27n + BigInt(v) })
  expect(await recoverTransactionAddress({ serializedTransaction: signed })).toBe(owner.address)
  expect(parseTransaction(signed).value).toBeGreaterThan(parseEther('8'))
})

/** A passkey of somebody else. */
const registerMallory = async () => {
  const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  return createPasskey({ rp: { id: 'localhost' }, user: { name: 'mallory' }, createFn: passkey.createFn })
}
const malloryKey = (await createSessionKey()).publicKey

type Attack = [title: string, run: (stamper: Session) => Promise<unknown>]

const sign = (transaction: TransactionSerializable): Attack[1] => {
  return (stamper) =>
    signTransaction(client, {
      organizationId,
      signWith,
      stamper,
      unsignedTransaction: serializeTransaction(transaction).slice(2),
      type: 'TRANSACTION_TYPE_ETHEREUM',
    })
}
const raw = (
  payload: string,
  encoding: signRawPayload.Parameters['encoding'],
  hashFunction: signRawPayload.Parameters['hashFunction'] = 'HASH_FUNCTION_NO_OP',
): Attack[1] => {
  return (stamper) => signRawPayload(client, { organizationId, signWith, stamper, payload, encoding, hashFunction })
}
const run = (type: string, parameters: object): Attack[1] => {
  return (stamper) => submit(client, { type, organizationId, parameters, stamper })
}

const large = { ...small, value: limit + 1n }
const unsignedLarge = serializeTransaction(large)
const token = {
  ...small,
  value: 0n,
  data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [small.to, 1n] }),
}
const permit = JSON.stringify({
  types: {
    EIP712Domain: [{ name: 'chainId', type: 'uint256' }],
    Permit: [{ name: 'value', type: 'uint256' }],
  },
  primaryType: 'Permit',
  domain: { chainId: 1 },
  message: { value: '1' },
})

/** Each asks for a signature, which the scope of the session allows. */
const signatures: Attack[] = [
  ['one wei above the limit', sign(large)],
  ['another chain', sign({ ...small, chainId: 1 })],
  [
    'no chain, which every chain accepts',
    sign({ type: 'legacy', gas: 21_000n, gasPrice: 1n, to: small.to, value: 1n }),
  ],
  [
    'a legacy transaction above the limit',
    sign({ type: 'legacy', chainId: sepolia.id, gas: 21_000n, gasPrice: 1n, to: small.to, value: large.value }),
  ],
  [
    'a transaction with an access list above the limit',
    sign({
      type: 'eip2930',
      chainId: sepolia.id,
      gas: 21_000n,
      gasPrice: 1n,
      accessList: [],
      to: small.to,
      value: large.value,
    }),
  ],
  ['fees above the limit: the price', sign({ ...small, value: 0n, maxFeePerGas: limit })],
  ['fees above the limit: the gas', sign({ ...small, value: 0n, gas: 30_000_000n })],
  [
    'fees above the limit: of a legacy transaction',
    sign({ type: 'legacy', chainId: sepolia.id, gas: 100_000n, gasPrice: limit / 100_000n + 1n, to: small.to }),
  ],
  [
    'fees above the limit: of blobs',
    sign({
      type: 'eip4844',
      chainId: sepolia.id,
      gas: 1n,
      maxFeePerGas: 1n,
      maxFeePerBlobGas: limit * 10n,
      blobVersionedHashes: [`0x01${'00'.repeat(31)}`],
      sidecars: false,
      to: small.to,
    }),
  ],
  ['an amount that no integer of the language holds', sign({ ...small, value: 2n ** 200n })],
  ['a transfer of tokens', sign(token)],
  ['a new contract', sign({ ...small, to: undefined, value: 0n, data: '0x00' })],
  ['a new contract without code', sign({ ...small, to: undefined })],
  [
    'another type of transaction',
    async (stamper) =>
      signTransaction(client, {
        organizationId,
        signWith,
        stamper,
        unsignedTransaction: unsignedLarge.slice(2),
        type: 'TRANSACTION_TYPE_TEMPO',
      }),
  ],
  ['the hash of a large transaction', raw(keccak256(unsignedLarge), 'PAYLOAD_ENCODING_HEXADECIMAL')],
  ['the bytes of a large transaction', raw(unsignedLarge, 'PAYLOAD_ENCODING_HEXADECIMAL', 'HASH_FUNCTION_KECCAK256')],
  [
    'the hash of a large transaction as text',
    raw(keccak256(unsignedLarge), 'PAYLOAD_ENCODING_TEXT_UTF8', 'HASH_FUNCTION_KECCAK256'),
  ],
  [
    'a text that is a transaction',
    raw(textThatIsATransaction().text, 'PAYLOAD_ENCODING_TEXT_UTF8', 'HASH_FUNCTION_KECCAK256'),
  ],
  ['a permit', raw(permit, 'PAYLOAD_ENCODING_EIP712')],
  [
    'an authorization (EIP-7702), which hands the account over',
    raw(JSON.stringify({ chainId: '0x1', address: small.to, nonce: '0x0' }), 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION'),
  ],
  [
    'many hashes',
    (stamper) =>
      signRawPayloads(client, {
        organizationId,
        signWith,
        stamper,
        payloads: [keccak256(unsignedLarge)],
        encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
        hashFunction: 'HASH_FUNCTION_NO_OP',
      }),
  ],
  [
    'many, one of them small',
    (stamper) =>
      signMany(createPasskeyAccount({ client, ...wallet, stamper }), {
        items: [{ transaction: small }, { transaction: large }],
      }),
  ],
]

/** Each asks for something else, which only the MFA policy forbids a session without a profile. */
const changes: Attack[] = [
  [
    'deletes the limit',
    async (stamper) => {
      const [policy] = await getMfaPolicies(client, { organizationId, userId, stamper })
      return deleteMfaPolicy(client, { organizationId, userId, mfaPolicyId: policy?.mfaPolicyId ?? '', stamper })
    },
  ],
  [
    'changes its condition',
    async (stamper) => {
      const [policy] = await getMfaPolicies(client, { organizationId, userId, stamper })
      return updateMfaPolicy(client, {
        organizationId,
        userId,
        mfaPolicyId: policy?.mfaPolicyId ?? '',
        condition: 'false',
        stamper,
      })
    },
  ],
  [
    'accepts sessions in its place',
    async (stamper) => {
      const [policy] = await getMfaPolicies(client, { organizationId, userId, stamper })
      return updateMfaPolicy(client, {
        organizationId,
        userId,
        mfaPolicyId: policy?.mfaPolicyId ?? '',
        requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_SESSION' }] }],
        stamper,
      })
    },
  ],
  [
    'puts another policy before it',
    (stamper) =>
      createMfaPolicy(client, {
        organizationId,
        userId,
        mfaPolicyName: 'First',
        condition: 'true',
        requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_SESSION' }] }],
        order: 0,
        stamper,
      }),
  ],
  ['logs in without a profile', (stamper) => stampLogin(client, { organizationId, publicKey: malloryKey, stamper })],
  [
    'logs in with the profile, for longer',
    (stamper) =>
      stampLogin(client, {
        organizationId,
        publicKey: malloryKey,
        sessionProfileId,
        expirationSeconds: '86400',
        stamper,
      }),
  ],
  [
    'registers a passkey of its own',
    async (stamper) => {
      const { challenge, attestation } = await registerMallory()
      return createAuthenticators(client, {
        organizationId,
        userId,
        authenticators: [{ authenticatorName: 'Mallory', challenge, attestation }],
        stamper,
      })
    },
  ],
  [
    'creates an API key',
    (stamper) =>
      createApiKeys(client, {
        organizationId,
        userId,
        apiKeys: [{ apiKeyName: 'Mallory', publicKey: malloryKey, curveType: 'API_KEY_CURVE_P256' }],
        stamper,
      }),
  ],
  [
    'creates a user',
    (stamper) =>
      createUsers(client, {
        organizationId,
        users: [
          {
            userName: 'mallory',
            apiKeys: [{ apiKeyName: 'Mallory', publicKey: malloryKey, curveType: 'API_KEY_CURVE_P256' }],
            authenticators: [],
            oauthProviders: [],
            userTags: [],
          },
        ],
        stamper,
      }),
  ],
  [
    'removes the passkey',
    async (stamper) => {
      const [user] = await listUsers(client, { organizationId, stamper })
      const authenticatorIds = [user?.authenticators[0]?.authenticatorId ?? '']
      return deleteAuthenticators(client, { organizationId, userId, authenticatorIds, stamper })
    },
  ],
  ['changes the root quorum', run('ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', { threshold: 1, userIds: [userId] })],
  ['changes the user', run('ACTIVITY_TYPE_UPDATE_USER_NAME', { userId, userName: 'mallory' })],
  [
    'creates a policy',
    (stamper) =>
      createPolicy(client, {
        organizationId,
        policyName: 'All',
        effect: 'EFFECT_ALLOW',
        condition: 'true',
        consensus: 'true',
        notes: '',
        stamper,
      }),
  ],
  [
    'creates a wallet',
    (stamper) => createWallet(client, { organizationId, walletName: 'Mallory', accounts: [], stamper }),
  ],
  ['deletes the wallet', run('ACTIVITY_TYPE_DELETE_WALLETS', { walletIds: [walletId], deleteWithoutExport: true })],
  ['deletes the organization', run('ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION', { deleteWithoutExport: true })],
  [
    'ends the session of another device',
    async (stamper) => {
      const [user] = await listUsers(client, { organizationId, stamper })
      const other = user?.apiKeys.find(({ credential }) => credential.publicKey !== stamper.publicKey)
      return run('ACTIVITY_TYPE_DELETE_API_KEYS', { userId, apiKeyIds: [other?.apiKeyId] })(stamper)
    },
  ],
]

const before = await state()
for (const [name, session, refusal] of [
  ['with the profile', limited, 'NotPermittedError'],
  ['without a profile', unlimited, 'ActivityAuthenticatorsNeededError'],
] as const) {
  describe(`the session ${name} signs`, () => {
    for (const [title, run] of signatures)
      attack(title, 'ActivityAuthenticatorsNeededError', async () => String(await run(session)))
    attack('what waits for the passkey, by approving it itself', 'SignerRequestError', async () => {
      const account = createPasskeyAccount({ client, ...wallet, stamper: session })
      const error: unknown = await account.signTransaction(large).catch((error) => error)
      const body = findError(error, ActivityAuthenticatorsNeededError)?.pending?.body ?? ''
      return (await approveActivity(client, { organizationId, body, stamper: session })).status
    })
  })
  describe(`the session ${name}`, () => {
    for (const [title, run] of changes) attack(title, refusal, async () => String(await run(session)))
  })
}

/** What an attack could have changed. */
async function state() {
  const stamper = opened.client.stamper
  const [users, policies, mfa] = [
    await listUsers(client, { organizationId, stamper }),
    await listPolicies(client, { organizationId, stamper }),
    await getMfaPolicies(client, { organizationId, userId, stamper }),
  ]
  return { users, policies, mfa }
}

test('nothing has changed, and nothing was signed', async () => {
  expect(await state()).toEqual(before)
  const signed = await listActivities(client, {
    organizationId,
    filterByStatus: ['ACTIVITY_STATUS_COMPLETED'],
    filterByType: ['SIGN_RAW_PAYLOAD_V2', 'SIGN_RAW_PAYLOADS', 'SIGN_TRANSACTION_V2'].map(
      (type) => `ACTIVITY_TYPE_${type}`,
    ),
    stamper: limited,
  })
  // By the passkey, in the first test.
  expect(signed.map(({ type }) => type)).toEqual(['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'])
  // What the limit leaves to it, it does.
  for (const stamper of [limited, unlimited])
    expect(await createPasskeyAccount({ client, ...wallet, stamper }).signTransaction(small)).toMatch(/^0x02/)
})
