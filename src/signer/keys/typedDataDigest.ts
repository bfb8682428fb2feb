import * as Hex from 'ox/Hex'
import * as TypedData from 'ox/TypedData'
import { isRecord } from '../parse.js'
import { badRequest } from '../WireError.js'
import { exactJson } from './exactJson.js'

type Field = { name: string; type: string }
type Types = Record<string, Field[]>

/** Structs and arrays in each other: far beyond what anybody signs, and far from where the stack ends. */
const maxDepth = 100

const invalid = (path: string, expected: string): Error =>
  badRequest(`invalid payload encoding: ${path} of the typed data must be ${expected}`)

/** EIP-712 digest of typed data as JSON: `{ types, primaryType, domain, message }`. https://eips.ethereum.org/EIPS/eip-712 */
export function typedDataDigest(json: string): Uint8Array {
  const value = exactJson(json, 'typed data')
  if (!isRecord(value)) throw invalid('the whole', 'an object')
  const domain = value.domain ?? {}
  if (!isRecord(domain)) throw invalid('domain', 'an object')
  const { primaryType } = value
  if (typeof primaryType !== 'string') throw invalid('primaryType', 'a string')
  const types = readTypes(value.types)
  // Clients of viem's make leave EIP712Domain out: then the fields that are there, in the order of the standard, are it.
  if (types.EIP712Domain === undefined) types.EIP712Domain = TypedData.extractEip712DomainTypes(domain)
  if (primaryType !== 'EIP712Domain' && types[primaryType] === undefined)
    throw invalid('primaryType', 'one of the types')
  const exactDomain = readStruct(domain, 'EIP712Domain', types, 'domain')
  const message = primaryType === 'EIP712Domain' ? {} : readStruct(value.message, primaryType, types, 'message')
  try {
    return Hex.toBytes(TypedData.getSignPayload({ domain: exactDomain, message, primaryType, types }))
  } catch (error) {
    throw badRequest(`invalid payload encoding: ${error instanceof Error ? firstLine(error.message) : 'typed data'}`)
  }
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}

function readTypes(value: unknown): Types {
  if (!isRecord(value)) throw invalid('types', 'an object')
  const types: Types = Object.create(null)
  for (const [name, fields] of Object.entries(value)) {
    if (!Array.isArray(fields)) throw invalid(`types.${name}`, 'an array')
    types[name] = fields.map((field: unknown, index) => {
      if (!isRecord(field) || typeof field.name !== 'string' || typeof field.type !== 'string')
        throw invalid(`types.${name}[${index}]`, 'an object with name and type')
      return { name: field.name, type: field.type }
    })
  }
  return types
}

function readStruct(value: unknown, type: string, types: Types, path: string, depth = 0): Record<string, unknown> {
  if (!isRecord(value)) throw invalid(path, 'an object')
  const struct: Record<string, unknown> = Object.create(null)
  for (const field of types[type] ?? []) {
    const fieldPath = `${path}.${field.name}`
    if (!Object.hasOwn(value, field.name)) throw invalid(fieldPath, 'there')
    struct[field.name] = readValue(value[field.name], field.type, types, fieldPath, depth + 1)
  }
  return struct
}

function readValue(value: unknown, type: string, types: Types, path: string, depth: number): unknown {
  if (depth > maxDepth) throw badRequest(`invalid payload encoding: the typed data is over ${maxDepth} levels deep`)
  const array = /^(.+)\[([0-9]*)\]$/s.exec(type)
  if (array !== null) {
    const [, item = '', size = ''] = array
    if (!Array.isArray(value)) throw invalid(path, 'an array')
    if (size !== '' && value.length !== Number(size)) throw invalid(path, `an array of ${size}`)
    return value.map((entry: unknown, index) => readValue(entry, item, types, `${path}[${index}]`, depth + 1))
  }
  if (types[type] !== undefined) return readStruct(value, type, types, path, depth)
  const integer = /^(u?)int([0-9]+)$/.exec(type)
  if (integer !== null) return readInteger(value, integer[1] === '', Number(integer[2]), path)
  const fixed = /^bytes([0-9]*)$/.exec(type)
  if (fixed !== null) {
    if (typeof value !== 'string' || !/^0x([0-9a-fA-F]{2})*$/.test(value)) throw invalid(path, 'hex with 0x')
    if (fixed[1] !== '' && value.length !== 2 + 2 * Number(fixed[1])) throw invalid(path, `${fixed[1]} bytes of hex`)
    return value
  }
  switch (type) {
    case 'address':
      if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(value)) throw invalid(path, 'an address')
      return value.toLowerCase()
    case 'bool':
      if (typeof value !== 'boolean') throw invalid(path, 'true or false')
      return value
    case 'string':
      if (typeof value !== 'string') throw invalid(path, 'a string')
      return value
    default:
      throw badRequest(`invalid payload encoding: the typed data uses "${type}", which is no type of EIP-712`)
  }
}

function readInteger(value: unknown, signed: boolean, bits: number, path: string): bigint {
  if (bits === 0 || bits > 256 || bits % 8 !== 0) throw invalid(path, 'of an integer type of 8 to 256 bits')
  if (!isInteger(value)) throw invalid(path, 'an integer')
  const integer = BigInt(value)
  if (integer !== (signed ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer)))
    throw invalid(path, `an integer that fits ${signed ? '' : 'u'}int${bits}`)
  return integer
}

function isInteger(value: unknown): value is number | string {
  return typeof value === 'string' ? /^(-?[0-9]+|0x[0-9a-fA-F]+)$/.test(value) : Number.isInteger(value)
}
