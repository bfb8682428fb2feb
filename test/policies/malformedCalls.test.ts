import fc from 'fast-check'
import { type Abi, decodeFunctionData, encodeFunctionData, type Hex, parseAbi, toFunctionSelector } from 'viem'
import { createInterfaces, evaluateExpression, parsePolicy } from 'viem-passkey-account/policies'
import { describe, expect, test } from 'vitest'
import { transaction } from './requests.js'

const contract = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'

/** A function by itself. */
function createCall(signature: string, more: Abi = []) {
  const abi: Abi = [...parseAbi([signature]), ...more]
  const decode = createInterfaces([{ address: contract, abi }])
  const selector = toFunctionSelector(signature.replace(/^function /, ''))
  return {
    decode: (data: string) => decode({ to: contract, data }),
    /** Whether an ALLOW takes the call. Anything but these two errors is a mistake. */
    isSeen(data: string): boolean {
      const context = transaction({ to: contract, data: data as Hex }, { interfaces: decode })
      const result = evaluateExpression(parsePolicy("eth.tx.function_name == 'f'"), context)
      const isFunction = decode({ to: contract, data }) !== undefined
      if ('error' in result) expect(result.error.code).toBe(isFunction ? 'NOT_DECODED' : 'MISSING_FIELD')
      return 'value' in result && result.value
    },
    /** Data of words and of text that is hex already. */
    data: (...parts: (bigint | number | string)[]): Hex =>
      `${selector}${parts.map((part) => (typeof part === 'string' ? part : word(part))).join('')}`,
  }
}

const word = (value: bigint | number): string => value.toString(16).padStart(64, '0')
const max = 2n ** 256n - 1n
const beyond = [1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 64n, 2n ** 255n, max]

describe('malformed data is a call that no ALLOW takes', () => {
  test('truncated anywhere', () => {
    const { isSeen, data } = createCall('function f(address to, uint256 amount, string[] notes)')
    const whole = data(1, 5, 96, 1, 32, 3, '616263')
    expect(isSeen(whole)).toBe(true)
    for (let end = 2; end < whole.length; end += 2) expect(isSeen(whole.slice(0, end)), `${end}`).toBe(false)
  })

  test.each(beyond)('an offset of %d', (offset) => {
    for (const type of ['bytes', 'string', 'uint256[]', 'string[]', '(string s)', 'bytes[2]']) {
      const { isSeen, data } = createCall(`function f(${type} value)`)
      // An offset of 1 reads lengths between two words: they are far beyond the data, too.
      expect(isSeen(data(offset, max, max, max)), type).toBe(false)
    }
  })

  test.each(beyond.slice(1))('a length of %d', (length) => {
    for (const type of ['bytes', 'string', 'uint256[]', 'string[]', '(uint256 a, string s)[]', 'uint256[0][]']) {
      const { isSeen, data } = createCall(`function f(${type} value)`)
      expect(isSeen(data(32, length, 0, 0)), type).toBe(false)
    }
  })

  test('a value that does not fit its type', () => {
    for (const [type, value] of [
      ['address', 2n ** 160n],
      ['bool', 2n],
      ['uint8', 256n],
      ['int8', 128n],
      ['int8', max - 128n],
      ['bytes4', 1n],
    ] as const) {
      const { isSeen, data } = createCall(`function f(${type} value)`)
      expect(isSeen(data(value)), type).toBe(false)
      expect(isSeen(data(0)), type).toBe(true)
    }
  })

  test.each(['ff', 'c080', 'eda080', 'f8888080', '61c3'])('a string of the bytes %s, which is not UTF-8', (bytes) => {
    const { isSeen, data } = createCall('function f(string value)')
    expect(isSeen(data(32, bytes.length / 2, bytes.padEnd(64, '0')))).toBe(false)
  })

  test('nothing, and no selector', () => {
    const { isSeen } = createCall('function f()')
    for (const data of ['0x', '0x26', '0x26121f']) expect(isSeen(data)).toBe(false)
    expect(isSeen('0x26121ff0')).toBe(true)
  })
})

