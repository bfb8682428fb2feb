import {
  type AuthorizationRequest,
  getAddress,
  type Hex,
  keccak256,
  maxUint256,
  parseSignature,
  type SignableMessage,
  serializeTransaction,
  sha256,
  type TransactionSerializable,
  type TypedDataDefinition,
  toHex,
} from 'viem'
import { sign } from 'viem/accounts'
import { hashAuthorization } from 'viem/utils'
import { afterAll, describe, expect, test } from 'vitest'
import { openAccountPair } from './openAccountPair.js'

const privateKey = '0x8f2a559490d8b7a1b8e0f5c8b1b1b7e3f1c1d4a7d2e3f4051627384950617283'
const { account, local, signWithBoth, signWithBothClients, prompts, close } = await openAccountPair(privateKey)
afterAll(close)

const to = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const fees = { maxFeePerGas: 30_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n }
const accessList = [
  { address: to, storageKeys: [keccak256('0x01'), toHex(0, { size: 32 })] },
  { address: getAddress(to), storageKeys: [] },
] as const
const cases = <value>(all: Record<string, value>): { name: string; value: value }[] =>
  Object.entries(all).map(([name, value]) => ({ name, value }))

describe('messages', () => {
  const messages: Record<string, SignableMessage> = {
    text: 'hello',
    'no text': '',
    'text beyond ASCII': 'Zürich ☃ 🔑 \u0000',
    'half of a character': 'a\ud800b',
    'text that looks like hex': '0xdeadbeef',
    'text that looks like a hash': keccak256('0x'),
    '100 kB of text': 'ü'.repeat(50_000),
    hex: { raw: '0xdeadbeef' },
    'hex in capitals': { raw: '0xDEADBEEF' },
    'no bytes as hex': { raw: '0x' },
    'half a byte': { raw: '0xabc' },
    '100 kB as hex': { raw: toHex(new Uint8Array(100_000).fill(7)) },
    bytes: { raw: Uint8Array.of(0, 1, 127, 128, 255) },
    'no bytes': { raw: new Uint8Array() },
    '100 kB of bytes': { raw: new Uint8Array(100_000).fill(255) },
  }
  test.each(cases(messages))('$name', async ({ value: message }) => {
    const signature = await signWithBoth((account) => account.signMessage({ message }))
    expect(await signWithBothClients(1, (client) => client.signMessage({ message }))).toBe(signature)
  })
})

test('a hash, in lower and upper case', async () => {
  const hash = keccak256('0x01')
  const signature = await signWithBoth((account) => account.sign({ hash }))
  expect(await signWithBoth((account) => account.sign({ hash: `0x${hash.slice(2).toUpperCase()}` }))).toBe(signature)
})

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
test.each([0n, 1n, order - 1n, order, order + 1n, maxUint256])(
  'a hash at the edge of the order: %s',
  async (number) => {
    await signWithBoth((account) => account.sign({ hash: toHex(number, { size: 32 }) }))
  },
)

describe('authorizations', () => {
  const authorizations: Record<string, AuthorizationRequest> = {
    address: { address: to, chainId: 1, nonce: 7 },
    contractAddress: { contractAddress: to, chainId: 1, nonce: 7 },
    checksummed: { address: getAddress(to), chainId: 1, nonce: 7 },
    'every chain': { address: to, chainId: 0, nonce: 7 },
    'the first nonce': { address: to, chainId: 31337, nonce: 0 },
    'the last nonce': { address: to, chainId: Number.MAX_SAFE_INTEGER, nonce: Number.MAX_SAFE_INTEGER },
    'taking a delegation back': { address: '0x0000000000000000000000000000000000000000', chainId: 0, nonce: 0 },
  }
  test.each(cases(authorizations))('$name', async ({ value: authorization }) => {
    const signed = await signWithBoth((account) => account.signAuthorization(authorization))
    expect(Object.keys(signed)).toEqual(Object.keys(await local.signAuthorization(authorization)))
    expect(await signWithBothClients(1, (client) => client.signAuthorization(authorization))).toEqual(signed)
  })
})

