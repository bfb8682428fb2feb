import { encodeFunctionData, parseAbi } from 'viem'
import { afterEach, expect, test, vi } from 'vitest'
import { describeTransaction, token } from './describeRequest.js'

afterEach(() => vi.restoreAllMocks())

const word = (value: number) => value.toString(16).padStart(64, '0')
const pointers = 65
const size = 100_000
const block = `${word(size)}${'ab'.repeat(size)}`
/** An array whose items are all one block. */
const array = `${word(pointers)}${word(32 * pointers).repeat(pointers)}${block}`

/** What the page shows of a call, and how many bytes were read of any binary data meanwhile. */
async function describeCall(data: `0x${string}`) {
  let bytesRead = 0
  const subarray = Uint8Array.prototype.subarray
  vi.spyOn(Uint8Array.prototype, 'subarray').mockImplementation(function (this: Uint8Array<ArrayBuffer>, start, end) {
    const part = subarray.call(this, start, end)
    bytesRead += part.length
    return part
  })
  const { title, request } = await describeTransaction({ type: 'eip1559', chainId: 1, to: token, data })
  vi.restoreAllMocks()
  return { title, request, bytesRead }
}

test.each([
  ['multicall(bytes[])', `ac9650d8${word(32)}${array}`],
  ['multicall(uint256, bytes[])', `5ae401dc${word(1)}${word(64)}${array}`],
])('one block that is repeated by pointers of %s is not decoded', async (_, data) => {
  const unknown = await describeCall(`0xdeadbeef${data.slice(8)}`)
  const { title, request, bytesRead } = await describeCall(`0x${data}`)
  expect(title).toBe(`Call 0x${data.slice(0, 8)} at 0x5FbDB2…0aa3 on Ethereum`)
  expect(request).toContainEqual({ name: 'function', value: `0x${data.slice(0, 8)}`, note: 'unknown function' })
  expect(bytesRead).toBeLessThan(unknown.bytesRead + size)
})

test.each([
  ['an array that is longer than the data', `${word(32)}${word(2 ** 31)}`],
  ['a length that is beyond the data', `${word(32)}${word(1)}${word(32)}${word(size)}`],
  ['a length with 256 bits', `${word(32)}${'ff'.repeat(32)}`],
  ['a pointer into the head', `${word(0)}${word(0)}`],
  ['a part of a word', `${word(32)}00`],
  ['a gap', `${word(64)}${word(0)}${word(0)}`],
  ['nothing', ''],
])('%s is shown as it is', async (_, rest) => {
  expect((await describeCall(`0xac9650d8${rest}`)).title).toBe('Call 0xac9650d8 at 0x5FbDB2…0aa3 on Ethereum')
})

test('large calls as encoders make them are decoded', async () => {
  const abi = parseAbi([
    'function multicall(bytes[] data)',
    'function safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] amounts, bytes data)',
  ])
  const data = `0x${'ab'.repeat(1001)}` as const
  const items = encodeFunctionData({ abi, functionName: 'multicall', args: [[data, '0x', data]] })
  const numbers = Array.from({ length: 100 }, (_, index) => BigInt(index))
  const batch = encodeFunctionData({
    abi,
    functionName: 'safeBatchTransferFrom',
    args: [token, token, numbers, numbers, data],
  })
  expect((await describeCall(items)).title).toMatch(/^Call multicall\(\)/)
  expect((await describeCall(batch)).title).toMatch(/^Call safeBatchTransferFrom\(\)/)
})
