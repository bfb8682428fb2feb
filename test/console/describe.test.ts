import {
  encodeAbiParameters,
  encodeFunctionData,
  erc20Abi,
  keccak256,
  maxUint256,
  parseAbi,
  parseEther,
  serializeTransaction,
  stringToHex,
  type TransactionSerializable,
  toFunctionSelector,
} from 'viem'
import { expect, test } from 'vitest'
import { apiKeyParams, at, ethereumAccount, type KeyPair, keyPair, register, textAt } from '../signer/testClient.js'
import { type OpenedPage, openConsole } from './openConsole.js'

type Fact = { name: string; value?: string; note?: string; parts?: Fact[] }

const bob = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const token = '0x5FbDB2315678afecb367f032d93F642f64180aa3'

async function opened(): Promise<OpenedPage & { key: KeyPair; organizationId: string; address: string }> {
  const page = await openConsole()
  const key = keyPair()
  const { id, address } = await page.createSubOrganization([{ apiKeys: [key] }])
  return { ...page, key, organizationId: id, address }
}

async function describeTransaction(transaction: TransactionSerializable): Promise<{ title: string; asked: Fact[] }> {
  const { submit, lookAt, key, organizationId, address } = await opened()
  const answer = await submit(
    key,
    'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
    {
      signWith: address,
      unsignedTransaction: serializeTransaction(transaction).slice(2),
      type: 'TRANSACTION_TYPE_ETHEREUM',
    },
    { organizationId },
  )
  return read((await lookAt(answer)).body)
}

