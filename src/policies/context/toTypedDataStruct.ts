import { absent, caseless, type Struct, struct, type Value } from '../evaluate/values.js'
import { ContextFault } from './ContextFault.js'
import { isRecord } from './isRecord.js'
import { parseJson } from './parseJson.js'
import { readQuantity } from './readQuantity.js'

/** Limits of typed data in a request, those of the local signer. */
const limits = { values: 8_000, depth: 100 }

type Types = ReadonlyMap<string, ReadonlyMap<string, string>>

const fault = (problem: string): ContextFault => new ContextFault('body', `the typed data ${problem}`)

/** Returns `eth.eip_712` of typed data as JSON. What its types do not declare is not signed, so policies do not see it. */
export function toTypedDataStruct(json: string): Struct {
  const value = parseJson(json)
  if (!isRecord(value)) throw fault('is not a JSON object')
  const { primaryType, domain = {}, message = {} } = value
  if (typeof primaryType !== 'string' || !isRecord(domain)) throw fault('has no primaryType or no domain')
  const types = readTypes(value.types)
  const entries = primaryType === 'EIP712Domain' ? new Map<string, Value>() : readStruct(primaryType, message, types)
  return struct('Eip712TypedData', [
    ['primary_type', primaryType],
    ['domain', toDomain(domain, types.get('EIP712Domain'))],
    ['message', { kind: 'map', entries }],
  ])
}

function toDomain(domain: Record<string, unknown>, declared: ReadonlyMap<string, string> | undefined): Struct {
  const read = (name: string): unknown =>
    (declared?.has(name) ?? true) && Object.hasOwn(domain, name) ? domain[name] : undefined
  const text = (name: string): string | undefined => {
    const value = read(name)
    return typeof value === 'string' ? value : undefined
  }
  const contract = text('verifyingContract')
  return struct('Eip712Domain', [
    ['name', text('name') ?? absent('')],
    // Of the version, unlike the others, it is known what production reads.
    ['version', text('version') ?? ''],
    ['chain_id', readQuantity(read('chainId')) ?? absent(0n)],
    ['verifying_contract', contract === undefined ? absent('') : caseless(contract)],
  ])
}

function readTypes(value: unknown): Types {
  if (!isRecord(value)) throw fault('has no types')
  return new Map(
    Object.entries(value).map(([name, fields]) => {
      if (!Array.isArray(fields)) throw fault('has malformed types')
      const pairs = fields.map((field: unknown): [string, string] => {
        if (!isRecord(field) || typeof field.name !== 'string' || typeof field.type !== 'string')
          throw fault('has malformed types')
        return [field.name, field.type]
      })
      return [name, new Map(pairs)]
    }),
  )
}

/** Reads a struct by its declared fields. */
function readStruct(
  name: string,
  value: unknown,
  types: Types,
  work = { values: 0 },
  depth = 0,
): ReadonlyMap<string, Value> {
  const fields = types.get(name)
  if (fields === undefined || !isRecord(value)) throw fault('does not fit its types')
  return new Map(
    [...fields].map(([field, type]) => {
      if (!Object.hasOwn(value, field)) throw fault('does not fit its types')
      return [field, readValue(value[field], type, types, work, depth + 1)]
    }),
  )
}

/** JSON's types are kept: an integer that is sent as a string is a string to policies. */
function readValue(value: unknown, type: string, types: Types, work: { values: number }, depth: number): Value {
  work.values += 1
  if (work.values > limits.values || depth > limits.depth) throw fault('is too large')
  const array = /^(.*)\[[0-9]*\]$/s.exec(type)
  if (array !== null) {
    if (!Array.isArray(value)) throw fault('does not fit its types')
    return value.map((item) => readValue(item, array[1] ?? '', types, work, depth + 1))
  }
  if (types.has(type)) return { kind: 'map', entries: readStruct(type, value, types, work, depth) }
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return /^(address|bytes[0-9]*)$/.test(type) ? caseless(value) : value
  if (typeof value !== 'number') throw fault('does not fit its types')
  return readSafe(value)
}

/** `JSON.parse` may have rounded a number beyond 2^53, and the language has no fractions. */
const readSafe = (value: number): Value =>
  Number.isSafeInteger(value) ? BigInt(value) : { kind: 'opaque', description: 'a number that is not an exact integer' }
