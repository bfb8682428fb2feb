import {
  concatHex,
  type Hex,
  hashDomain,
  hashMessage,
  hashStruct,
  hashTypedData,
  hexToString,
  keccak256,
  numberToHex,
  parseEther,
  serializeTransaction,
  stringToHex,
  toPrefixedMessage,
  toRlp,
} from 'viem'
import { hashAuthorization } from 'viem/utils'
import { expect, test } from 'vitest'
import { at, textAt } from '../signer/testClient.js'
import { bob, describePayload, openWithWallet, readDescription, sizeOf, token } from './describeRequest.js'

const hexWithKeccak = { name: 'encoding', value: 'hexadecimal', note: 'hashed with Keccak-256' }
const textWithKeccak = { name: 'encoding', value: 'UTF-8 text', note: 'hashed with Keccak-256' }
const signWith = { name: 'sign with', value: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/) }

test.each(['Grüezi 👋', 'Sign in to Example\n\nNonce: 8a7f', '31st of May', '4'])(
  'a message as text, %j: shown without its prefix',
  async (message) => {
    const preimage = toPrefixedMessage(message)
    expect(keccak256(preimage)).toBe(hashMessage(message))
    const expected = {
      title: `Sign the message “${message.replaceAll(/\s+/g, ' ')}”`,
      request: [{ name: 'message', value: message, note: 'EIP-191 message' }, textWithKeccak, signWith],
    }
    expect(await describePayload(hexToString(preimage), 'TEXT_UTF8', 'KECCAK256')).toEqual(expected)
    expect(await describePayload(preimage.slice(2), 'HEXADECIMAL', 'KECCAK256')).toEqual({
      ...expected,
      request: [expected.request[0], hexWithKeccak, signWith],
    })
  },
)

test.each<[message: Hex, title: string, note: string]>([
  ['0xff', 'Sign the message 0xff (1 byte)', 'EIP-191 message of 1 byte'],
  [
    keccak256('0x01'),
    `Sign the message ${keccak256('0x01').slice(0, 8)}…${keccak256('0x01').slice(-4)} (32 bytes)`,
    'EIP-191 message of 32 bytes',
  ],
  ['0x00', 'Sign the message 0x00 (1 byte)', 'EIP-191 message of 1 byte'],
])('a message of bytes, %s: shown without its prefix', async (message, title, note) => {
  const preimage = toPrefixedMessage({ raw: message })
  expect(keccak256(preimage)).toBe(hashMessage({ raw: message }))
  expect(await describePayload(preimage, 'HEXADECIMAL', 'KECCAK256')).toEqual({
    title,
    request: [{ name: 'message', value: message, note }, hexWithKeccak, signWith],
  })
})

test('an empty message', async () => {
  expect(await describePayload(hexToString(toPrefixedMessage('')), 'TEXT_UTF8', 'KECCAK256')).toMatchObject({
    title: 'Sign the message “”',
    request: [{ name: 'message', value: '', note: 'EIP-191 message' }, {}, {}],
  })
})

test.each([
  ['a length that is wrong', '\u0019Ethereum Signed Message:\n6hello'],
  ['a length with a zero in front', '\u0019Ethereum Signed Message:\n05hello'],
  ['no length', '\u0019Ethereum Signed Message:\nhello'],
])('the prefix of a message with %s: bytes, because no wallet signs that', async (_, text) => {
  expect(await describePayload(stringToHex(text), 'HEXADECIMAL', 'KECCAK256')).toMatchObject({
    title: `Sign ${text.length} bytes`,
    request: [{ name: 'bytes', value: stringToHex(text) }, {}, {}],
  })
})

test.each(['TEXT_UTF8', 'HEXADECIMAL'] as const)('text without a prefix as %s: no message', async (encoding) => {
  const payload = encoding === 'TEXT_UTF8' ? 'hello' : stringToHex('hello')
  for (const [hashFunction, name] of [
    ['KECCAK256', 'Keccak-256'],
    ['SHA256', 'SHA-256'],
  ] as const)
    expect(await describePayload(payload, encoding, hashFunction)).toEqual({
      title: 'Sign the text “hello”',
      request: [
        { name: 'text', value: 'hello', note: 'Not an EIP-191 message.' },
        { name: 'encoding', value: expect.any(String), note: `hashed with ${name}` },
        signWith,
      ],
    })
})