async function describePayload(
  payload: string,
  encoding: string,
  hashFunction = 'HASH_FUNCTION_NO_OP',
): Promise<{ title: string; asked: Fact[] }> {
  const { submit, look, key, organizationId, address } = await opened()
  const parameters = {
    signWith: address,
    payload,
    encoding: `PAYLOAD_ENCODING_${encoding}`,
    hashFunction,
  }
  await submit(key, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', parameters, { organizationId })
  const { body } = await look(`/page/activities?organization=${organizationId}`)
  return read((await look(`/page/activities/${textAt(body, 'activities.0.id')}`)).body)
}

function read(body: unknown): { title: string; asked: Fact[] } {
  const asked = at(body, 'asked')
  if (!Array.isArray(asked)) throw new Error('nothing was asked')
  return { title: textAt(body, 'title'), asked }
}

const fees = { nonce: 7, gas: 21_000n, maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1_500_000_000n }

test('a transfer: to whom, how much, where, and what it may cost', async () => {
  const { title, asked } = await describeTransaction({ ...fees, chainId: 8453, to: bob, value: parseEther('0.25') })
  expect(title).toBe('Send 0.25 ETH to 0x709979…79C8 on Base')
  expect(asked.slice(0, -1)).toEqual([
    { name: 'to', value: bob },
    { name: 'value', value: '0.25 ETH', note: '250000000000000000 wei' },
    { name: 'chain', value: 'Base', note: 'id 8453' },
    { name: 'type', value: 'EIP-1559' },
    { name: 'nonce', value: '7' },
    { name: 'gas', value: '21000' },
    { name: 'maxFeePerGas', value: '2 gwei' },
    { name: 'maxPriorityFeePerGas', value: '1.5 gwei' },
  ])
  expect(asked.at(-1)).toMatchObject({ name: 'sign with' })
})

test.each<[string, TransactionSerializable, Partial<Fact>[]]>([
  [
    'Send 0 coins to 0x709979…79C8 on chain 999',
    { type: 'legacy', chainId: 999, nonce: 0, gas: 1n, gasPrice: 1n, to: bob },
    [{ name: 'chain', value: 'chain 999', note: 'id 999' }],
  ],
  [
    'Send 0.000000000000000001 coins to 0x709979…79C8 on any chain',
    { type: 'legacy', nonce: 0, gas: 1n, gasPrice: 1n, to: bob, value: 1n },
    [{ name: 'chain', note: 'none named (before EIP-155): it can be sent on every chain' }],
  ],
  [
    'Create a contract on Ethereum',
    { ...fees, chainId: 1, data: '0x6001600055' },
    [
      { name: 'code', value: keccak256('0x6001600055') },
      { name: 'to', note: 'nobody: it creates a contract' },
    ],
  ],
  [
    'Call 0xdeadbeef of 0x5FbDB2…0aa3, with 1 ETH, on Anvil',
    { ...fees, chainId: 31337, to: token, value: parseEther('1'), data: '0xdeadbeef01' },
    [
      { name: 'function', value: '0xdeadbeef', note: 'not one of the well-known ones' },
      { name: 'data', note: '5 bytes' },
    ],
  ],
  [
    'Send 0 ETH to 0x709979…79C8 on Sepolia',
    {
      type: 'eip2930',
      chainId: 11155111,
      to: bob,
      gasPrice: 3n,
      accessList: [{ address: token, storageKeys: [`0x${'01'.repeat(32)}`] }],
    },
    [
      { name: 'type', value: 'EIP-2930' },
      {
        name: 'accessList',
        parts: [
          {
            name: '0',
            parts: [
              { name: 'address', value: token.toLowerCase() },
              { name: 'storageKeys', parts: [{ name: '0', value: `0x${'01'.repeat(32)}` }] },
            ],
          },
        ],
      },
    ],
  ],
  [
    'Send 0 ETH to 0x709979…79C8 on Ethereum',
    {
      ...fees,
      type: 'eip4844',
      chainId: 1,
      to: bob,
      maxFeePerBlobGas: 5n,
      blobVersionedHashes: [`0x01${'02'.repeat(31)}`],
    },
    [
      { name: 'type', value: 'EIP-4844, blobs' },
      { name: 'maxFeePerBlobGas', value: '0.000000005 gwei' },
      { name: 'blobVersionedHashes', parts: [{ name: '0', value: `0x01${'02'.repeat(31)}` }] },
    ],
  ],
  [
    'Send 0 ETH to 0x709979…79C8 on Ethereum',
    {
      ...fees,
      type: 'eip7702',
      chainId: 1,
      to: bob,
      authorizationList: [{ address: token, chainId: 1, nonce: 4, r: '0x1', s: '0x2', yParity: 0 }],
    },
    [
      { name: 'type', value: 'EIP-7702, delegations' },
      {
        name: 'authorizationList',
        parts: [
          {
            name: '0',
            parts: [
              { name: 'chainId', value: '1' },
              { name: 'delegateTo', value: token.toLowerCase() },
              { name: 'nonce', value: '4' },
            ],
          },
        ],
      },
    ],
  ],
])('%s', async (title, transaction, facts) => {
  const described = await describeTransaction(transaction)
  expect(described.title).toBe(title)
  for (const fact of facts) expect(described.asked).toContainEqual(expect.objectContaining(fact))
})

const nft = parseAbi([
  'function setApprovalForAll(address operator, bool approved)',
  'function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes data)',
  'function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)',
  'function multicall(bytes[] data)',
  'function deposit()',
])
const approve = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [bob, maxUint256] })

