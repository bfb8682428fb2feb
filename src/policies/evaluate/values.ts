/** A text that is compared regardless of case, such as an address. */
export type CaselessText = {
  /** Tells it from other values. */
  readonly kind: 'caseless'
  /** The text as the request has it. */
  readonly text: string
  /** The text in lower case, which is compared. */
  readonly lower: string
}

/** A point in time, such as `time.now`. */
export type PointInTime = {
  /** Tells it from other values. */
  readonly kind: 'timestamp'
  /** The time, in nanoseconds since 1970. */
  readonly nanoseconds: bigint
}

/** Named fields, such as `eth.tx`. */
export type Struct = {
  /** Tells it from other values. */
  readonly kind: 'struct'
  /** Name of its type in the language, such as `EthereumTransaction`. */
  readonly name: string
  /** The fields that it has in this request, by name. */
  readonly fields: ReadonlyMap<string, Value>
}

/** Values by key, such as `eth.eip_712.message`. Read by subscript only. */
export type Dictionary = {
  /** Tells it from other values. */
  readonly kind: 'map'
  /** The values, by key. */
  readonly entries: ReadonlyMap<string, Value>
}

/**
 * Of this, no source says what production reads. An ALLOW gets an error, so it does not allow. A DENY gets `value`, so it can deny.
 */
export type Unclear = {
  /** Tells it from other values. */
  readonly kind: 'unclear'
  /** The error that an ALLOW gets. */
  readonly code: 'MISSING_FIELD' | 'OUT_OF_RANGE' | 'NOT_DECODED'
  /** The value that a DENY gets. Undefined if it gets the error, too. */
  readonly value: bigint | string | undefined
}

/** What the language cannot compare, such as a fraction. */
export type Opaque = {
  /** Tells it from other values. */
  readonly kind: 'opaque'
  /** What it is, for people, such as `a number that is not an exact integer`. */
  readonly description: string
}

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

/** A field that the request does not have. What production reads there is not known. */
export const absent = (value: bigint | string): Unclear => ({ kind: 'unclear', code: 'MISSING_FIELD', value })

/**
 * What is read of a call whose arguments could not be decoded. Nobody may switch off a DENY by arguments that are malformed or
 * too large, and no ALLOW of a function takes them.
 *
 * @param value What is known without the arguments.
 */
export const notDecoded = (value?: string): Unclear => ({ kind: 'unclear', code: 'NOT_DECODED', value })

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
      return value.value === undefined ? 'a map' : typeName(value.value)
    case 'opaque':
      return value.description
  }
}