test('a digest', async () => {
  const digest = keccak256('0x01')
  const field = { name: 'digest', value: digest, note: 'A hash: what was hashed cannot be shown.' }
  expect(await describePayload(digest, 'HEXADECIMAL')).toEqual({
    title: 'Sign the digest 0x5fe7f9…ffd2',
    request: [field, { name: 'encoding', value: 'hexadecimal' }, signWith],
  })
  const text = 'a text of exactly thirty-two chrs'.slice(0, 32)
  expect(await describePayload(text, 'TEXT_UTF8')).toMatchObject({
    title: `Sign the digest ${stringToHex(text).slice(0, 8)}…${stringToHex(text).slice(-4)}`,
    request: [{ name: 'digest', value: stringToHex(text) }, { name: 'text', value: text }, {}, {}],
  })
})

test('other bytes', async () => {
  const bytes = { name: 'bytes', value: '0xff00', note: 'Nothing that this signer can decode.' }
  for (const hashFunction of ['KECCAK256', 'SHA256'] as const)
    expect(await describePayload('ff00', 'HEXADECIMAL', hashFunction)).toMatchObject({
      title: 'Sign 2 bytes',
      request: [bytes, {}, {}],
    })
  expect(await describePayload('nothing', 'HEXADECIMAL')).toMatchObject({
    title: 'Sign an unreadable payload',
    request: [{ name: 'payload', value: 'nothing' }, {}, {}],
  })
})

const typedData = {
  types: { Mail: [{ name: 'contents', type: 'string' }], EIP712Domain: [{ name: 'name', type: 'string' }] },
  primaryType: 'Mail',
  domain: { name: 'Ether Mail' },
  message: { contents: 'Hello' },
} as const

test('typed data as its hashes', async () => {
  const { types, domain } = typedData
  const domainHash = hashDomain({ domain, types })
  const messageHash = hashStruct({ data: typedData.message, primaryType: 'Mail', types })
  const preimage = concatHex(['0x1901', domainHash, messageHash])
  expect(keccak256(preimage)).toBe(hashTypedData(typedData))
  expect(await describePayload(preimage, 'HEXADECIMAL', 'KECCAK256')).toEqual({
    title: `Sign typed data with the hash ${messageHash.slice(0, 8)}…${messageHash.slice(-4)}`,
    request: [
      { name: 'domain hash', value: domainHash },
      { name: 'message hash', value: messageHash },
      { name: 'typed data', note: 'The app sent only its EIP-712 hashes, so its content cannot be shown.' },
      hexWithKeccak,
      signWith,
    ],
  })
  const domainOnly = concatHex(['0x1901', domainHash])
  expect(keccak256(domainOnly)).toBe(hashTypedData({ types, domain, primaryType: 'EIP712Domain' }))
  expect(await describePayload(domainOnly, 'HEXADECIMAL', 'KECCAK256')).toMatchObject({
    title: `Sign typed data with the hash ${domainHash.slice(0, 8)}…${domainHash.slice(-4)}`,
    request: [{ name: 'domain hash', value: domainHash }, { name: 'typed data' }, {}, {}],
  })
})

const legacy = { type: 'legacy', nonce: 0, gas: 21_000n, gasPrice: 1_000_000_000n, to: bob, value: 1n } as const
const eip1559 = {
  type: 'eip1559',
  chainId: 8453,
  nonce: 7,
  gas: 21_000n,
  maxFeePerGas: 2_000_000_000n,
  to: bob,
  value: parseEther('0.25'),
} as const

test.each([
  ['Send 0.25 ETH to 0x709979…79C8 on Base', serializeTransaction(eip1559), 'EIP-1559'],
  ['Send 0.000000000000000001 coins to 0x709979…79C8 on any chain', serializeTransaction(legacy), 'legacy'],
  [
    'Send 0.000000000000000001 ETH to 0x709979…79C8 on Ethereum',
    serializeTransaction({ ...legacy, chainId: 1 }),
    'legacy',
  ],
])('a transaction as bytes: %s', async (title, preimage, type) => {
  const { request, ...described } = await describePayload(preimage, 'HEXADECIMAL', 'KECCAK256')
  expect(described.title).toBe(title)
  expect(request[0]).toEqual({ name: 'to', value: bob })
  expect(request).toContainEqual({ name: 'type', value: type })
  expect(request.slice(-2)).toEqual([hexWithKeccak, signWith])
})