test.each<[string, `0x${string}`, Fact]>([
  [
    'Call transfer()',
    encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [bob, 1_000_000n] }),
    {
      name: 'function',
      value: 'transfer(address, uint256)',
      parts: [
        { name: 'to', value: bob, note: 'address' },
        { name: 'amount', value: '1000000', note: 'uint256' },
      ],
    },
  ],
  [
    'Call approve()',
    approve,
    {
      name: 'function',
      value: 'approve(address, uint256)',
      parts: [
        { name: 'spender', value: bob, note: 'address' },
        { name: 'amountOrTokenId', value: `${maxUint256}`, note: 'uint256, without limit' },
      ],
    },
  ],
  [
    'Call setApprovalForAll()',
    encodeFunctionData({ abi: nft, functionName: 'setApprovalForAll', args: [bob, true] }),
    {
      name: 'function',
      value: 'setApprovalForAll(address, bool)',
      parts: [
        { name: 'operator', value: bob, note: 'address' },
        { name: 'approved', value: 'true', note: 'bool' },
      ],
    },
  ],
  [
    'Call safeTransferFrom()',
    encodeFunctionData({ abi: nft, functionName: 'safeTransferFrom', args: [bob, token, 5n, 2n, '0x'] }),
    {
      name: 'function',
      value: 'safeTransferFrom(address, address, uint256, uint256, bytes)',
      parts: [
        { name: 'from', value: bob, note: 'address' },
        { name: 'to', value: token, note: 'address' },
        { name: 'id', value: '5', note: 'uint256' },
        { name: 'amount', value: '2', note: 'uint256' },
        { name: 'data', value: '0x', note: 'bytes' },
      ],
    },
  ],
  [
    'Call multicall()',
    encodeFunctionData({ abi: nft, functionName: 'multicall', args: [[approve, '0x1234']] }),
    {
      name: 'function',
      value: 'multicall(bytes[])',
      parts: [
        {
          name: 'data',
          note: 'bytes[]',
          parts: [
            {
              name: '0',
              note: 'bytes',
              parts: [
                { name: 'function', value: 'approve(address, uint256)' },
                { name: 'spender', value: bob, note: 'address' },
                { name: 'amountOrTokenId', value: `${maxUint256}`, note: 'uint256, without limit' },
              ],
            },
            { name: '1', value: '0x1234', note: 'bytes' },
          ],
        },
      ],
    },
  ],
  [
    'Call deposit()',
    encodeFunctionData({ abi: nft, functionName: 'deposit' }),
    { name: 'function', value: 'deposit()', parts: [] },
  ],
  // Bytes after the arguments, or too few of them: no name that says less, or other, than what is signed.
  [
    `Call ${toFunctionSelector('transfer(address,uint256)')}`,
    `${encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [bob, 1n] })}00`,
    { name: 'function', value: '0xa9059cbb', note: 'not one of the well-known ones' },
  ],
  [
    'Call 0xa9059cbb',
    `0xa9059cbb${encodeAbiParameters([{ type: 'address' }], [bob]).slice(2)}`,
    { name: 'function', value: '0xa9059cbb', note: 'not one of the well-known ones' },
  ],
])('%s', async (title, data, fact) => {
  const described = await describeTransaction({ ...fees, chainId: 1, to: token, data })
  expect(described.title).toBe(`${title} of 0x5FbDB2…0aa3 on Ethereum`)
  expect(described.asked).toContainEqual(fact)
})

test('typed data: a tree of what is signed, with its types', async () => {
  const { title, asked } = await describePayload(
    JSON.stringify({
      types: {
        Mail: [
          { name: 'from', type: 'Person' },
          { name: 'to', type: 'Person[]' },
          { name: 'contents', type: 'string' },
        ],
        Person: [
          { name: 'name', type: 'string' },
          { name: 'wallet', type: 'address' },
        ],
      },
      primaryType: 'Mail',
      domain: { name: 'Ether Mail', chainId: 1 },
      message: {
        from: { name: 'Cow', wallet: bob, unsigned: 'not part of the type' },
        to: [{ name: 'Bob', wallet: token }],
        contents: 'Hello, Bob!',
      },
    }),
    'EIP712',
  )
  expect(title).toBe('Sign typed data “Mail” of “Ether Mail” on Ethereum')
  expect(asked.slice(0, 3)).toEqual([
    { name: 'primary type', value: 'Mail' },
    {
      name: 'domain',
      parts: [
        { name: 'name', value: 'Ether Mail' },
        { name: 'chainId', value: '1' },
      ],
    },
    {
      name: 'message',
      note: 'Mail',
      parts: [
        {
          name: 'from',
          note: 'Person',
          parts: [
            { name: 'name', value: 'Cow', note: 'string' },
            { name: 'wallet', value: bob, note: 'address' },
          ],
        },
        {
          name: 'to',
          note: 'Person[]',
          parts: [
            {
              name: '0',
              note: 'Person',
              parts: [
                { name: 'name', value: 'Bob', note: 'string' },
                { name: 'wallet', value: token, note: 'address' },
              ],
            },
          ],
        },
        { name: 'contents', value: 'Hello, Bob!', note: 'string' },
      ],
    },
  ])
})

