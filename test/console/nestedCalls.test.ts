import { encodeFunctionData, parseAbi } from 'viem'
import { expect, test } from 'vitest'
import { describeTransaction, type Field, token } from './describeRequest.js'

const abi = parseAbi([
  'function execute(bytes32 mode, bytes executionData)',
  'function multicall(bytes[] data)',
  'function deposit()',
])
const mode = `0x${'00'.repeat(32)}` as const

/** A call that has a call in its argument, and so on. */
function nest(levels: number, innermost: `0x${string}`): `0x${string}` {
  let data = innermost
  for (let level = 0; level < levels; level++)
    data = encodeFunctionData({ abi, functionName: 'execute', args: [mode, data] })
  return data
}

const describeCall = async (data: `0x${string}`): Promise<Field> => {
  const { request } = await describeTransaction({ type: 'eip1559', chainId: 1, to: token, data })
  const call = request.find(({ name }) => name === 'function')
  if (call === undefined) throw new Error('there is no call')
  return call
}

/** The fields in and under these for which it is true. */
const find = (fields: readonly Field[], isWanted: (field: Field) => boolean): Field[] =>
  fields.flatMap((field) => [...(isWanted(field) ? [field] : []), ...find(field.fields ?? [], isWanted)])

const isCall = ({ name }: Field): boolean => name === 'function'
const isUndecoded = ({ note }: Field): boolean => note?.includes('not decoded') === true

test('calls in calls are decoded', async () => {
  const call = await describeCall(nest(9, encodeFunctionData({ abi, functionName: 'deposit' })))
  const found = find([call], isCall)
  expect(found).toHaveLength(10)
  expect(found.at(-1)).toMatchObject({ value: 'deposit()' })
  expect(find([call], isUndecoded)).toEqual([])
})

const size = 50_000

test.each([
  ['in each other', nest(20, `0x${'ab'.repeat(size)}`), 1],
  [
    'side by side',
    encodeFunctionData({
      abi,
      functionName: 'multicall',
      args: [Array<`0x${string}`>(4).fill(nest(4, `0x${'ab'.repeat(size)}`))],
    }),
    3,
  ],
])('of large calls %s, only so many bytes are decoded', async (_, data, undecoded) => {
  const call = await describeCall(data)
  // The outermost call, and 250,000 bytes of those in it.
  expect(find([call], isCall)).toHaveLength(1 + 4)
  const rest = find([call], isUndecoded)
  expect(rest).toHaveLength(undecoded)
  for (const { value, note } of rest) {
    expect(value).toMatch(/^0xe9ae5c53/)
    expect(note).toMatch(/^bytes, not decoded, [0-9,]+ more characters: see the raw request$/)
  }
})
