import { bytesToHex, getTypesForEIP712Domain, type Hex, isAddress, isHex, size, type TypedDataParameter } from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import { isBytes } from './isBytes.js'
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

/** More levels are signed by digest. The local signer reads 100; production's limit is not known. */
const maxDepth = 64

/**
 * Reads typed data by its types (https://eips.ethereum.org/EIPS/eip-712): only the fields that the types name, each once,
 * inherited ones and getters included. Integers become decimal strings and bytes become hex, which viem hashes like the
 * original values.
 *
 * @param toOwn - Copies an integer, or what is in a `string` field and is not a string, in another way.
 * @returns The copy; whether its JSON is exactly what viem hashes, which it is not for a number in a `string` field, for
 * example; and the number of its values.
 *
 * @throws InvalidParameterError with the path of the value, such as `typedData.message.to`.
 */
export function readTypedData(
  parameters: unknown,
  toOwn?: (value: unknown, integer?: bigint) => unknown,
): [copy: TypedDataCopy, isExact: boolean, values: number] {
  // Has no prototype, since a type may be called `constructor`, and a field `__proto__`.
  const types: TypedDataCopy['types'] = Object.create(null)
  const ancestors = new Set<unknown>()

  const source = read(parameters, '')
  const { primaryType, domain: givenDomain = {} } = source
  let values = 0
  let domain = givenDomain ? read(givenDomain, 'domain') : null
  let isExact = domain !== null

  const givenTypes = { ...read(source.types, 'types') }
  if (!givenTypes.EIP712Domain) {
    const { name, version, chainId, verifyingContract, salt } = domain ?? {}
    domain &&= { name, version, chainId, verifyingContract, salt }
    types.EIP712Domain = getTypesForEIP712Domain({ domain: domain ?? {} })
  }
  for (const [typeName, fields] of Object.entries(givenTypes)) {
    if (!fields) continue
    types[typeName] = Array.from(list(fields, `types.${typeName}`), (field, index) => {
      const path = `types.${typeName}[${index}]`
      const { name, type } = read(field, path)
      if (name === undefined || type === undefined) throw invalid(path, 'a field with `name` and `type`')
      return { name: String(name), type: String(type) }
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
  return [copy, isExact, values]

  function readStruct(value: unknown, type: string, path: string): Record<string, unknown> {
    const named = types[type] ?? []
    // viem does not look at the value of a type without fields.
    const fields = named.length ? read(value, path) : {}
    const struct: Record<string, unknown> = Object.create(null)
    enter(value, path)
    for (const { name, type: fieldType } of named) {
      if (name in struct) {
        // viem hashes a field twice that is named twice. Other implementations may refuse it.
        isExact = false
        if (named.some((field) => field.name === name && field.type !== fieldType))
          throw invalid(`${path}.${name}`, 'one type')
        continue
      }
      // The name is the dapp's, and every object inherits a `constructor`.
      const isInherited = name in Object.prototype && !Object.hasOwn(fields, name)
      struct[name] = readValue(isInherited ? undefined : fields[name], fieldType, `${path}.${name}`)
    }
    ancestors.delete(value)
    return struct
  }

  /** Enters an object or an array, which must not contain itself. */
  function enter(value: unknown, path: string): void {
    if (ancestors.has(value)) throw invalid(path, 'a value that does not contain itself')
    ancestors.add(value)
    if (ancestors.size > maxDepth) isExact = false
  }

  function readValue(value: unknown, type: string, path: string): unknown {
    values++
    if (types[type]) return readStruct(value, type, path)
    const [, item, length] = /^(.+)\[(\d*)\]$/.exec(type) ?? []
    if (item) {
      const items = list(value, path)
      // viem hashes an array of another length. Other implementations refuse it.
      if (length && items.length !== Number(length)) isExact = false
      enter(value, path)
      const copies = Array.from(items, (value, index) => readValue(value, item, `${path}[${index}]`))
      ancestors.delete(value)
      return copies
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
      if (integer !== undefined && fit(Number(width), integer) === integer)
        return toOwn ? toOwn(value, integer) : String(integer)
    } else if (type === 'string' && value !== undefined && value !== null) {
      // A lone surrogate has no UTF-8 form and becomes U+FFFD. viem and MetaMask (V4) hash the bytes of a number.
      if (typeof value === 'string') return value.replace(/[\ud800-\udfff]/gu, '\ufffd')
      isExact = false
      return toOwn ? toOwn(value) : value
    } else if (
      type === 'address' ? typeof value === 'string' && isAddress(value) : type === 'bool' && typeof value === 'boolean'
    )
      return value
    throw invalid(path, `a value of type ${type}`)
  }
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