test.each([
  ['what its type leaves out', [{ name: 'version', type: 'string' }]],
  ['what the standard does not know, where there is no type', undefined],
])('typed data: of the domain %s is not shown, for it is not signed', async (_, EIP712Domain) => {
  const { title, asked } = await describePayload(
    JSON.stringify({
      types: { ...(EIP712Domain && { EIP712Domain }), Mail: [{ name: 'contents', type: 'string' }] },
      primaryType: 'Mail',
      domain: { version: '1', ...(EIP712Domain ? { name: 'Ether Mail', chainId: 1 } : { owner: 'Ether Mail' }) },
      message: { contents: 'Hello' },
    }),
    'EIP712',
  )
  expect(title).toBe('Sign typed data “Mail”')
  expect(asked[1]).toEqual({ name: 'domain', parts: [{ name: 'version', value: '1' }] })
})

/** What is made of it: facts, and characters of them. */
function sizeOf(facts: readonly Fact[]): { facts: number; characters: number } {
  const below = facts.map(({ parts = [] }) => sizeOf(parts).facts)
  return {
    facts: facts.length + below.reduce((sum, count) => sum + count, 0),
    characters: JSON.stringify(facts).length,
  }
}

test('typed data as deep and as wide as a body allows is cut short, and says how much is left out', async () => {
  const deep = (depth: number): string => `${'['.repeat(depth)}1${']'.repeat(depth)}`
  const wide = JSON.stringify(Array.from({ length: 50_000 }, (_, index) => index))
  const { asked } = await describePayload(
    `{"types":{"A":[{"name":"a","type":"uint8${'[]'.repeat(90)}"},{"name":"b","type":"uint256[]"}]},"primaryType":"A","domain":{},"message":{"a":${deep(90)},"b":${wide}}}`,
    'EIP712',
  )
  expect(sizeOf(asked).facts).toBeLessThan(1600)
  expect(sizeOf(asked).characters).toBeLessThan(200_000)
  const [, , { parts: [a, b] = [] } = { parts: [] }] = asked
  expect(JSON.stringify(a)).toContain('"note":"1 more: see the raw request"')
  const shown = b?.parts?.length ?? 0
  expect(b?.parts?.at(-1)).toEqual({
    name: '…',
    note: `${(50_001 - shown).toLocaleString('en')} more: see the raw request`,
  })
})

test('typed data whose names and values are as long as a body allows is shown as long as anybody reads', async () => {
  const type = 'T'.repeat(100_000)
  // The last one cannot be signed: to hash a type as long as this takes long.
  const items = Array.from({ length: 2000 }, (_, index) => ({ a: index < 1999 || 'neither' }))
  const { asked } = await describePayload(
    JSON.stringify({
      types: {
        A: [
          { name: 'text', type: 'string' },
          { name: 'list', type: `${type}[]` },
        ],
        [type]: [{ name: 'a', type: 'bool' }],
      },
      primaryType: 'A',
      domain: {},
      message: { text: 'x'.repeat(300_000), list: items },
    }),
    'EIP712',
  )
  expect(sizeOf(asked).characters).toBeLessThan(800_000)
  const [, , { parts = [] } = { parts: [] }] = asked
  expect(parts[0]).toMatchObject({ note: 'string, 200,000 characters more: see the raw request' })
  expect(parts[0]?.value).toBe(`${'x'.repeat(100_000)}…`)
  expect(parts[1]?.note).toBe(`${'T'.repeat(200)}…`)
})