describe('typed data', () => {
  const types = { Note: [{ name: 'text', type: 'string' }] } as const
  const note = { types, primaryType: 'Note', message: { text: 'hello' } } as const
  const domain = {
    name: 'Exact',
    version: '1',
    chainId: 1,
    verifyingContract: getAddress(to),
    salt: keccak256('0x'),
  } as const
  const domainTypes = [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
    { name: 'salt', type: 'bytes32' },
  ] as const
  // viem's type for any typed data asks for a message, which this one has not.
  const bare = { primaryType: 'EIP712Domain', domain, message: {} } as const
  /** A message of one field. */
  const one = (type: string, value: unknown): TypedDataDefinition => ({
    types: { One: [{ name: 'value', type }] },
    primaryType: 'One',
    message: { value },
  })

  const typedData: Record<string, TypedDataDefinition> = {
    'no domain': note,
    'an empty domain': { ...note, domain: {} },
    'a domain, EIP712Domain absent': { ...note, domain },
    'EIP712Domain present': { ...note, domain, types: { EIP712Domain: domainTypes, ...types } },
    'EIP712Domain partial': { ...note, domain, types: { EIP712Domain: domainTypes.slice(1, 3), ...types } },
    'EIP712Domain in another order': { ...note, domain, types: { EIP712Domain: domainTypes.toReversed(), ...types } },
    'EIP712Domain empty': { ...note, domain, types: { EIP712Domain: [], ...types } },
    'a domain of a name': { ...note, domain: { name: 'Exact' } },
    'a domain of an empty name': { ...note, domain: { name: '', version: '' } },
    'a domain of a salt': { ...note, domain: { salt: domain.salt } },
    'a domain of a chain': { ...note, domain: { chainId: 10n ** 30n } },
    'a domain of a chain as a large number': { ...note, domain: { chainId: 2 ** 60 } },
    'a domain of chain 0': { ...note, domain: { chainId: 0 } },
    'a domain of a contract in lower case': { ...note, domain: { verifyingContract: to } },
    'EIP712Domain as primary type': { ...bare, types: { EIP712Domain: domainTypes } },
    'EIP712Domain as primary type, absent': { ...bare, types: {} },
    'a struct without fields': { types: { Empty: [] }, primaryType: 'Empty', message: {} },
    'the largest uint256': one('uint256', maxUint256),
    'a bigint beyond 2^53': one('uint256', 2n ** 53n + 1n),
    'a negative bigint': one('int256', -(2n ** 255n)),
    'a small bigint': one('uint8', 0n),
    'a number beyond 2^53': one('uint256', 2 ** 53 + 2),
    'a number with an exponent': one('uint256', 1e21),
    'a negative number beyond 2^53': one('int128', -1e25),
    'a negative zero': one('int8', -0),
    'an integer as text': one('uint256', '340282366920938463463374607431768211456'),
    'an integer as hex': one('uint256', '0xFFffFFffFFffFFffFFff'),
    'bytes in capitals': one('bytes', '0xABCDEF'),
    'no bytes': one('bytes', '0x'),
    'an address in lower case': one('address', to),
    'an address checksummed': one('address', getAddress(to)),
    'addresses in an array': one('address[]', [to, getAddress(to)]),
    'an empty array': one('uint8[]', []),
    'arrays in arrays': one('uint8[][2][]', [
      [[1, 2], []],
      [[], [255]],
    ]),
    'bytes and strings in arrays': {
      types: {
        Lists: [
          { name: 'blobs', type: 'bytes[]' },
          { name: 'words', type: 'string[2]' },
          { name: 'flags', type: 'bool[]' },
          { name: 'ids', type: 'bytes4[]' },
        ],
      },
      primaryType: 'Lists',
      message: { blobs: ['0x', '0x00'], words: ['', '☃'], flags: [true, false], ids: ['0x12345678'] },
    },
    'structs in structs and arrays': {
      domain,
      types: {
        Order: [
          { name: 'maker', type: 'Party' },
          { name: 'items', type: 'Item[]' },
          { name: 'route', type: 'Party[2][]' },
        ],
        Party: [
          { name: 'name', type: 'string' },
          { name: 'wallet', type: 'address' },
        ],
        Item: [
          { name: 'amount', type: 'uint256' },
          { name: 'owner', type: 'Party' },
        ],
      },
      primaryType: 'Order',
      message: {
        maker: { name: 'Anna', wallet: to },
        items: [
          { amount: 10n ** 40n, owner: { name: 'Bob', wallet: getAddress(to) } },
          { amount: 2 ** 70, owner: { name: '', wallet: to } },
        ],
        route: [
          [
            { name: 'a', wallet: to },
            { name: 'b', wallet: to },
          ],
        ],
      },
    },
    'a struct that holds its own kind': {
      types: {
        Node: [
          { name: 'label', type: 'string' },
          { name: 'children', type: 'Node[]' },
        ],
      },
      primaryType: 'Node',
      message: { label: 'root', children: [{ label: 'leaf', children: [] }] },
    },
    'types nobody uses': { ...note, types: { ...types, Unused: [{ name: 'x', type: 'uint8' }] } },
    'fields no type names': {
      ...note,
      message: { text: 'hello', more: 1n, price: 1.5, huge: 1e300, nested: { at: 0.1 } },
    },
    'fields named like what every object has': {
      types: {
        Odd: [
          { name: 'constructor', type: 'string' },
          { name: 'toString', type: 'uint8' },
          { name: '__proto__', type: 'string' },
        ],
      },
      primaryType: 'Odd',
      message: JSON.parse('{"constructor":"a","toString":1,"__proto__":"b"}'),
    },
  }
  test.each(cases(typedData))('$name', async ({ value }) => {
    const signature = await signWithBoth((account) => account.signTypedData(value))
    expect(await signWithBothClients(1, (client) => client.signTypedData(value))).toBe(signature)
  })
})

