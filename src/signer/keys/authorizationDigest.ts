import * as Rlp from 'ox/Rlp'
import { isRecord } from '../protocol/parse.js'
import { badRequest } from '../protocol/WireError.js'
import { keccak256 } from './keccak256.js'
import { assertExact, parsePayload } from './parsePayload.js'

const invalid = (field: string): Error =>
  badRequest(`invalid payload encoding: "${field}" of the authorization is missing or malformed`)

function quantity(value: unknown, field: string, bits: number): bigint {
  if (!isQuantity(value)) throw invalid(field)
  assertExact(value, field, 'authorization')
  const integer = BigInt(value)
  if (integer < 0n || integer >> BigInt(bits) !== 0n) throw invalid(field)
  return integer
}

/** A number, or a string in decimal or 0x hex. Strings are at most as long as 256 bits, since parsing megabytes of digits is slow. */
export function isQuantity(value: unknown): value is number | string {
  return typeof value === 'string' ? /^([0-9]{1,78}|0x[0-9a-fA-F]{1,64})$/.test(value) : Number.isInteger(value)
}

function integerBytes(value: bigint): `0x${string}` {
  if (value === 0n) return '0x'
  const hex = value.toString(16)
  return `0x${hex.length % 2 === 0 ? hex : `0${hex}`}`
}

/** keccak256(0x05 ‖ rlp([chainId, address, nonce])), https://eips.ethereum.org/EIPS/eip-7702 */
export function authorizationDigest(json: string): Uint8Array {
  const value = parsePayload(json, 'authorization')
  if (!isRecord(value)) throw invalid('authorization')
  const { address } = value
  if (typeof address !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(address)) throw invalid('address')
  const chainId = quantity(value.chainId, 'chainId', 256)
  const nonce = quantity(value.nonce, 'nonce', 64)
  const list = Rlp.fromHex([integerBytes(chainId), `0x${address.slice(2)}`, integerBytes(nonce)], { as: 'Bytes' })
  return keccak256(Buffer.from([0x05]), list)
}