test('a thousand payloads at once share what there is room for', async () => {
  const { submit, lookAt, look, key, organizationId, address } = await opened()
  const typed = JSON.stringify({
    types: { A: [{ name: 'a', type: 'uint256[]' }] },
    primaryType: 'A',
    domain: {},
    message: { a: Array.from({ length: 40 }, (_, index) => index) },
  })
  const answer = await submit(
    key,
    'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS',
    {
      signWith: address,
      payloads: Array.from({ length: 1000 }, () => typed),
      encoding: 'PAYLOAD_ENCODING_EIP712',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    },
    { organizationId },
  )
  expect(answer.status).toBe(200)
  const { body } = await lookAt(answer)
  const { title, asked } = read(body)
  expect(title).toBe('Sign 1000 payloads at once')
  expect(sizeOf(asked).facts).toBeLessThan(1600)
  expect(asked.at(-2)).toMatchObject({
    name: '…',
    note: `${(1002 - asked.length).toLocaleString('en')} more: see the raw request`,
  })
  const result = at(body, 'result')
  expect(JSON.stringify(result)).toMatch(/[0-9,]+ more: get_activity has all of it/)
  expect(JSON.stringify(result).length).toBeLessThan(100_000)
  // The list has its title, and nothing of the rest.
  expect((await look('/page/activities')).text.length).toBeLessThan(2000)
})

test('a title follows the name of the user that it tells', async () => {
  const { submit, look, key, organizationId } = await opened()
  const userId = textAt((await look(`/page/organizations/${organizationId}`)).body, 'users.0.id')
  const titles = async (): Promise<unknown[]> => {
    const { body } = await look(`/page/activities?organization=${organizationId}`)
    const activities = at(body, 'activities')
    return Array.isArray(activities) ? activities.map((each: unknown) => at(each, 'title')) : []
  }
  await submit(key, 'ACTIVITY_TYPE_UPDATE_USER', { userId, userEmail: 'a@example.com' }, { organizationId })
  expect(await titles()).toContain('Change the user “Root 1”')
  await submit(key, 'ACTIVITY_TYPE_UPDATE_USER_NAME', { userId, userName: 'Grace' }, { organizationId })
  expect(await titles()).toContain('Change the user “Grace”')
})

test.each([
  [
    'Sign the message “Grüezi 👋”',
    'Grüezi 👋',
    'TEXT_UTF8',
    'HASH_FUNCTION_KECCAK256',
    'Grüezi 👋',
    'text, hashed with Keccak-256',
  ],
  [
    'Sign the message “hello”',
    stringToHex('\u0019Ethereum Signed Message:\n5hello').slice(2),
    'HEXADECIMAL',
    'HASH_FUNCTION_KECCAK256',
    'hello',
    'message of EIP-191 as hex, hashed with Keccak-256',
  ],
  [
    'Sign the message “1st”',
    stringToHex('\u0019Ethereum Signed Message:\n31st'),
    'HEXADECIMAL',
    'HASH_FUNCTION_SHA256',
    '1st',
    'message of EIP-191 as hex, hashed with SHA-256',
  ],
])('%s', async (title, payload, encoding, hashFunction, value, note) => {
  const described = await describePayload(payload, encoding, hashFunction)
  expect(described.title).toBe(title)
  expect(described.asked[0]).toEqual({ name: 'message', value, note })
})

test('a digest stays a digest, and bytes that are no text stay bytes', async () => {
  const digest = keccak256('0x01')
  expect(await describePayload(digest, 'HEXADECIMAL')).toMatchObject({
    title: 'Sign the digest 0x5fe7f9…ffd2',
    asked: [{ name: 'digest', value: digest }, {}],
  })
  expect(await describePayload('ff00', 'HEXADECIMAL', 'HASH_FUNCTION_SHA256')).toMatchObject({
    title: 'Sign 2 bytes',
    asked: [{ name: 'bytes', value: '0xff00', note: 'hashed with SHA-256' }, {}],
  })
})

