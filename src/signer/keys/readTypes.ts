import { isRecord } from '../protocol/parse.js'
import { badRequest } from '../protocol/WireError.js'
import { shorten } from '../util/shorten.js'

/** A type of EIP-712, parsed. */
export type Type =
  | { kind: 'array'; item: Type /** Undefined for any number of items. */; size: number | undefined }
  | { kind: 'struct'; struct: Struct }
  | { kind: 'integer'; signed: boolean; bits: number }
  | { kind: 'bytes' /** Undefined for any number of bytes. */; size: number | undefined }
  | { kind: 'address' | 'bool' | 'string' }

export type Field = { name: string; type: Type }

export type Struct = {
  name: string
  /** `Mail(Person from,string contents)`, without the types that it refers to. */
  text: string
  fields: readonly Field[]
}

/** Limit of nested structs and arrays: far more than real typed data has, far less than the stack allows. */
export const maxDepth = 100

/** The fields that a domain may have, in the order of the standard: https://eips.ethereum.org/EIPS/eip-712 */
const domainFields: readonly { name: string; type: string }[] = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
  { name: 'salt', type: 'bytes32' },
]

/** @returns an error with code 400. */
export const invalidTypedData = (path: string, expected: string): Error =>
  badRequest(`invalid payload encoding: ${shorten(path)} of the typed data must be ${expected}`)

export const tooDeep = (): Error =>
  badRequest(`invalid payload encoding: the typed data is more than ${maxDepth} levels deep`)

const noType = (type: string): Error =>
  badRequest(`invalid payload encoding: the typed data uses "${shorten(type)}", which is not an EIP-712 type`)

/**
 * Parses the `types` of typed data, each text once: a type may be half a megabyte long, and have thousands of values.
 *
 * @returns structs by name.
 */
export function readTypes(value: unknown, domain: Record<string, unknown>): ReadonlyMap<string, Struct> {
  if (!isRecord(value)) throw invalidTypedData('types', 'an object')
  const listed = new Map(Object.entries(value).map(([name, fields]) => [name, readFields(name, fields)]))
  // viem leaves EIP712Domain out: then it is the fields that the domain has.
  if (!listed.has('EIP712Domain'))
    listed.set(
      'EIP712Domain',
      domainFields.filter(({ name }) => (domain[name] ?? null) !== null),
    )
  const building = new Map(
    [...listed].map(([name, fields]) => {
      const text = `${name}(${fields.map((field) => `${field.type} ${field.name}`).join(',')})`
      return [name, { name, text, fields: [] as Field[] }]
    }),
  )
  const known = new Map<string, Type>()
  for (const [name, fields] of listed)
    for (const field of fields) {
      const type = known.get(field.type) ?? parseType(field.type, building)
      known.set(field.type, type)
      building.get(name)?.fields.push({ name: field.name, type })
    }
  return building
}

type TextField = { name: string; type: string }

function readFields(name: string, fields: unknown): readonly TextField[] {
  if (!/^[A-Za-z0-9_$:]+$/.test(name) || isAtomic(name))
    throw invalidTypedData(`types.${name}`, 'called something else')
  if (!Array.isArray(fields)) throw invalidTypedData(`types.${name}`, 'an array')
  return fields.map((field: unknown, index) => {
    if (!isRecord(field) || typeof field.name !== 'string' || typeof field.type !== 'string')
      throw invalidTypedData(`types.${name}[${index}]`, 'an object with name and type')
    return { name: field.name, type: field.type }
  })
}

/** Parses `Person[2][]`. */
function parseType(text: string, structs: ReadonlyMap<string, Struct>): Type {
  const end = text.indexOf('[')
  const base = end === -1 ? text : text.slice(0, end)
  const brackets = end === -1 ? '' : text.slice(end)
  if (!/^(\[[0-9]*\])*$/.test(brackets)) throw noType(text)
  const struct = structs.get(base)
  let type = struct === undefined ? parseAtomic(base) : ({ kind: 'struct', struct } as const)
  if (type === undefined) throw noType(text)
  let depth = 0
  for (const [, size = ''] of brackets.matchAll(/\[([0-9]*)\]/g)) {
    depth += 1
    if (depth > maxDepth) throw tooDeep()
    type = { kind: 'array', item: type, size: size === '' ? undefined : Number(size) }
  }
  return type
}

/** Names that a struct cannot have, because they are Solidity types. */
function isAtomic(name: string): boolean {
  return ['address', 'bool', 'string'].includes(name) || /^(u?int|bytes)[0-9]*$/.test(name)
}

function parseAtomic(text: string): Type | undefined {
  const integer = /^(u?)int([1-9][0-9]{0,2})$/.exec(text)
  if (integer !== null) {
    const bits = Number(integer[2])
    return bits <= 256 && bits % 8 === 0 ? { kind: 'integer', signed: integer[1] === '', bits } : undefined
  }
  const bytes = /^bytes([1-9]|[12][0-9]|3[0-2])?$/.exec(text)
  if (bytes !== null) return { kind: 'bytes', size: bytes[1] === undefined ? undefined : Number(bytes[1]) }
  return text === 'address' || text === 'bool' || text === 'string' ? { kind: text } : undefined
}