describe('transactions', () => {
  const blob = { blobVersionedHashes: [`0x01${'ab'.repeat(31)}`], maxFeePerBlobGas: 5n, to, ...fees } as const
  const sidecars = [{ blob: '0x1234', commitment: `0x${'c0'.repeat(48)}`, proof: `0x${'d0'.repeat(48)}` }] as const
  const signed = { address: to, chainId: 1, nonce: 0, r: keccak256('0x01'), s: keccak256('0x02') } as const
  const authorizationList = [
    { ...signed, yParity: 0 },
    { ...signed, chainId: 0, nonce: 9, r: toHex(1, { size: 32 }), yParity: 1 },
  ] as const

  const transactions: Record<string, TransactionSerializable> = {
    legacy: { chainId: 1, type: 'legacy', to, gas: 21_000n, gasPrice: 7n, nonce: 3, value: 1n },
    'legacy, by its gas price': { chainId: 1, gasPrice: 7n, to },
    'legacy, nothing but its chain': { chainId: 1, type: 'legacy' },
    'legacy without EIP-155': { type: 'legacy', to, gas: 21_000n, gasPrice: 7n, nonce: 3 },
    'legacy without anything': { type: 'legacy' },
    eip2930: { chainId: 1, type: 'eip2930', to, gasPrice: 7n, accessList, gas: 50_000n, nonce: 1 },
    'eip2930, by its access list': { chainId: 1, gasPrice: 7n, accessList, to },
    'eip2930, its access list empty': { chainId: 1, type: 'eip2930', gasPrice: 7n, accessList: [], to },
    'eip2930, without a list': { chainId: 1, type: 'eip2930', gasPrice: 7n, to },
    eip1559: { chainId: 1, type: 'eip1559', to, ...fees, nonce: 1, gas: 21_000n, value: 1n, data: '0x1234' },
    'eip1559, by its fees': { chainId: 1, ...fees, to },
    'eip1559, with an access list': { chainId: 1, type: 'eip1559', ...fees, to, accessList },
    'eip1559, nothing but its chain': { chainId: 1, type: 'eip1559' },
    'eip4844 without its sidecars': { chainId: 1, type: 'eip4844', ...blob, sidecars: false, accessList },
    'eip4844, sidecars missing': { chainId: 1, type: 'eip4844', ...blob },
    'eip4844 with its sidecars': { chainId: 1, type: 'eip4844', ...blob, sidecars },
    eip7702: { chainId: 1, type: 'eip7702', to, ...fees, authorizationList, accessList, data: '0x' },
    'eip7702, by its list': { chainId: 1, to, ...fees, authorizationList },
    'nonce 0, value 0, gas 0': { chainId: 1, type: 'eip1559', to, ...fees, nonce: 0, value: 0n, gas: 0n },
    'empty data': { chainId: 1, type: 'eip1559', to, ...fees, data: '0x' },
    'data of one zero byte': { chainId: 1, type: 'eip1559', to, ...fees, data: '0x00' },
    'data in capitals': { chainId: 1, type: 'eip1559', to, ...fees, data: '0xABCDEF' },
    '100 kB of data': { chainId: 1, type: 'eip1559', ...fees, data: toHex(new Uint8Array(100_000).fill(1)) },
    'a contract creation': { chainId: 1, type: 'eip1559', ...fees, data: '0x6001600c60003960016000f300' },
    'a contract creation, to: null': { chainId: 1, type: 'eip1559', ...fees, to: null, data: '0x60016000' },
    'a legacy contract creation': { chainId: 1, type: 'legacy', gasPrice: 1n, data: '0x60016000' },
    'an address checksummed': { chainId: 1, type: 'eip1559', ...fees, to: getAddress(to) },
    'the largest amounts': {
      chainId: 1,
      type: 'eip1559',
      to,
      value: maxUint256,
      maxFeePerGas: maxUint256,
      maxPriorityFeePerGas: maxUint256,
      gas: 2n ** 64n - 1n,
      nonce: Number.MAX_SAFE_INTEGER,
    },
    ...Object.fromEntries(
      [127, 128, 255, 256, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER].flatMap(
        (chainId): [string, TransactionSerializable][] => [
          [`eip1559 on chain ${chainId}`, { chainId, type: 'eip1559', to, ...fees }],
          [`legacy on chain ${chainId}`, { chainId, type: 'legacy', to, gasPrice: 1n }],
        ],
      ),
    ),
  }
  test.each(cases(transactions))('$name', async ({ value: transaction }) => {
    const signed = await signWithBoth((account) => account.signTransaction(transaction))
    // A wallet client gives every transaction the id of its chain.
    const { chainId } = transaction
    if (chainId === undefined) return
    const request = transaction as Parameters<typeof local.signTransaction>[0]
    // biome-ignore lint/suspicious/noExplicitAny: one call for all types, which viem's parameters tell apart.
    expect(await signWithBothClients(chainId, (client) => client.signTransaction(request as any))).toBe(signed)
  })

  test.each(
    cases({
      'a tip above the fee': { chainId: 1, type: 'eip1559', to, maxFeePerGas: 1n, maxPriorityFeePerGas: 2n },
      'a malformed address': { chainId: 1, type: 'eip1559', to: '0x1234' },
      'no blob': { ...blob, chainId: 1, type: 'eip4844', blobVersionedHashes: [] },
    } satisfies Record<string, TransactionSerializable>),
  )('refuses $name as viem does, without a prompt', async ({ value }) => {
    const transaction: TransactionSerializable = value
    const expected = await local.signTransaction(transaction).catch((error: unknown) => error)
    if (!(expected instanceof Error)) throw new Error('viem signs it')
    const before = prompts()
    await expect(account.signTransaction(transaction)).rejects.toThrow(expected)
    expect(prompts()).toBe(before)
  })
})

