import * as AbiFunction from 'ox/AbiFunction'
import * as Address from 'ox/Address'
import type { Fact } from '../types.js'
import { type Budget, partsOf } from './tree.js'

/** What contracts are called for most often. One selector may mean two things; then the name of its argument says both. */
const known: ReadonlyMap<string, AbiFunction.AbiFunction> = new Map(
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

const unlimited = 2n ** 256n - 1n

export type Call = { name: string; parts: (budget: Budget, depth?: number) => Fact[] }

/** A call as its function and arguments, if it is one of the well-known ones and reads exactly as such. */
export function readCall(data: `0x${string}`): Call | undefined {
  const abi = known.get(data.slice(0, 10))
  if (abi === undefined) return undefined
  let values: readonly unknown[]
  try {
    // The type of one function is not known here, and so neither is that of its arguments.
    const decoded: unknown = abi.inputs.length === 0 ? [] : AbiFunction.decodeData(abi, data)
    values = Array.isArray(decoded) ? decoded : [decoded]
    // What follows the arguments, or is packed otherwise, would go unseen.
    if (AbiFunction.encodeData(abi, values) !== data) return undefined
  } catch {
    return undefined
  }
  const { inputs } = abi
  return {
    name: `${abi.name}(${inputs.map(({ type }) => type).join(', ')})`,
    parts: (budget, depth = 0) =>
      partsOf(inputs, budget, depth, ({ name = '', type }, index) =>
        argument(name, type, values[index], budget, depth + 1),
      ),
  }
}

function argument(name: string, type: string, value: unknown, budget: Budget, depth: number): Fact {
  if (Array.isArray(value)) {
    const itemType = type.replace(/\[[0-9]*\]$/, '')
    return {
      name,
      note: type,
      parts: partsOf(value, budget, depth, (item, at) => argument(`${at}`, itemType, item, budget, depth + 1)),
    }
  }
  if (type === 'uint256' && value === unlimited) return { name, value: `${value}`, note: `${type}, without limit` }
  if (type === 'bytes' && isHex(value)) {
    const call = readCall(value)
    if (call !== undefined)
      return { name, note: type, parts: [{ name: 'function', value: call.name }, ...call.parts(budget, depth)] }
  }
  if (type === 'address' && isHex(value)) return { name, value: Address.checksum(value), note: type }
  return { name, value: `${value}`, note: type }
}

function isHex(value: unknown): value is `0x${string}` {
  return typeof value === 'string' && value.startsWith('0x')
}