test('bytes that only begin like a transaction, or have another hash than it, are no transaction', async () => {
  const preimage = serializeTransaction(eip1559)
  for (const bytes of [`${preimage}00`, preimage.slice(0, -2), preimage.replace('0x02', '0x06')]) {
    const { title } = await describePayload(bytes, 'HEXADECIMAL', 'KECCAK256')
    expect(title).toBe(`Sign ${bytes.length / 2 - 1} bytes`)
  }
  expect((await describePayload(preimage, 'HEXADECIMAL', 'SHA256')).title).toBe(`Sign ${preimage.length / 2 - 1} bytes`)
})

const zeroAddress = `0x${'00'.repeat(20)}` as const

test.each<[chainId: number, address: Hex, nonce: number, title: string]>([
  [1, token, 3, 'Delegate the account to 0x5FbDB2…0aa3 on Ethereum'],
  [0, token, 0, 'Delegate the account to 0x5FbDB2…0aa3 on every chain'],
  [8453, zeroAddress, 300, 'Remove the account’s delegation on Base'],
])('an authorization for chain %i to %s, as JSON and as bytes', async (chainId, address, nonce, title) => {
  const isRemoval = address === zeroAddress
  const fields = [
    {
      name: 'delegate',
      value: address,
      note: isRemoval
        ? 'The zero address removes the delegation.'
        : 'This contract’s code can then act for the account.',
    },
    { name: 'chain', value: expect.any(String), note: `ID ${chainId}` },
    { name: 'nonce', value: `${nonce}` },
    { name: 'type', value: 'EIP-7702 authorization' },
  ]
  expect(await describePayload(JSON.stringify({ chainId, address, nonce }), 'EIP7702_AUTHORIZATION')).toEqual({
    title,
    request: [...fields, { name: 'encoding', value: 'EIP-7702' }, signWith],
  })
  const toBytes = (value: number): Hex => (value === 0 ? '0x' : numberToHex(value))
  const preimage = concatHex(['0x05', toRlp([toBytes(chainId), address, toBytes(nonce)])])
  expect(keccak256(preimage)).toBe(hashAuthorization({ chainId, address, nonce }))
  expect(await describePayload(preimage, 'HEXADECIMAL', 'KECCAK256')).toEqual({
    title,
    request: [...fields, hexWithKeccak, signWith],
  })
})

test('an authorization with a quantity in hex', async () => {
  const json = `{"chainId":"0x1","address":"${token}","nonce":"0x3"}`
  expect(await describePayload(json, 'EIP7702_AUTHORIZATION')).toMatchObject({
    title: 'Delegate the account to 0x5FbDB2…0aa3 on Ethereum',
    request: [{}, {}, { name: 'nonce', value: '3' }, {}, {}, {}],
  })
})

test.each<[what: string, preimage: Hex]>([
  ['a leading zero', concatHex(['0x05', toRlp(['0x0001', token, '0x03'])])],
  ['a field too many', concatHex(['0x05', toRlp(['0x01', token, '0x03', '0x'])])],
  ['half an address', concatHex(['0x05', toRlp(['0x01', bob.slice(0, 22) as Hex, '0x03'])])],
  ['a nonce of nine bytes', concatHex(['0x05', toRlp(['0x01', token, `0x${'01'.repeat(9)}`])])],
  ['bytes after it', concatHex(['0x05', toRlp(['0x01', token, '0x03']), '0x00'])],
  ['another encoding of a byte', concatHex(['0x05', `0xd88101${toRlp(token).slice(2)}03`])],
  ['no list', concatHex(['0x05', toRlp(token)])],
])('bytes like an authorization with %s are no authorization', async (_, preimage) => {
  const { title } = await describePayload(preimage, 'HEXADECIMAL', 'KECCAK256')
  expect(title).toBe(`Sign ${preimage.length / 2 - 1} bytes`)
})

test('several payloads: what they are in the title, and each with its own fields', async () => {
  const message = toPrefixedMessage('hello')
  const { title, request } = await describePayload(
    [serializeTransaction(eip1559), message, serializeTransaction({ ...legacy, chainId: 1 })],
    'HEXADECIMAL',
    'KECCAK256',
  )
  expect(title).toBe('Sign 2 transactions and 1 message')
  expect(request).toEqual([
    expect.objectContaining({ name: 'payload 1', value: 'Send 0.25 ETH to 0x709979…79C8 on Base' }),
    {
      name: 'payload 2',
      value: 'Sign the message “hello”',
      fields: [{ name: 'message', value: 'hello', note: 'EIP-191 message' }],
    },
    expect.objectContaining({ name: 'payload 3', value: 'Send 0.000000000000000001 ETH to 0x709979…79C8 on Ethereum' }),
    hexWithKeccak,
    signWith,
  ])
  expect(request[0]?.fields).toContainEqual({ name: 'value', value: '0.25 ETH', note: '250000000000000000 wei' })
})

