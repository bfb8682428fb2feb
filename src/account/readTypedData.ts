import { bytesToHex, getTypesForEIP712Domain, type Hex, isAddress, isHex, size, type TypedDataParameter } from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import { isBytes } from './copyTransaction.js'
import { toBigInt } from './toBigInt.js'
import { toWholeBytes } from './toWholeBytes.js'

/** A copy of the caller's typed data. */
export type TypedDataCopy = {
  types: Record<string, readonly TypedDataParameter[]>
  primaryType: string
  /** `null` leaves the domain out of the hash, as in viem. */
  domain: Record<string, unknown> | null
  message: Record<string, unknown> | undefined
}

/**
 * Reads typed data by its types (https://eips.ethereum.org/EIPS/eip-712): only the fields that the types name, each once,
 * inherited ones and getters included. Integers become decimal strings and bytes become hex, which viem hashes like the
 * original values.
 *
 * @returns The copy, and whether its JSON is exactly what viem hashes. It is not for a number in a `string` field, for
 * example.
 *
 * @throws InvalidParameterError with the path of the value, such as `typedData.message.to`.
 */
export function readTypedData(parameters: unknown): [copy: TypedDataCopy, isExact: boolean] {
  // Has no prototype, since a type may be called `constructor`, and a field `__proto__`.
  const types: TypedDataCopy['types'] = Object.create(null)

  const source = read(parameters, '')
  const { primaryType, domain: givenDomain = {} } = source
  let domain = givenDomain ? read(givenDomain, 'domain') : null
  let isExact = domain !== null

  const givenTypes = { ...read(source.types, 'types') }
  if (givenTypes.EIP712Domain === undefined) {
    const { name, version, chainId, verifyingContract, salt } = domain ?? {}
    domain &&= { name, version, chainId, verifyingContract, salt }
    types.EIP712Domain = getTypesForEIP712Domain({ domain: domain ?? {} })
  }
  for (const [typeName, fields] of Object.entries(givenTypes)) {
    if (fields === undefined) continue
    types[typeName] = list(fields, `types.${typeName}`).map((field, index) => {
      const path = `types.${typeName}[${index}]`
      const { name, type } = read(field, path)
      if (typeof name === 'string' && typeof type === 'string') return { name, type }
      throw invalid(path, 'a field with `name` and `type`')
    })
  }
  if (typeof primaryType !== 'string' || !types[primaryType])
    throw invalid('primaryType', 'the name of one of the `types`')

  const copy = {
    domain: domain && readStruct(domain, 'EIP712Domain', 'domain'),
    message: primaryType === 'EIP712Domain' ? undefined : readStruct(source.message, primaryType, 'message'),
    primaryType,
    types,
  }
  return [copy, isExact]

  /** @param outside - The objects and arrays around a value. */
  function readStruct(value: unknown, type: string, path: string, outside: unknown[] = []): Record<string, unknown> {
    const fields = read(value, path)
    const struct: Record<string, unknown> = Object.create(null)
    const inside = enter(value, path, outside)
    for (const { name, type: fieldType } of types[type] ?? []) {
      if (name in struct) throw invalid(`${path}.${name}`, 'one type')
      // The name is the dapp's, and every object inherits a `constructor`.
      const isInherited = name in Object.prototype && !Object.hasOwn(fields, name)
      struct[name] = readValue(isInherited ? undefined : fields[name], fieldType, `${path}.${name}`, inside)
    }
    return struct
  }

  function readValue(value: unknown, type: string, path: string, outside: unknown[]): unknown {
    if (types[type]) return readStruct(value, type, path, outside)
    const [, item, length] = /^(.+)\[(\d*)\]$/.exec(type) ?? []
    if (item) {
      const items = list(value, path)
      // viem hashes an array of another length. Other implementations refuse it.
      if (length && items.length !== Number(length)) isExact = false
      const inside = enter(value, path, outside)
      return Array.from(items, (value, index) => readValue(value, item, `${path}[${index}]`, inside))
    }

    const [, kind, width] = /^(u?int|bytes)(\d*)$/.exec(type) ?? []
    if (kind === 'bytes') {
      const bytes = isBytes(value) ? bytesToHex(value) : value
      if (typeof bytes === 'string' && (!width || size(bytes as Hex) === Number(width))) {
        // viem hashes a string that is not hex in its own way.
        if (!isHex(bytes)) isExact = false
        return toWholeBytes(bytes)
      }
    } else if (kind) {
      const integer = toBigInt(value)
      const fit = kind === 'int' ? BigInt.asIntN : BigInt.asUintN
      if (integer !== undefined && fit(Number(width), integer) === integer) return String(integer)
    } else if (type === 'string' && value !== undefined && value !== null) {
      // A lone surrogate has no UTF-8 form and becomes U+FFFD. viem and MetaMask (V4) hash the bytes of a number.
      if (typeof value === 'string') return value.replace(/[\ud800-\udfff]/gu, '\ufffd')
      isExact = false
      return value
    } else if (
      type === 'address' ? typeof value === 'string' && isAddress(value) : type === 'bool' && typeof value === 'boolean'
    )
      return value
    throw invalid(path, `a value of type ${type}`)
  }
}

function enter(value: unknown, path: string, outside: unknown[]): unknown[] {
  if (outside.includes(value)) throw invalid(path, 'a value that does not contain itself')
  return [...outside, value]
}

function read(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value) return value as Record<string, unknown>
  throw invalid(path, 'an object')
}

function list(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw invalid(path, 'an array')
}

function invalid(path: string, expected: string): InvalidParameterError {
  return new InvalidParameterError({
    parameter: path ? `typedData.${path}` : 'typedData',
    value: '',
    message: `This typed data cannot be hashed. Pass ${expected}.`,
  })
}
