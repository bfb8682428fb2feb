import * as Hash from 'ox/Hash'
import * as TypedData from 'ox/TypedData'
import { isRecord } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { badRequest } from '../protocol/WireError.js'
import { baseType, createTypeHash, type Field, type Types } from './createTypeHash.js'
import { parseExactJson } from './parseExactJson.js'

/** Limit of nested structs and arrays: far more than real typed data has, far less than the stack allows. */
const maxDepth = 100

/** Counts the work for the typed data of one request, and throws when it is too much. */
export type TypedDataWork = {
  /** Call for each value, structs and array items included. */
  countValue: () => void
  /** Call for the characters of types that are hashed. */
  countCharacters: (count: number) => void
}

/** One for all payloads of a request. */
export function createTypedDataWork(): TypedDataWork {
  let values = 0
  let characters = 0
  return {
    countValue() {
      values += 1
      if (values > requestLimits.typedDataValues)
        throw badRequest(
          `invalid payload encoding: the typed data has more than ${requestLimits.typedDataValues} values`,
        )
    },
    // Without it, types that refer to each other could make the signer hash gigabytes for a body of 1 MiB.
    countCharacters(count) {
      characters += count
      if (characters > requestLimits.typeCharacters)
        throw badRequest(
          `invalid payload encoding: the types of the typed data have more than ${requestLimits.typeCharacters} characters`,
        )
    },
  }
}

const invalid = (path: string, expected: string): Error =>
  badRequest(`invalid payload encoding: ${path} of the typed data must be ${expected}`)

const noType = (type: string): Error =>
  badRequest(`invalid payload encoding: the typed data uses "${type}", which is not an EIP-712 type`)

type Reading = { types: Types; typeHash: (type: string) => Uint8Array; countValue: () => void }

/**
 * Returns the EIP-712 digest of typed data as JSON: `{ types, primaryType, domain, message }`.
 * https://eips.ethereum.org/EIPS/eip-712
 *
 * Its work grows linearly with the length of the JSON, whichever types refer to each other. A library that hashes the type of
 * each struct again could be kept busy for half an hour by 1 MiB.
 */
export function typedDataDigest(json: string, { countValue, countCharacters }: TypedDataWork): Uint8Array {
  const value = parseExactJson(json, 'typed data')
  if (!isRecord(value)) throw invalid('the whole', 'an object')
  const domain = value.domain ?? {}
  if (!isRecord(domain)) throw invalid('domain', 'an object')
  const { primaryType } = value
  if (typeof primaryType !== 'string') throw invalid('primaryType', 'a string')
  const types = readTypes(value.types, domain)
  if (types[primaryType] === undefined) throw invalid('primaryType', 'one of the types')
  const reading: Reading = { types, typeHash: createTypeHash(types, countCharacters), countValue }
  const parts = [Buffer.from('1901', 'hex'), hashStruct(domain, 'EIP712Domain', reading, 'domain')]
  if (primaryType !== 'EIP712Domain') parts.push(hashStruct(value.message, primaryType, reading, 'message'))
  return keccak(parts)
}

function keccak(parts: readonly Uint8Array[]): Uint8Array {
  return Hash.keccak256(Buffer.concat(parts), { as: 'Bytes' })
}