// Pointers of an ABI encoding may all be to one place: a little data stands for more than there is memory.
describe('data that refers to itself ends', () => {
  test.each([2, 3, 8, 31])('arrays of arrays, %i deep', (depth) => {
    const { isSeen, data } = createCall(`function f(uint256${'[]'.repeat(depth)} value)`)
    const length = 20
    // Each level has its items at once, and all of them are the level below.
    const level = (length + 1) * 32
    const levels = Array.from({ length: depth - 1 }, () => [length, ...Array.from({ length }, () => level - 32)]).flat()
    expect(isSeen(data(32, ...levels, 1, 7))).toBe(depth < 4)
  })

  test.each(['string', 'bytes'])('thousands of items that are one large %s', (type) => {
    const { isSeen, data } = createCall(`function f(${type}[] value)`)
    const text = '61'.repeat(100_000)
    const items = (length: number) => data(32, length, ...Array(length).fill(length * 32), text.length / 2, text)
    expect(isSeen(items(2))).toBe(true)
    expect(isSeen(items(7_000))).toBe(false)
  })

  test('an array of nothing, as long as it likes', () => {
    const { isSeen, data } = createCall('function f(uint256[0][] value)')
    expect(isSeen(data(32, 2))).toBe(true)
    expect(isSeen(data(32, 9_000, '00'.repeat(9_000)))).toBe(false)
  })

  // Found anew for each of these arrays, the size of the tuple would take minutes.
  test('thousands of empty arrays of a tuple with thousands of fields', () => {
    let components: object[] = Array.from({ length: 20_000 }, () => ({ type: 'uint8' }))
    let text = components.map(() => 'uint8').join()
    for (let depth = 0; depth < 8; depth += 1) {
      const brackets = '[1]'.repeat(31)
      components = [{ type: `tuple${brackets}`, components }]
      text = `(${text})${brackets}`
    }
    const inputs = [
      { name: 'a', type: 'tuple[0][7990]', components },
      { name: 'b', type: 'uint8' },
    ]
    const decode = createInterfaces([{ address: contract, abi: [{ type: 'function', name: 'g', inputs }] }])
    const selector = toFunctionSelector(`g((${text})[0][7990],uint8)`)
    expect(decode({ to: contract, data: `${selector}${word(7)}` })?.args).toEqual({ a: Array(7_990).fill([]), b: 7n })
  })

  test('empty arrays of an array whose size is beyond all numbers', () => {
    const type = `uint256[0][${'9'.repeat(400)}][0]`
    const inputs = [
      { name: 'a', type },
      { name: 'b', type: 'uint8' },
    ]
    const decode = createInterfaces([{ address: contract, abi: [{ type: 'function', name: 'g', inputs }] }])
    const data = `${toFunctionSelector(`g(${type},uint8)`)}${word(7)}`
    expect(decode({ to: contract, data })).toMatchObject({ args: { a: [], b: 7n } })
  })

  test('fixed arrays whose size only an ABI has', () => {
    for (const size of ['4294967296', '9'.repeat(30), '9'.repeat(400)]) {
      const type = `uint256[0][${size}]`
      const abi = [
        {
          type: 'function',
          name: 'g',
          inputs: [
            { name: 'a', type },
            { name: 'b', type: 'string' },
          ],
        },
      ]
      const decode = createInterfaces([{ address: contract, abi }])
      const selector = toFunctionSelector(`g(${type},string)`)
      expect(decode({ to: contract, data: `${selector}${word(0)}${word(32)}` })?.args).toBeUndefined()
    }
  })
})

test('whatever the data, what policies see is what viem decodes', () => {
  const abi = parseAbi([
    'function f(address to, uint8[] sizes, (string note, bytes data, int16 n)[] items, bool[2] flags)',
  ])
  const { decode, isSeen } = createCall(
    'function f(address to, uint8[] sizes, (string note, bytes data, int16 n)[] items, bool[2] flags)',
  )
  const item = fc.record({
    note: fc.string(),
    data: fc.constantFrom('0x', '0xab', '0xabcdef' as const),
    n: fc.integer({ min: -9, max: 9 }),
  })
  const args = fc.tuple(
    fc.constantFrom(contract as Hex),
    fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 4 }),
    fc.array(item, { maxLength: 3 }),
    fc.tuple(fc.boolean(), fc.boolean()),
  )
  const edits = fc.array(
    fc.record({ at: fc.nat(40), value: fc.oneof(fc.nat(400).map(BigInt), fc.constantFrom(...beyond)) }),
    {
      maxLength: 2,
    },
  )
  const seen = { true: 0, false: 0 }
  fc.assert(
    fc.property(args, edits, fc.nat(3), (values, changes, cut) => {
      let data: string = encodeFunctionData({ abi, args: values })
      for (const { at, value } of changes) {
        const start = 10 + 64 * at
        if (start < data.length) data = `${data.slice(0, start)}${word(value)}${data.slice(start + 64)}`
      }
      data = data.slice(0, data.length - 2 * cut)
      const call = decode(data)
      seen[call?.args === undefined ? 'false' : 'true'] += 1
      expect(isSeen(data)).toBe(call?.args !== undefined)
      if (call?.args === undefined) return
      const [to, sizes, items, flags] = decodeFunctionData({ abi, data: data as Hex }).args
      expect(call.args).toEqual({
        to: to.toLowerCase(),
        sizes: sizes.map(BigInt),
        items: items.map(({ note, data, n }) => [note, data, BigInt(n)]),
        flags,
      })
    }),
    { numRuns: 3_000 },
  )
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(300)
})