describe('both parities, and signatures shorter than most', () => {
  const shapes: Record<string, (signature: { r: Hex; s: Hex; yParity: number }) => boolean> = {
    'yParity 0': ({ yParity }) => yParity === 0,
    'yParity 1': ({ yParity }) => yParity === 1,
    'r with a leading zero byte': ({ r }) => r.startsWith('0x00'),
    's with a leading zero byte': ({ s }) => s.startsWith('0x00'),
  }
  const upTo = 5_000
  /** RFC 6979 is deterministic: what is found once is always found. */
  async function find<input>(
    make: (n: number) => input,
    hash: (input: input) => Hex,
    fits: (signature: { r: Hex; s: Hex; yParity: number }) => boolean,
  ): Promise<input> {
    for (let n = 0; n < upTo; n++) {
      const input = make(n)
      const { r, s, yParity } = await sign({ hash: hash(input), privateKey })
      if (yParity !== undefined && fits({ r, s, yParity })) return input
    }
    throw new Error(`not among ${upTo}`)
  }

  test.each(cases(shapes))('$name', async ({ value: fits }) => {
    const hash = await find(
      (n) => sha256(toHex(n)),
      (hash) => hash,
      fits,
    )
    const { r, s, yParity } = parseSignature(await signWithBoth((account) => account.sign({ hash })))
    expect(fits({ r, s, yParity })).toBe(true)

    const authorization = await find((nonce) => ({ address: to, chainId: 1, nonce }) as const, hashAuthorization, fits)
    const signed = await signWithBoth((account) => account.signAuthorization(authorization))
    expect(fits({ r: signed.r, s: signed.s, yParity: signed.yParity ?? 2 })).toBe(true)

    for (const fields of [
      { type: 'legacy' },
      { chainId: 1, type: 'legacy' },
      { chainId: 1, type: 'eip1559' },
      // What the account signed for itself, in a transaction it signs.
      { chainId: 1, type: 'eip7702', to, authorizationList: [signed] },
    ] as const) {
      const transaction = await find(
        (nonce): TransactionSerializable => ({ ...fields, nonce }),
        (transaction) => keccak256(serializeTransaction(transaction)),
        fits,
      )
      await signWithBoth((account) => account.signTransaction(transaction))
    }
  })
})