function readTypes(value: unknown, domain: Record<string, unknown>): Types {
  if (!isRecord(value)) throw invalid('types', 'an object')
  const types: Record<string, readonly Field[]> = Object.create(null)
  for (const [name, fields] of Object.entries(value)) {
    if (!/^[A-Za-z0-9_$:]+$/.test(name) || isAtomic(name)) throw invalid(`types.${name}`, 'called otherwise')
    if (!Array.isArray(fields)) throw invalid(`types.${name}`, 'an array')
    types[name] = fields.map((field: unknown, index) => {
      if (!isRecord(field) || typeof field.name !== 'string' || typeof field.type !== 'string')
        throw invalid(`types.${name}[${index}]`, 'an object with name and type')
      return { name: field.name, type: field.type }
    })
  }
  // viem leaves EIP712Domain out: then it is the fields that the domain has, in the order of the standard.
  types.EIP712Domain ??= TypedData.extractEip712DomainTypes(domain)
  for (const { type } of Object.values(types).flat())
    if (!/^[^[]+(\[[0-9]*\])*$/.test(type) || !(isKnown(baseType(type)) || types[baseType(type)] !== undefined))
      throw noType(type)
  return types
}

const integerType = /^(u?)int([1-9][0-9]{0,2})$/
const bytesType = /^bytes([1-9]|[12][0-9]|3[0-2])?$/

/** Names that a struct cannot have, because they are Solidity types. */
function isAtomic(name: string): boolean {
  return ['address', 'bool', 'string'].includes(name) || /^(u?int|bytes)[0-9]*$/.test(name)
}

function isKnown(type: string): boolean {
  const bits = Number(integerType.exec(type)?.[2])
  return (bits <= 256 && bits % 8 === 0) || bytesType.test(type) || ['address', 'bool', 'string'].includes(type)
}

function hashStruct(value: unknown, type: string, reading: Reading, path: string, depth = 0): Uint8Array {
  if (!isRecord(value)) throw invalid(path, 'an object')
  const words = [reading.typeHash(type)]
  for (const field of reading.types[type] ?? []) {
    const fieldPath = `${path}.${field.name}`
    if (!Object.hasOwn(value, field.name)) throw invalid(fieldPath, 'there')
    words.push(encodeValue(value[field.name], field.type, reading, fieldPath, depth + 1))
  }
  return keccak(words)
}

/** Encodes a value as 32 bytes. https://eips.ethereum.org/EIPS/eip-712#definition-of-encodedata */
function encodeValue(value: unknown, type: string, reading: Reading, path: string, depth: number): Uint8Array {
  reading.countValue()
  if (depth > maxDepth)
    throw badRequest(`invalid payload encoding: the typed data is more than ${maxDepth} levels deep`)
  const array = /^(.+)\[([0-9]*)\]$/s.exec(type)
  if (array !== null) {
    const [, item = '', size = ''] = array
    if (!Array.isArray(value)) throw invalid(path, 'an array')
    if (size !== '' && value.length !== Number(size)) throw invalid(path, `an array of ${size}`)
    return keccak(
      value.map((entry: unknown, index) => encodeValue(entry, item, reading, `${path}[${index}]`, depth + 1)),
    )
  }
  if (reading.types[type] !== undefined) return hashStruct(value, type, reading, path, depth)
  const integer = integerType.exec(type)
  if (integer !== null) return encodeInteger(value, integer[1] === '', Number(integer[2]), path)
  const bytes = bytesType.exec(type)
  if (bytes !== null) return encodeBytes(value, bytes[1], path)
  switch (type) {
    case 'address':
      if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(value)) throw invalid(path, 'an address')
      return Buffer.from(value.slice(2).padStart(64, '0'), 'hex')
    case 'bool':
      if (typeof value !== 'boolean') throw invalid(path, 'true or false')
      return Buffer.from((value ? '1' : '0').padStart(64, '0'), 'hex')
    case 'string':
      if (typeof value !== 'string') throw invalid(path, 'a string')
      return keccak([Buffer.from(value, 'utf8')])
    default:
      throw noType(type)
  }
}

/** Encodes `bytes` as its hash, and `bytes4` padded with zeros. */
function encodeBytes(value: unknown, size: string | undefined, path: string): Uint8Array {
  if (typeof value !== 'string' || !/^0x([0-9a-fA-F]{2})*$/.test(value)) throw invalid(path, 'hex with 0x')
  const hex = value.slice(2)
  if (size === undefined) return keccak([Buffer.from(hex, 'hex')])
  if (hex.length !== 2 * Number(size)) throw invalid(path, `${size} bytes of hex`)
  return Buffer.from(hex.padEnd(64, '0'), 'hex')
}

function encodeInteger(value: unknown, signed: boolean, bits: number, path: string): Uint8Array {
  if (!isInteger(value)) throw invalid(path, 'an integer')
  const integer = BigInt(value)
  if (integer !== (signed ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer)))
    throw invalid(path, `an integer that fits ${signed ? '' : 'u'}int${bits}`)
  return Buffer.from(BigInt.asUintN(256, integer).toString(16).padStart(64, '0'), 'hex')
}

/** Strings are at most as long as 256 bits, since parsing megabytes of digits is slow. */
function isInteger(value: unknown): value is number | string {
  return typeof value === 'string' ? /^(-?[0-9]{1,78}|0x[0-9a-fA-F]{1,64})$/.test(value) : Number.isInteger(value)
}
