import * as AbiFunction from 'ox/AbiFunction'
import * as Address from 'ox/Address'
import type { Field } from '../types.js'
import { type FieldBudget, mapToFields } from './fields.js'

/**
 * Frequently called functions by selector. Where a selector has two meanings, the parameter's name gives both. `findEnd` knows
 * parameters of one word, `bytes`, and arrays of them without a size.
 */
const functions: ReadonlyMap<string, AbiFunction.AbiFunction> = new Map(
  [
    'function transfer(address to, uint256 amount)',
    'function approve(address spender, uint256 amountOrTokenId)',
    'function transferFrom(address from, address to, uint256 amountOrTokenId)',
    'function increaseAllowance(address spender, uint256 addedValue)',
    'function decreaseAllowance(address spender, uint256 subtractedValue)',
    'function safeTransferFrom(address from, address to, uint256 tokenId)',
    'function safeTransferFrom(address from, address to, uint256 tokenId, bytes data)',
    'function setApprovalForAll(address operator, bool approved)',
    'function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes data)',
    'function safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] amounts, bytes data)',
    'function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)',
    'function permit(address holder, address spender, uint256 nonce, uint256 expiry, bool allowed, uint8 v, bytes32 r, bytes32 s)',
    'function mint(address to, uint256 amountOrTokenId)',
    'function burn(uint256 amountOrTokenId)',
    'function deposit()',
    'function withdraw(uint256 amount)',
    'function multicall(bytes[] data)',
    'function multicall(uint256 deadline, bytes[] data)',
    'function execute(address target, uint256 value, bytes data)',
    'function execute(bytes32 mode, bytes executionData)',
  ].flatMap((signature) => {
    const abi = AbiFunction.from(signature)
    return abi.type === 'function' ? [[AbiFunction.getSelector(abi), abi] as const] : []
  }),
)

/** Digits of hex in a word of an encoding. */
const wordDigits = 64

const maxUint256 = 2n ** 256n - 1n

export type DecodedCall = {
  functionName: string
  /** `transfer(address, uint256)` */
  signature: string
  /** The arguments. */
  fields(budget: FieldBudget, depth?: number): Field[]
}

/** Decodes a call of a well-known function. Undefined unless encoding the arguments again gives exactly the same data. */
export function decodeCall(data: `0x${string}`): DecodedCall | undefined {
  const abi = functions.get(data.slice(0, 10))
  if (abi === undefined) return undefined
  const args = data.slice(10)
  const types = abi.inputs.map(({ type }) => type)
  // Checked before decoding, which reads a block again for every pointer to it.
  if (findEnd(types, args, 0) !== args.length) return undefined
  let values: readonly unknown[]
  try {
    // Typed for every function at once, which no type of its result describes.
    const decoded: unknown = abi.inputs.length === 0 ? [] : AbiFunction.decodeData(abi, data)
    values = Array.isArray(decoded) ? decoded : [decoded]
    // Decoding ignores bytes after the arguments, and other ways to pack them: they would be signed unseen.
    if (AbiFunction.encodeData(abi, values) !== data) return undefined
  } catch {
    return undefined
  }
  const { inputs, name } = abi
  return {
    functionName: name,
    signature: `${name}(${inputs.map(({ type }) => type).join(', ')})`,
    fields: (budget, depth = 0) =>
      mapToFields(inputs, budget, depth, ({ name = '', type }, index) =>
        argumentToField(name, type, values[index], budget, depth + 1),
      ),
  }
}

/**
 * Returns where values end whose encoding starts at a position, or undefined unless each follows the one before it, as encoders
 * lay them out. Positions are in digits of hex.
 */
function findEnd(types: readonly string[], hex: string, start: number): number | undefined {
  const readWord = (at: number): number => Number(`0x${hex.slice(at, at + wordDigits)}`)
  let end = start + wordDigits * types.length
  for (const [index, type] of types.entries()) {
    const isArray = type.endsWith('[]')
    if (!isArray && type !== 'bytes') continue
    if (2 * readWord(start + wordDigits * index) !== end - start) return undefined
    const length = readWord(end)
    const content = end + wordDigits
    // Every item has a word, and so does every 32 bytes.
    const words = isArray ? length : Math.ceil(length / 32)
    if (!(content + wordDigits * words <= hex.length)) return undefined
    const next = isArray
      ? findEnd(new Array<string>(length).fill(type.slice(0, -2)), hex, content)
      : content + wordDigits * words
    if (next === undefined) return undefined
    end = next
  }
  return end
}

function argumentToField(name: string, type: string, value: unknown, budget: FieldBudget, depth: number): Field {
  if (Array.isArray(value)) {
    const itemType = type.replace(/\[[0-9]*\]$/, '')
    const toField = (item: unknown, index: number): Field =>
      argumentToField(`${index}`, itemType, item, budget, depth + 1)
    return { name, note: type, fields: mapToFields(value, budget, depth, toField) }
  }
  if (type === 'uint256' && value === maxUint256) return { name, value: `${value}`, note: `${type}, unlimited` }
  if (type === 'bytes' && isHex(value) && functions.has(value.slice(0, 10))) {
    const size = value.length / 2 - 1
    if (size > budget.decodableBytes) return { name, value, note: `${type}, not decoded` }
    budget.decodableBytes -= size
    const call = decodeCall(value)
    if (call !== undefined)
      return { name, note: type, fields: [{ name: 'function', value: call.signature }, ...call.fields(budget, depth)] }
  }
  if (type === 'address' && isHex(value)) return { name, value: Address.checksum(value), note: type }
  return { name, value: `${value}`, note: type }
}

function isHex(value: unknown): value is `0x${string}` {
  return typeof value === 'string' && value.startsWith('0x')
}
