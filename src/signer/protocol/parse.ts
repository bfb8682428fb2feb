import { requestLimits } from './requestLimits.js'
import { badRequest } from './WireError.js'

/**
 * Turns unknown JSON into a value of its type. @throws 400 naming the field.
 *
 * @param isStored Whether it was accepted before. Limits are for new requests: an earlier version had others.
 */
export type Parser<value> = (value: unknown, path: string, isStored?: boolean) => value

type Optional<value> = { optional: Parser<value> }
type Shape = Record<string, Parser<unknown> | Optional<unknown>>
type Simplify<type> = { [key in keyof type]: type[key] }
export type Parsed<shape extends Shape> = Simplify<
  {
    [key in keyof shape as shape[key] extends Optional<unknown> ? never : key]: shape[key] extends Parser<infer value>
      ? value
      : never
  } & {
    [key in keyof shape as shape[key] extends Optional<unknown> ? key : never]?: shape[key] extends Optional<
      infer value
    >
      ? value
      : never
  }
>

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

const at = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

function invalid(path: string, expected: string): Error {
  return badRequest(`invalid request body: field \`${path}\` must be ${expected}`)
}

/**
 * Parses an object. Fields that are not in `shape` are dropped, as production does. For an optional field, `null` is the same
 * as absent.
 */
export function object<const shape extends Shape>(shape: shape): Parser<Parsed<shape>>
export function object(shape: Shape): Parser<unknown> {
  const fields = Object.entries(shape)
  return (value, path, isStored) => {
    if (!isRecord(value)) throw invalid(path || 'body', 'an object')
    const parsed: Record<string, unknown> = {}
    for (const [key, field] of fields) {
      const input = own(value, key)
      if (typeof field === 'function') parsed[key] = field(input, at(path, key), isStored)
      else if (input !== undefined && input !== null) parsed[key] = field.optional(input, at(path, key), isStored)
    }
    return parsed
  }
}

/** Parses an object that has no other fields. */
export type ExactParser<value> = Parser<value> & {
  /** All fields that the object may have. */
  fields: readonly string[]
}

/** Parses an object. Fields that are not in `shape` are refused. */
export function exactObject<const shape extends Shape>(shape: shape): ExactParser<Parsed<shape>> {
  const fields = Object.keys(shape)
  const known: ReadonlySet<string> = new Set(fields)
  const parse = object(shape)
  const parseExactly: Parser<Parsed<shape>> = (value, path) => {
    const unknown = isRecord(value) ? Object.keys(value).find((key) => !known.has(key)) : undefined
    if (unknown !== undefined)
      throw badRequest(`invalid request body: unknown field ${JSON.stringify(at(path, unknown.slice(0, 100)))}`)
    return parse(value, path)
  }
  return Object.assign(parseExactly, { fields })
}

export function optional<value>(parser: Parser<value>): Optional<value> {
  return { optional: parser }
}

function present(value: unknown, path: string): void {
  if (value === undefined || value === null) throw badRequest(`invalid request body: missing field \`${path}\``)
}

export function string({ max = requestLimits.text }: { max?: number } = {}): Parser<string> {
  return (value, path, isStored) => {
    present(value, path)
    if (typeof value !== 'string') throw invalid(path, 'a string')
    if (value === '') throw invalid(path, 'a non-empty string')
    if (value.length > max && !isStored) throw invalid(path, `at most ${max} characters long`)
    return value
  }
}

/** A name chosen by a user. Its length is production's; the characters that production allows are not published. */
export function label(): Parser<string> {
  return string({ max: 255 })
}

/** A string of any length, even an empty one, such as a message to sign. */
export function text(): Parser<string> {
  return (value, path) => {
    present(value, path)
    if (typeof value !== 'string') throw invalid(path, 'a string')
    return value
  }
}

export function boolean(): Parser<boolean> {
  return (value, path) => {
    present(value, path)
    if (typeof value !== 'boolean') throw invalid(path, 'true or false')
    return value
  }
}

export function int32(): Parser<number> {
  return (value, path) => {
    present(value, path)
    if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > 0x7fffffff)
      throw invalid(path, 'a 32-bit integer')
    return value
  }
}

/** A 64-bit integer as a decimal string. */
export function decimal(): Parser<string> {
  return (value, path) => {
    present(value, path)
    if (typeof value !== 'string' || !/^(0|[1-9][0-9]{0,18})$/.test(value)) throw invalid(path, 'a decimal string')
    return value
  }
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isUuid(value: string): boolean {
  return uuidPattern.test(value)
}

export function uuid(): Parser<string> {
  return (value, path) => {
    present(value, path)
    if (typeof value !== 'string' || !isUuid(value)) throw invalid(path, 'a UUID')
    return value
  }
}

export function hex(): Parser<string> {
  return (value, path, isStored) => {
    present(value, path)
    if (typeof value !== 'string' || !/^([0-9a-fA-F]{2})+$/.test(value)) throw invalid(path, 'hex without 0x')
    if (value.length > requestLimits.text && !isStored)
      throw invalid(path, `at most ${requestLimits.text} characters long`)
    return value
  }
}

export function oneOf<const value extends string>(values: readonly value[], message?: string): Parser<value> {
  return (input, path) => {
    present(input, path)
    const found = values.find((value) => value === input)
    if (found === undefined)
      throw message === undefined ? invalid(path, `one of ${values.join(', ')}`) : badRequest(message)
    return found
  }
}

export function list<value>(item: Parser<value>, { min = 0, max }: { min?: number; max: number }): Parser<value[]> {
  return (value, path, isStored) => {
    present(value, path)
    if (!Array.isArray(value)) throw invalid(path, 'an array')
    if (value.length < min) throw invalid(path, `an array of at least ${min} items`)
    if (value.length > max && !isStored) throw invalid(path, `an array of at most ${max} items`)
    return value.map((entry: unknown, index) => item(entry, `${path}[${index}]`, isStored))
  }
}

/** An array that clients send empty or leave out. */
export function listOrAbsent<value>(item: Parser<value>, options: { max: number }): Parser<value[]> {
  const parse = list(item, options)
  return (value, path, isStored) => (value === undefined || value === null ? [] : parse(value, path, isStored))
}
