import * as Hash from 'ox/Hash'
import * as Rlp from 'ox/Rlp'
import { WireError } from '../protocol/WireError.js'
import { hexBytes } from './payloadDigest.js'
import { signDigest } from './signDigest.js'

/** RLP: byte strings and lists of them. */
export type Item = `0x${string}` | readonly Item[]

function invalid(): WireError {
  return new WireError(400, 3, 'failed to parse transaction', 'INVALID_TRANSACTION')
}

const isBytes = (item: Item | undefined, length?: number): item is `0x${string}` =>
  typeof item === 'string' && (length === undefined || item.length === 2 + 2 * length)

/** Big-endian, without leading zeros. */
const isInteger = (item: Item | undefined, bytes = 32): item is `0x${string}` =>
  isBytes(item) && item.length <= 2 + 2 * bytes && !item.startsWith('0x00')

const isList = (item: Item | undefined): item is readonly Item[] => Array.isArray(item)
const isNonce = (item: Item | undefined): boolean => isInteger(item, 8)
const isGas = (item: Item | undefined): boolean => isInteger(item, 8)
const isAddress = (item: Item | undefined): boolean => isBytes(item, 20)
/** Empty creates a contract. */
const isTo = (item: Item | undefined): boolean => isBytes(item, 20) || isBytes(item, 0)
const isData = (item: Item | undefined): boolean => isBytes(item)
const isAmount = (item: Item | undefined): boolean => isInteger(item)
const isChainId = (item: Item | undefined): boolean => isInteger(item) && item !== '0x'

/** https://eips.ethereum.org/EIPS/eip-2930 */
const isAccessList = (item: Item | undefined): boolean =>
  isList(item) &&
  item.every(
    (entry) =>
      isList(entry) &&
      entry.length === 2 &&
      isAddress(entry[0]) &&
      isList(entry[1]) &&
      entry[1].every((key) => isBytes(key, 32)),
  )

/** https://eips.ethereum.org/EIPS/eip-4844: at least one, each of version 1. */
const isBlobHashes = (item: Item | undefined): boolean =>
  isList(item) && item.length > 0 && item.every((hash) => isBytes(hash, 32) && hash.startsWith('0x01'))

/** https://eips.ethereum.org/EIPS/eip-7702: at least one. Chain 0 means every chain. */
const isAuthorizationList = (item: Item | undefined): boolean =>
  isList(item) &&
  item.length > 0 &&
  item.every(
    (entry) =>
      isList(entry) &&
      entry.length === 6 &&
      isInteger(entry[0]) &&
      isAddress(entry[1]) &&
      isNonce(entry[2]) &&
      isInteger(entry[3], 1) &&
      isInteger(entry[4]) &&
      isInteger(entry[5]),
  )

const legacy = [isNonce, isAmount, isGas, isTo, isAmount, isData]
const eip1559 = [isChainId, isNonce, isAmount, isAmount, isGas, isTo, isAmount, isData, isAccessList]
const withoutCreation = [isChainId, isNonce, isAmount, isAmount, isGas, isAddress, isAmount, isData, isAccessList]

/** The unsigned fields by transaction type, in order. */
const typed: Record<number, ((item: Item | undefined) => boolean)[]> = {
  1: [isChainId, isNonce, isAmount, isGas, isTo, isAmount, isData, isAccessList],
  2: eip1559,
  3: [...withoutCreation, isAmount, isBlobHashes],
  4: [...withoutCreation, isAuthorizationList],
}

function fits(fields: readonly Item[], shape: readonly ((item: Item | undefined) => boolean)[]): boolean {
  return fields.length === shape.length && shape.every((check, index) => check(fields[index]))
}

function integer(value: bigint): `0x${string}` {
  if (value === 0n) return '0x'
  const hex = value.toString(16)
  return `0x${hex.length % 2 === 0 ? hex : `0${hex}`}`
}

const concat = (type: number | undefined, list: readonly Item[]): Buffer => {
  const body = Rlp.fromHex(list, { as: 'Bytes' })
  return type === undefined ? Buffer.from(body) : Buffer.concat([Buffer.from([type]), body])
}

export type Unsigned = { type: number | undefined; fields: readonly Item[] }

/** Parses an unsigned transaction. @throws 400, "failed to parse transaction" */
export function parseUnsigned(bytes: Uint8Array): Unsigned {
  const [first] = bytes
  if (first === undefined) throw invalid()
  const type = first < 0xc0 ? first : undefined
  let fields: Item
  try {
    fields = Rlp.toHex(type === undefined ? bytes : bytes.subarray(1))
  } catch {
    throw invalid()
  }
  if (!isList(fields)) throw invalid()
  const shape = type === undefined ? undefined : typed[type]
  if (type === undefined ? !isLegacy(fields) : shape === undefined || !fits(fields, shape)) throw invalid()
  // Another encoding of the same fields would have another hash. What is signed must be exactly what was sent.
  if (!concat(type, fields).equals(bytes)) throw invalid()
  return { type, fields }
}

/** Six fields, or nine with chain id, 0, 0 at the end: https://eips.ethereum.org/EIPS/eip-155 */
function isLegacy(fields: readonly Item[]): boolean {
  const base = fields.slice(0, 6)
  if (!fits(base, legacy)) return false
  if (fields.length === 6) return true
  return fields.length === 9 && isChainId(fields[6]) && fields[7] === '0x' && fields[8] === '0x'
}

/**
 * Signs an unsigned Ethereum transaction: legacy with and without EIP-155, EIP-2930, 1559, 4844 (without blobs) and 7702.
 *
 * @param unsignedTransaction Hex, with or without 0x.
 * @returns the signed transaction, hex without 0x.
 * @throws 400, "failed to parse transaction", for anything else, and for an encoding that is not canonical.
 */
export function signEthereumTransaction(privateKey: Uint8Array, unsignedTransaction: string): string {
  const bytes = hexBytes(unsignedTransaction)
  if (bytes === undefined) throw invalid()
  const { type, fields } = parseUnsigned(bytes)
  const { r, s, yParity } = signDigest(privateKey, Hash.keccak256(bytes, { as: 'Bytes' }))
  const signature = [integer(r), integer(s)]
  if (type !== undefined) return concat(type, [...fields, integer(BigInt(yParity)), ...signature]).toString('hex')
  const chainId = fields[6]
  const v = typeof chainId === 'string' ? BigInt(chainId) * 2n + 35n + BigInt(yParity) : 27n + BigInt(yParity)
  return concat(undefined, [...fields.slice(0, 6), integer(v), ...signature]).toString('hex')
}
