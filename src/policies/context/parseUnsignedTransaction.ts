import { decodeRlp, type Item, RlpError } from './decodeRlp.js'

/** Why bytes are not an unsigned transaction. */
class TransactionFault extends Error {
  override readonly name = 'TransactionFault'
}

const invalid = (problem: string): TransactionFault => new TransactionFault(problem)

const isBytes = (item: Item | undefined, length?: number): item is `0x${string}` =>
  typeof item === 'string' && (length === undefined || item.length === 2 + 2 * length)

/** Big-endian, without leading zeros. */
const isInteger = (item: Item | undefined, bytes = 32): item is `0x${string}` =>
  isBytes(item) && item.length <= 2 + 2 * bytes && !item.startsWith('0x00')

const isList = (item: Item | undefined): item is readonly Item[] => Array.isArray(item)
/** A field of an unsigned transaction, and what it must be. */
type Field = { name: string; isValid: (item: Item | undefined) => boolean; expected: string }

const quantity = (name: string, bytes = 32): Field => ({
  name,
  isValid: (item) => isInteger(item, bytes),
  expected: `an integer of at most ${bytes} bytes without leading zeros`,
})
const chainId: Field = {
  name: 'chainId',
  isValid: (item) => isInteger(item) && item !== '0x',
  expected: 'an integer above 0 of at most 32 bytes without leading zeros',
}
const nonce = quantity('nonce', 8)
const gas = quantity('gas', 8)
const value = quantity('value')
const isAddress = (item: Item | undefined): boolean => isBytes(item, 20)
const to: Field = {
  name: 'to',
  isValid: (item) => isAddress(item) || isBytes(item, 0),
  expected: 'an address, or empty to create a contract',
}
const recipient: Field = { name: 'to', isValid: isAddress, expected: 'an address: this type cannot create a contract' }
const data: Field = { name: 'data', isValid: (item) => isBytes(item), expected: 'bytes' }

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
      isInteger(entry[2], 8) &&
      isInteger(entry[3], 1) &&
      isInteger(entry[4]) &&
      isInteger(entry[5]),
  )

const fees = [quantity('maxPriorityFeePerGas'), quantity('maxFeePerGas')]
const accessList: Field = {
  name: 'accessList',
  isValid: isAccessList,
  expected: 'a list of addresses with storage keys of 32 bytes',
}
const blobVersionedHashes: Field = {
  name: 'blobVersionedHashes',
  isValid: isBlobHashes,
  expected: 'at least one hash of version 1',
}
const authorizationList: Field = {
  name: 'authorizationList',
  isValid: isAuthorizationList,
  expected: 'at least one signed authorization',
}

/** The unsigned fields by transaction type, in order. */
const legacy = [nonce, quantity('gasPrice'), gas, to, value, data]
const typed: ReadonlyMap<number, readonly Field[]> = new Map([
  [1, [chainId, nonce, quantity('gasPrice'), gas, to, value, data, accessList]],
  [2, [chainId, nonce, ...fees, gas, to, value, data, accessList]],
  [
    3,
    [
      chainId,
      nonce,
      ...fees,
      gas,
      recipient,
      value,
      data,
      accessList,
      quantity('maxFeePerBlobGas'),
      blobVersionedHashes,
    ],
  ],
  [4, [chainId, nonce, ...fees, gas, recipient, value, data, accessList, authorizationList]],
])

/** @throws TransactionFault that names the first field that is not valid. */
function assertFields(items: readonly Item[], fields: readonly Field[]): void {
  if (items.length !== fields.length)
    throw invalid(`it has ${items.length} fields, and an unsigned transaction of this type has ${fields.length}`)
  for (const [index, { name, isValid, expected }] of fields.entries())
    if (!isValid(items[index])) throw invalid(`${name} must be ${expected}`)
}

export type UnsignedTransaction = {
  /** Undefined for a legacy transaction. */
  readonly type: number | undefined
  /** The fields in the order of the type. */
  readonly fields: readonly Item[]
  /** The fields, encoded. */
  readonly content: Uint8Array
}

/**
 * Parses an unsigned Ethereum transaction: legacy with and without EIP-155, EIP-2930, 1559, 4844 (without blobs) and 7702. Takes only its
 * canonical encoding.
 *
 * @param maxItems Limit of byte strings and lists.
 */
export function parseUnsignedTransaction(
  bytes: Uint8Array,
  maxItems: number,
): { readonly ok: true; readonly transaction: UnsignedTransaction } | { readonly ok: false; readonly problem: string } {
  try {
    return { ok: true, transaction: parse(bytes, maxItems) }
  } catch (fault) {
    if (fault instanceof TransactionFault || fault instanceof RlpError) return { ok: false, problem: fault.message }
    throw fault
  }
}

function parse(bytes: Uint8Array, maxItems: number): UnsignedTransaction {
  const [first] = bytes
  if (first === undefined) throw invalid('it is empty')
  const type = first < 0xc0 ? first : undefined
  const rlp = type === undefined ? bytes : bytes.subarray(1)
  // Another encoding of the same fields would have another hash. What is signed must be exactly what was sent.
  const { item: fields, contentStart } = decodeRlp(rlp, maxItems)
  if (!isList(fields)) throw invalid('its RLP is not a list')
  if (type === undefined) assertLegacy(fields)
  else {
    const shape = typed.get(type)
    if (shape === undefined) throw invalid(`type ${type} is not supported; legacy and types 1 to 4 are`)
    assertFields(fields, shape)
  }
  return { type, fields, content: rlp.subarray(contentStart) }
}

/** Six fields, or nine with chain id, 0, 0 at the end: https://eips.ethereum.org/EIPS/eip-155 */
function assertLegacy(items: readonly Item[]): void {
  assertFields(items.length === 9 ? items.slice(0, 6) : items, legacy)
  if (items.length === 6) return
  if (!chainId.isValid(items[6])) throw invalid(`chainId must be ${chainId.expected}`)
  if (items[7] !== '0x' || items[8] !== '0x') throw invalid('it is signed already')
}