test('several payloads of one kind', async () => {
  const authorization = JSON.stringify({ chainId: 1, address: token, nonce: 3 })
  const mail = JSON.stringify(typedData)
  expect(await describePayload([authorization, authorization], 'EIP7702_AUTHORIZATION')).toMatchObject({
    title: 'Sign 2 authorizations',
    request: [
      { name: 'payload 1', value: 'Delegate the account to 0x5FbDB2…0aa3 on Ethereum' },
      { name: 'payload 2', fields: [{ name: 'delegate', value: token }, {}, {}, {}] },
      { name: 'encoding', value: 'EIP-7702' },
      {},
    ],
  })
  expect(await describePayload([mail, mail], 'EIP712')).toMatchObject({
    title: 'Sign 2 typed data messages',
    request: [
      { name: 'payload 1', value: 'Sign typed data “Mail” for “Ether Mail”' },
      {
        name: 'payload 2',
        fields: [{}, {}, { name: 'message', fields: [{ name: 'contents', value: 'Hello', note: 'string' }] }],
      },
      { name: 'encoding', value: 'EIP-712' },
      {},
    ],
  })
  expect((await describePayload([keccak256('0x01'), keccak256('0x02')], 'HEXADECIMAL')).title).toBe('Sign 2 digests')
  expect((await describePayload([mail], 'EIP712')).title).toBe('Sign typed data “Mail” for “Ether Mail”')
})

test('a thousand payloads share the fields that there is room for', async () => {
  const { submit, getActivity, get, key, organizationId, address } = await openWithWallet()
  const typed = JSON.stringify({
    types: { A: [{ name: 'a', type: 'uint256[]' }] },
    primaryType: 'A',
    domain: {},
    message: { a: Array.from({ length: 7 }, (_, index) => index) },
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
  const { body } = await getActivity(answer)
  const { title, request } = readDescription(body)
  expect(title).toBe('Sign 1,000 typed data messages')
  expect(sizeOf(request).fields).toBeLessThan(1600)
  expect(request.at(-3)).toMatchObject({
    name: '…',
    note: `${(1003 - request.length).toLocaleString('en')} more: see the raw request`,
  })
  const result = at(body, 'result')
  expect(JSON.stringify(result)).toMatch(/[0-9,]+ more: use get_activity to read them all/)
  expect(JSON.stringify(result).length).toBeLessThan(100_000)
  // The list has the title alone.
  expect((await get('/page/activities')).text.length).toBeLessThan(2000)
})

test('a request that fails is shown as far as it can be read, with the reason', async () => {
  const { submit, get, key, organizationId, address } = await openWithWallet()
  const sign = (payload: string) =>
    submit(
      key,
      'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      { signWith: address, payload, encoding: 'PAYLOAD_ENCODING_EIP712', hashFunction: 'HASH_FUNCTION_NO_OP' },
      { organizationId },
    )
  await sign('{')
  await sign('{"types":{"A":[{"name":"b","type":"A[2]"}]},"primaryType":"A","message":{"b":7}}')
  const list = (await get('/page/activities')).body
  expect(list).toMatchObject({
    activities: [
      { title: 'Sign typed data “A”', status: 'ACTIVITY_STATUS_FAILED' },
      { title: 'Sign unreadable typed data', status: 'ACTIVITY_STATUS_FAILED' },
      {},
    ],
  })
  expect((await get(`/page/activities/${textAt(list, 'activities.0.id')}`)).body).toMatchObject({
    failure: { code: 3, message: expect.stringContaining('must be an array') },
    request: [
      { name: 'primary type', value: 'A' },
      { name: 'domain', fields: [] },
      { name: 'message', fields: [{ name: 'b', value: '7', note: 'A[2]' }] },
      { name: 'encoding', value: 'EIP-712' },
      { name: 'sign with', value: address },
    ],
    result: [],
  })
})
