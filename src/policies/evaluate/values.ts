/** A text that is compared regardless of case, such as an address. */
export type CaselessText = { readonly kind: 'caseless'; readonly text: string; readonly lower: string }

export type PointInTime = { readonly kind: 'timestamp'; readonly nanoseconds: bigint }

/** Named fields, such as `eth.tx`. */
export type Struct = { readonly kind: 'struct'; readonly name: string; readonly fields: ReadonlyMap<string, Value> }

/** Values by key, such as `eth.eip_712.message`. Read by subscript only. */
export type Dictionary = { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Value> }

/**
 * Of this, no source says what production reads. An ALLOW gets an error, so it does not allow. A DENY gets `value`, so it can deny.
 */
export type Unclear = {
  readonly kind: 'unclear'
  readonly code: 'MISSING_FIELD' | 'OUT_OF_RANGE'
  readonly value: bigint | string
}

/** What the language cannot compare, such as a fraction. */
export type Opaque = { readonly kind: 'opaque'; readonly description: string }

/** A value of the language. Integers are `bigint`, lists are arrays. */
export type Value =
  | boolean
  | bigint
  | string
  | readonly Value[]
  | CaselessText
  | PointInTime
  | Struct
  | Dictionary
  | Unclear
  | Opaque

export const caseless = (text: string): CaselessText => ({ kind: 'caseless', text, lower: text.toLowerCase() })

export const struct = (name: string, fields: Iterable<readonly [string, Value | undefined]>): Struct => ({
  kind: 'struct',
  name,
  fields: new Map([...fields].flatMap(([field, value]) => (value === undefined ? [] : [[field, value]]))),
})

const maxInt = 2n ** 127n - 1n
const minInt = -(2n ** 127n)

/** An `int` of the language has 128 bits. What becomes of a larger one is not known. */
export const int = (value: bigint): bigint | Unclear =>
  value > maxInt || value < minInt ? { kind: 'unclear', code: 'OUT_OF_RANGE', value } : value

export const isCaseless = (value: Value): value is CaselessText =>
  typeof value === 'object' && !isList(value) && value.kind === 'caseless'

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value)

/** The type of a value, for people. */
export function typeName(value: Value): string {
  if (typeof value === 'boolean') return 'a bool'
  if (typeof value === 'bigint') return 'an integer'
  if (typeof value === 'string') return 'a string'
  if (isList(value)) return 'a list'
  switch (value.kind) {
    case 'caseless':
      return 'a string'
    case 'timestamp':
      return 'a timestamp'
    case 'struct':
      return 'a struct'
    case 'map':
      return 'a map'
    case 'unclear':
      return typeof value.value === 'bigint' ? 'an integer' : 'a string'
    case 'opaque':
      return value.description
  }
}

/** Formats a value for people, in at most some 200 characters. */
export function formatValue(value: Value): string {
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return quote(value)
  if (isList(value)) {
    const shown = value.slice(0, 3).map(formatValue).join(', ')
    return truncate(value.length > 3 ? `[${shown}, … ${value.length} items]` : `[${shown}]`)
  }
  switch (value.kind) {
    case 'caseless':
      return quote(value.text)
    case 'timestamp':
      return new Date(Number(value.nanoseconds / 1_000_000n)).toISOString()
    case 'struct':
      return truncate(`{${[...value.fields].map(([name, field]) => `${name}: ${formatValue(field)}`).join(', ')}}`)
    case 'map':
      return truncate(`{${[...value.entries.keys()].slice(0, 10).map(printable).join(', ')}}`)
    case 'unclear':
      return formatValue(value.value)
    case 'opaque':
      return value.description
  }
}

const truncate = (text: string): string => (text.length > 200 ? `${text.slice(0, 190)}…` : text)
const printable = (text: string): string => truncate(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·')
const quote = (text: string): string => `'${printable(text)}'`