test.each([
  [`{"chainId":1,"address":"${token}","nonce":3}`, 'Delegate the account to the code of 0x5FbDB2…0aa3 on Ethereum'],
  [
    `{"chainId":0,"address":"${token}","nonce":"0x3"}`,
    'Delegate the account to the code of 0x5FbDB2…0aa3 on every chain',
  ],
  [`{"chainId":1,"address":"0x${'00'.repeat(20)}","nonce":3}`, 'Take back the delegation of the account on Ethereum'],
])('an authorization %s', async (payload, title) => {
  expect(await describePayload(payload, 'EIP7702_AUTHORIZATION')).toMatchObject({ title })
})

test('what could not be signed is shown as far as it can be read, with the reason', async () => {
  const { submit, look, key, organizationId, address } = await opened()
  const sign = (payload: string) =>
    submit(
      key,
      'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      { signWith: address, payload, encoding: 'PAYLOAD_ENCODING_EIP712', hashFunction: 'HASH_FUNCTION_NO_OP' },
      { organizationId },
    )
  await sign('{')
  await sign('{"types":{"A":[{"name":"b","type":"A[2]"}]},"primaryType":"A","message":{"b":7}}')
  const list = (await look('/page/activities')).body
  expect(list).toMatchObject({
    activities: [
      { title: 'Sign typed data “A”', status: 'ACTIVITY_STATUS_FAILED' },
      { title: 'Sign typed data that cannot be read', status: 'ACTIVITY_STATUS_FAILED' },
      {},
    ],
  })
  expect((await look(`/page/activities/${textAt(list, 'activities.0.id')}`)).body).toMatchObject({
    failure: { code: 3, message: expect.stringContaining('must be an array') },
    asked: [
      { name: 'primary type', value: 'A' },
      { name: 'domain', parts: [] },
      { name: 'message', parts: [{ name: 'b', value: '7', note: 'A[2]' }] },
      { name: 'sign with', value: address },
    ],
    result: [],
  })
})

test('every other activity, in words', async () => {
  const { submit, lookAt, look, signer, createSubOrganization } = await openConsole()
  const key = keyPair()
  const passkey = await register()
  const titles: string[] = []
  const { id: organizationId, rootUserIds, walletId } = await createSubOrganization([{ apiKeys: [key] }])
  const [userId = ''] = rootUserIds
  const first = (await look(`/page/activities?organization=${signer.organizationId}`)).body
  titles.push(textAt(first, 'activities.0.title'))
  const act = async (type: string, parameters: unknown): Promise<unknown> => {
    const answer = await submit(key, `ACTIVITY_TYPE_${type}`, parameters, { organizationId })
    titles.push(textAt((await lookAt(answer)).body, 'title'))
    const [result] = Object.values(Object(at(answer.body, 'activity.result')))
    return result
  }
  const newUser = (userName: string): object => ({ userName, userTags: [], apiKeys: [apiKeyParams(keyPair())] })
  const firstOf = (result: unknown, list: string): string => textAt(result, `${list}.0`)
  const signed = {
    signWith: textAt((await look(`/page/organizations/${organizationId}`)).body, 'wallets.0.accounts.0.address'),
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
  const { body } = await look(`/page/organizations/${organizationId}`)
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
    'Create the sub-organization “Ada” with the wallet “Wallet”',
    'Sign 2 payloads at once',
    'Sign the message “a”',
    'Create the user “Bea”',
    'Create 2 users',
    'Change the user “Bea”',
    'Rename a user to “Beatrice”',
    'Add the passkey “Passkey” to “Beatrice”',
    'Add the API key “CI” to “Beatrice”',
    'Remove a passkey of “Beatrice”',
    'Remove an API key of “Beatrice”',
    'Delete the user “Beatrice”',
    'Create the wallet “Savings” with an address',
    'Derive 2 addresses',
    'Rename a wallet to “Spending”',
    'Delete an address',
    'Delete a wallet',
    'Create the private key “Hot”',
    'Delete a private key',
    'Let 1 approval of 1 root user decide',
    'Begin a session of 1 hour',
    'Begin a session',
    'Delete this sub-organization',
  ])
})
