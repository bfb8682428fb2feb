import { isRecord } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { badRequest } from '../protocol/WireError.js'
import { createTypeHash } from './createTypeHash.js'
import { keccak256 } from './keccak256.js'
import { assertExact, parsePayload } from './parsePayload.js'
import { invalidTypedData, maxDepth, readTypes, type Struct, type Type, tooDeep } from './readTypes.js'

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

type Reading = { typeHash: (struct: Struct) => Uint8Array; countValue: () => void }

/**
 * Returns the EIP-712 digest of typed data as JSON: `{ types, primaryType, domain, message }`.
 * https://eips.ethereum.org/EIPS/eip-712
 *
 * Its work grows linearly with the length of the JSON, whichever types refer to each other. A library that hashes the type of
 * each struct again could be kept busy for half an hour by 1 MiB.
 */
export function typedDataDigest(json: string, { countValue, countCharacters }: TypedDataWork): Uint8Array {
  const value = parsePayload(json, 'typed data')
  if (!isRecord(value)) throw invalidTypedData('the whole', 'an object')
  const domain = value.domain ?? {}
  if (!isRecord(domain)) throw invalidTypedData('domain', 'an object')
  const { primaryType } = value
  if (typeof primaryType !== 'string') throw invalidTypedData('primaryType', 'a string')
  const structs = readTypes(value.types, domain)
  const [domainStruct, struct] = [structs.get('EIP712Domain'), structs.get(primaryType)]
  if (struct === undefined || domainStruct === undefined) throw invalidTypedData('primaryType', 'one of the types')
  const reading: Reading = { typeHash: createTypeHash(countCharacters), countValue }
  const parts = [Buffer.from('1901', 'hex'), hashStruct(domain, domainStruct, reading, 'domain')]
  if (struct !== domainStruct) parts.push(hashStruct(value.message, struct, reading, 'message'))
  return keccak256(...parts)
}

function hashStruct(value: unknown, struct: Struct, reading: Reading, path: string, depth = 0): Uint8Array {
  if (!isRecord(value)) throw invalidTypedData(path, 'an object')
  const words = [reading.typeHash(struct)]
  for (const { name, type } of struct.fields) {
    const fieldPath = `${path}.${name}`
    if (!Object.hasOwn(value, name)) throw invalidTypedData(fieldPath, 'there')
    words.push(encodeValue(value[name], type, reading, fieldPath, depth + 1))
  }
  return keccak256(...words)
}

/** Encodes a value as 32 bytes. https://eips.ethereum.org/EIPS/eip-712#definition-of-encodedata */
function encodeValue(value: unknown, type: Type, reading: Reading, path: string, depth: number): Uint8Array {
  reading.countValue()
  if (depth > maxDepth) throw tooDeep()
  switch (type.kind) {
    case 'array': {
      const { item, size } = type
      if (!Array.isArray(value)) throw invalidTypedData(path, 'an array')
      if (size !== undefined && value.length !== size) throw invalidTypedData(path, `an array of ${size}`)
      return keccak256(
        ...value.map((entry: unknown, index) => encodeValue(entry, item, reading, `${path}[${index}]`, depth + 1)),
      )
    }
    case 'struct':
      return hashStruct(value, type.struct, reading, path, depth)
    case 'integer':
      return encodeInteger(value, type, path)
    case 'bytes':
      return encodeBytes(value, type.size, path)
    case 'address':
      if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(value)) throw invalidTypedData(path, 'an address')
      return Buffer.from(value.slice(2).padStart(64, '0'), 'hex')
    case 'bool':
      if (typeof value !== 'boolean') throw invalidTypedData(path, 'true or false')
      return Buffer.from((value ? '1' : '0').padStart(64, '0'), 'hex')
    case 'string':
      if (typeof value !== 'string') throw invalidTypedData(path, 'a string')
      return keccak256(Buffer.from(value, 'utf8'))
  }
}

/** Encodes `bytes` as its hash, and `bytes4` padded with zeros. */
function encodeBytes(value: unknown, size: number | undefined, path: string): Uint8Array {
  if (typeof value !== 'string' || !/^0x([0-9a-fA-F]{2})*$/.test(value)) throw invalidTypedData(path, 'hex with 0x')
  const hex = value.slice(2)
  if (size === undefined) return keccak256(Buffer.from(hex, 'hex'))
  if (hex.length !== 2 * size) throw invalidTypedData(path, `${size} bytes of hex`)
  return Buffer.from(hex.padEnd(64, '0'), 'hex')
}

function encodeInteger(value: unknown, { signed, bits }: { signed: boolean; bits: number }, path: string): Uint8Array {
  if (!isInteger(value)) throw invalidTypedData(path, 'an integer')
  assertExact(value, path, 'typed data')
  const integer = BigInt(value)
  if (integer !== (signed ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer)))
    throw invalidTypedData(path, `an integer that fits ${signed ? '' : 'u'}int${bits}`)
  return Buffer.from(BigInt.asUintN(256, integer).toString(16).padStart(64, '0'), 'hex')
}

/** Strings are at most as long as 256 bits, since parsing megabytes of digits is slow. */
function isInteger(value: unknown): value is number | string {
  return typeof value === 'string' ? /^(-?[0-9]{1,78}|0x[0-9a-fA-F]{1,64})$/.test(value) : Number.isInteger(value)
}
