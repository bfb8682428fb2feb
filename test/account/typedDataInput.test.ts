import { type TypedDataDefinition, toHex } from 'viem'
import { InvalidParameterError, signMany } from 'viem-passkey-account'
import { afterAll, describe, expect, test } from 'vitest'
import { openAccountPair } from './openAccountPair.js'

const bodies: string[] = []
const { account, local, signWithBoth, prompts, close } = await openAccountPair(
  '0x1c0a3f5b7d9e2f4068a1b3c5d7e9f00112233445566778899aabbccddeeff001',
  {
    wrap: (fetchFn) => async (request) => {
      bodies.push(await request.clone().text())
      return fetchFn(request)
    },
  },
)
afterAll(close)

/** The encoding of the last request, and its payload. */
function lastPayload(): { encoding: string; hashFunction: string; payload: string } {
  return JSON.parse(bodies.at(-1) ?? '{}').parameters
}

// The types of viem know none of these values, but JSON-RPC requests and other libraries bring them.
const one = (type: string, value: unknown, more: object = {}): TypedDataDefinition =>
  ({
    types: { One: [{ name: 'value', type }] },
    primaryType: 'One',
    message: { value },
    ...more,
  }) as TypedDataDefinition

/** As ethers 5 has integers, and with it `@uniswap/permit2-sdk`'s constants. */
class BigNumber {
  readonly _isBigNumber = true
  readonly #hex: string
  constructor(hex: string) {
    this.#hex = hex
  }
  toString(): string {
    return BigInt(this.#hex).toString()
  }
}
const maxUint160 = new BigNumber(toHex(2n ** 160n - 1n))

describe('values are sent as JSON, in whatever JavaScript type they are passed', () => {
  const values: Record<string, [type: string, value: unknown, json: unknown]> = {
    'an integer with a plus': ['uint256', '+5', '5'],
    'an integer with spaces': ['uint256', ' 12 ', '12'],
    'an integer as empty text': ['uint256', '', '0'],
    'an integer as hex with a leading zero': ['uint256', '0x0a', '10'],
    'an integer as a boolean': ['uint256', true, '1'],
    'an integer as a BigNumber': ['uint160', maxUint160, String(2n ** 160n - 1n)],
    'integers as BigNumbers in an array': ['uint160[2]', [maxUint160, 5], [String(2n ** 160n - 1n), '5']],
    'a negative integer as text': ['int8', '-5', '-5'],
    'bytes as a Uint8Array': ['bytes', Uint8Array.of(0xab, 0xcd), '0xabcd'],
    'bytes as a Buffer': ['bytes', Buffer.from('abcd', 'hex'), '0xabcd'],
    'bytes in an array': ['bytes[]', [Uint8Array.of(1), '0x02'], ['0x01', '0x02']],
    'bytes with an odd number of digits': ['bytes', '0xabc', '0x0abc'],
    'bytes2 with an odd number of digits': ['bytes2', '0xabc', '0x0abc'],
    'half of a character': ['string', 'a\ud800b', 'a\ufffdb'],
  }
  test.each(Object.entries(values))('%s', async (_, [type, value, json]) => {
    await signWithBoth((account) => account.signTypedData(one(type, value)))
    expect(lastPayload().encoding).toBe('PAYLOAD_ENCODING_EIP712')
    expect(JSON.parse(lastPayload().payload).message).toEqual({ value: json })
  })

  test('types that are undefined', async () => {
    const { types, ...rest } = one('uint8', 1)
    await signWithBoth((account) => account.signTypedData({ ...rest, types: { ...types, Gone: undefined } } as never))
    expect(lastPayload().encoding).toBe('PAYLOAD_ENCODING_EIP712')
  })

  test.each([undefined, null])('a domain whose type is %s, which is the type of its fields', async (EIP712Domain) => {
    const domain = { name: 'Some app', chainId: 1 }
    const { types, ...rest } = one('uint8', 1, { domain })
    const typedData = { ...rest, types: { EIP712Domain, ...types } } as never
    const expected = await local.signTypedData({ ...rest, types } as never)
    expect(await account.signTypedData(typedData)).toBe(expected)
    expect(await signMany(account, { items: [{ typedData }] })).toEqual([expected])
  })

  test('bytesN as a Uint8Array, which viem does not take', async () => {
    const signature = await account.signTypedData(one('bytes2', Uint8Array.of(0xab, 0xcd)))
    expect(signature).toBe(await local.signTypedData(one('bytes2', '0xabcd')))
  })

  test('a chain id of the domain', async () => {
    for (const chainId of ['0x1', '1', 1n, new BigNumber('0x01'), true]) {
      await signWithBoth((account) => account.signTypedData(one('bool', true, { domain: { chainId } })))
      expect(JSON.parse(lastPayload().payload).domain).toEqual({ chainId: '1' })
    }
  })

  test('fields that are inherited, or getters, each read once', async () => {
    let reads = 0
    class Base {
      get text() {
        reads++
        return reads === 1 ? 'first' : 'later'
      }
    }
    class Message extends Base {}
    const types = { Note: [{ name: 'text', type: 'string' }] }
    const signature = await account.signTypedData({ types, primaryType: 'Note', message: new Message() } as never)
    expect(signature).toBe(await local.signTypedData({ types, primaryType: 'Note', message: { text: 'first' } }))
    expect(reads).toBe(1)
    expect(JSON.parse(lastPayload().payload).message).toEqual({ text: 'first' })
  })

  test('only fields that the types name', async () => {
    const cyclic: Record<string, unknown> = { value: 1 }
    cyclic.self = cyclic
    await signWithBoth((account) => account.signTypedData({ ...one('uint8', 1), message: cyclic } as never))
    expect(JSON.parse(lastPayload().payload).message).toEqual({ value: '1' })
  })
})

/** Lists in lists. */
const nested = (depth: number): TypedDataDefinition =>
  one(
    `bool${'[]'.repeat(depth)}`,
    Array.from({ length: depth }).reduce<unknown>((item) => [item], true),
  )
/** Types of which each has a list of the next, so that each is hashed with all that follow. */
const chained = (count: number): TypedDataDefinition => {
  const type = (index: number) => [{ name: 'next', type: `T${index + 1}[]` }]
  const types = Object.fromEntries(Array.from({ length: count }, (_, index) => [`T${index}`, type(index)]))
  const message = Array.from({ length: 40 }).reduce<object>((next) => ({ next: [next] }), { next: [] })
  return { types: { ...types, [`T${count}`]: [] }, primaryType: 'T0', message } as unknown as TypedDataDefinition
}

describe('values that JSON cannot carry exactly are signed by digest', () => {
  const values: Record<string, TypedDataDefinition> = {
    'a number in a string field': one('string', 5),
    'a bigint in a string field': one('string', 5n),
    'a String object in a string field': one('string', new String('ab')),
    'bytes in a string field': one('string', Uint8Array.of(97, 98)),
    'a version as a number': one('uint8', 1, { domain: { version: 1 } }),
    'a domain of null': one('uint8', 1, { domain: null }),
    'a domain of false': one('uint8', 1, { domain: false }),
    'text that is not hex in bytes': one('bytes', 'hello'),
    'an array of another length': one('uint8[2]', [1]),
    '100 kB of text': one('string', 'ü'.repeat(50_000)),
    '70 kB of ASCII': one('string', 'x'.repeat(70_000)),
    'more levels than signers read': nested(101),
    'more values than signers read': one('bool[]', Array(9_000).fill(true)),
    'types that refer to each other in a long row': chained(1_000),
    'a field that is named twice': {
      types: { One: [1, 2].map(() => ({ name: 'value', type: 'uint8' })) },
      primaryType: 'One',
      message: { value: 5 },
    } as unknown as TypedDataDefinition,
  }
  test.each(Object.entries(values))('%s', async (_, typedData) => {
    await signWithBoth((account) => account.signTypedData(typedData))
    expect(lastPayload()).toMatchObject({
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    })
  })
})

test('many that together have more values than signers read are signed by their bytes', async () => {
  const typedData = one('bool[]', Array(3_000).fill(true))
  const signed = await signMany(account, { items: [{ typedData }, { typedData }, { typedData }] })
  expect(signed).toEqual(Array(3).fill(await local.signTypedData(typedData)))
  expect(lastPayload()).toMatchObject({ encoding: 'PAYLOAD_ENCODING_HEXADECIMAL' })
})

describe('shapes that viem takes', () => {
  const empty = { Nothing: [], One: [{ name: 'value', type: 'Nothing' }] }
  const shapes: Record<string, unknown> = {
    'nothing for a type without fields': { types: empty, primaryType: 'Nothing' },
    'null for a field of a type without fields': { types: empty, primaryType: 'One', message: { value: null } },
    'types that are null': { ...one('uint8', 1), types: { One: [{ name: 'value', type: 'uint8' }], Two: null } },
    'String objects for names': {
      types: { One: [{ name: new String('value'), type: new String('uint8') }] },
      primaryType: 'One',
      message: { value: 1 },
    },
    'a number for the name of a field': {
      types: { One: [{ name: 1, type: 'uint8' }] },
      primaryType: 'One',
      message: { 1: 5 },
    },
  }
  test.each(Object.entries(shapes))('%s', async (_, typedData) => {
    await signWithBoth((account) => account.signTypedData(typedData as TypedDataDefinition))
    expect(lastPayload().encoding).toBe('PAYLOAD_ENCODING_EIP712')
  })
})

describe('an invalid value is refused with its path, before any prompt', () => {
  const node = { types: { Node: [{ name: 'next', type: 'Node' }] }, primaryType: 'Node' }
  const cyclic: Record<string, unknown> = {}
  cyclic.next = cyclic
  const list: unknown[] = []
  list.push(list)
  const cases: Record<string, [typedData: unknown, parameter: string]> = {
    'nothing at all': [undefined, 'typedData'],
    // viem hashes the type twice.
    'a String object for the primary type': [
      { ...one('uint8', 1), primaryType: new String('One') },
      'typedData.primaryType',
    ],
    'no types': [{ primaryType: 'One', message: {} }, 'typedData.types'],
    'no primary type': [{ types: {}, message: {} }, 'typedData.primaryType'],
    'a primary type without types': [{ types: {}, primaryType: 'One', message: {} }, 'typedData.primaryType'],
    'a type nobody defines': [one('Missing', {}), 'typedData.message.value'],
    'a type named like what every object has': [one('constructor', {}), 'typedData.message.value'],
    'a field named like what every object has': [
      { ...one('string', 'a'), types: { One: [{ name: 'constructor', type: 'string' }] } } as TypedDataDefinition,
      'typedData.message.constructor',
    ],
    'a message that contains itself': [{ ...node, message: cyclic }, 'typedData.message.next'],
    'an array that contains itself': [one('uint8[][][]', list), 'typedData.message.value[0]'],
    'a field missing': [{ ...one('uint8', 1), message: {} }, 'typedData.message.value'],
    'no message': [{ ...one('uint8', 1), message: undefined }, 'typedData.message'],
    'text for an integer': [one('uint8', 'five'), 'typedData.message.value'],
    'an integer too large': [one('uint8', '256'), 'typedData.message.value'],
    'an integer too large in an array': [one('int8[]', [1, -129]), 'typedData.message.value[1]'],
    'a fraction': [one('uint8', 1.5), 'typedData.message.value'],
    'bytes of another length': [one('bytes4', '0x12'), 'typedData.message.value'],
    'text for a boolean': [one('bool', 'true'), 'typedData.message.value'],
    'a wrong checksum': [one('address', '0x70997970C51812dc3A010C7d01b50e0d17dc79c8'), 'typedData.message.value'],
    'an object for an array': [one('uint8[]', { 0: 1 }), 'typedData.message.value'],
    'a field without a name': [
      { types: { One: [{ type: 'bool' }] }, primaryType: 'One', message: {} },
      'typedData.types.One[0]',
    ],
    'a type that EIP-712 does not have': [one('uint7', 1), 'typedData'],
    'two fields of one name': [
      {
        types: {
          One: [
            { name: 'a', type: 'string' },
            { name: 'a', type: 'uint8' },
          ],
        },
        primaryType: 'One',
        message: { a: 5 },
      },
      'typedData.message.a',
    ],
    'signed numbers for bytes': [one('bytes', Int8Array.of(-1)), 'typedData.message.value'],
    'numbers of 16 bits for bytes': [one('bytes', Uint16Array.of(1)), 'typedData.message.value'],
    '20,000 levels': [nested(20_000), 'typedData'],
    'a hole in the fields': [
      { types: { One: new Array(1) }, primaryType: 'One', message: {} },
      'typedData.types.One[0]',
    ],
    'a getter that throws': [
      {
        ...one('uint8', 1),
        get message() {
          throw new Error('not loaded')
        },
      },
      'typedData',
    ],
    'a domain that is text': [one('bool', true, { domain: 'mine' }), 'typedData.domain'],
    'a domain that is a function': [one('bool', true, { domain: () => undefined }), 'typedData.domain'],
  }
  test.each(Object.entries(cases))('%s', async (_, [typedData, parameter]) => {
    const before = prompts()
    const error = await account.signTypedData(typedData as TypedDataDefinition).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(InvalidParameterError)
    expect(error).toMatchObject({ parameter })
    expect(prompts()).toBe(before)
  })
})
