import * as Rlp from 'ox/Rlp'
import { parseUnsignedTransaction, type RlpItem, type UnsignedTransaction } from '../../policies/core.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { WireError } from '../protocol/WireError.js'
import { keccak256 } from './keccak256.js'
import { hexBytes } from './payloadDigest.js'
import type { SignDigest } from './signDigest.js'

/** The beginning is production's text; what is wrong follows it. */
function invalid(problem: string): WireError {
  return new WireError(400, 3, `failed to parse transaction: ${problem}`, 'INVALID_TRANSACTION')
}

function integer(value: bigint): `0x${string}` {
  if (value === 0n) return '0x'
  const hex = value.toString(16)
  return `0x${hex.length % 2 === 0 ? hex : `0${hex}`}`
}

/** Parses an unsigned transaction. @throws 400, "failed to parse transaction" */
export function parseUnsigned(bytes: Uint8Array): UnsignedTransaction {
  const parsed = parseUnsignedTransaction(bytes, requestLimits.transactionItems)
  if (!parsed.ok) throw invalid(parsed.problem)
  return parsed.transaction
}

/**
 * Signs an unsigned Ethereum transaction: legacy with and without EIP-155, EIP-2930, 1559, 4844 (without blobs) and 7702.
 *
 * @param signDigest Makes the signature.
 * @param unsignedTransaction Hex, with or without 0x.
 * @returns the signed transaction, hex without 0x.
 * @throws 400, "failed to parse transaction", for anything else, and for an encoding that is not canonical.
 */
export function signEthereumTransaction(
  signDigest: SignDigest,
  privateKey: Uint8Array,
  unsignedTransaction: string,
): string {
  const bytes = hexBytes(unsignedTransaction)
  if (bytes === undefined) throw invalid('it is not hex')
  const { type, fields, content } = parseUnsigned(bytes)
  const { r, s, yParity } = signDigest(privateKey, keccak256(bytes))
  const signature = [integer(r), integer(s)]
  if (type !== undefined)
    return toHex([Uint8Array.of(type), list([content, ...encode([integer(BigInt(yParity)), ...signature])])])
  const id = fields[6]
  const v = typeof id === 'string' ? BigInt(id) * 2n + 35n + BigInt(yParity) : 27n + BigInt(yParity)
  return toHex([list(encode([...fields.slice(0, 6), integer(v), ...signature]))])
}

const toHex = (parts: readonly Uint8Array[]): string => Buffer.concat(parts).toString('hex')

const encode = (items: readonly RlpItem[]): Uint8Array[] => items.map((item) => Rlp.fromHex(item, { as: 'Bytes' }))

/** Encodes a list of items that are encoded already. */
function list(items: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(items)
  if (content.length < 56) return Buffer.concat([Uint8Array.of(0xc0 + content.length), content])
  const length = Buffer.from(integer(BigInt(content.length)).slice(2), 'hex')
  return Buffer.concat([Uint8Array.of(0xf7 + length.length), length, content])
}
