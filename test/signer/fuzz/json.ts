import fc from 'fast-check'
import { type ByteEdit, byteEdit, editBytes, fraction } from './bytes.js'

/** JSON as text: keys may repeat, and numbers and strings may be written as no serializer writes them. */
export type Json =
  | { kind: 'object'; entries: readonly (readonly [string, Json])[] }
  | { kind: 'array'; items: readonly Json[] }
  /** JSON in a string, as typed data is sent. */
  | { kind: 'embedded'; json: Json }
  | { kind: 'written'; text: string }

export function toJson(value: unknown): Json {
  if (Array.isArray(value)) return { kind: 'array', items: value.map(toJson) }
  if (typeof value === 'object' && value !== null)
    return { kind: 'object', entries: Object.entries(value).map(([key, entry]) => [key, toJson(entry)]) }
  if (typeof value === 'string' && /^\{.*\}$/s.test(value)) return { kind: 'embedded', json: toJson(JSON.parse(value)) }
  return { kind: 'written', text: JSON.stringify(value) ?? 'null' }
}

export function write(json: Json): string {
  switch (json.kind) {
    case 'object':
      return `{${json.entries.map(([key, entry]) => `${JSON.stringify(key)}:${write(entry)}`).join(',')}}`
    case 'array':
      return `[${json.items.map(write).join(',')}]`
    case 'embedded':
      return JSON.stringify(write(json.json))
    case 'written':
      return json.text
  }
}

function childrenOf(json: Json): readonly Json[] {
  switch (json.kind) {
    case 'object':
      return json.entries.map(([, entry]) => entry)
    case 'array':
      return json.items
    case 'embedded':
      return [json.json]
    case 'written':
      return []
  }
}

const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth)

/** Values that are unexpected anywhere. */
const oddities: readonly string[] = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '0.1',
  '2147483648',
  '9007199254740993',
  '1e308',
  '1e400',
  '-1e400',
  '""',
  '" "',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\u202e\u{1f511}\ufeff"',
  '"__proto__"',
  '"constructor"',
  '"0x"',
  '"0"',
  '"-1"',
  '"18446744073709551616"',
  '"9223372036854775807"',
  '"00000000-0000-0000-0000-000000000000"',
  `"${'x'.repeat(256)}"`,
  `"${'ab'.repeat(5000)}"`,
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"__proto__":{"length":1}}',
  '{"constructor":{"prototype":null}}',
  '{"length":4294967295}',
  `"m${"/0'".repeat(126)}"`,
  '"31536000"',
  '"1000000000"',
  deep('[', ']', 200),
  deep('[', ']', 20_000),
  `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
]

const oddKeys = ['__proto__', 'constructor', 'toString', 'length', '', '\u0000', 'organizationId', 'type', 'then']

/** An edit of one place. `at` chooses it among all places, whatever the JSON. */
export type JsonEdit = { at: number } & (
  | { edit: 'replace'; text: string }
  | { edit: 'drop' }
  | { edit: 'twice'; text: string | undefined }
  | { edit: 'rename'; key: string }
  | { edit: 'add'; key: string; text: string }
  | { edit: 'wrap' }
  | { edit: 'borrow'; from: number }
  | { edit: 'repeat'; times: number }
  | { edit: 'bytes'; bytes: readonly ByteEdit[] }
)

const at = fraction
const odd = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...oddities) },
  {
    weight: 1,
    arbitrary: fc.json({ depthSize: 'small', stringUnit: 'binary' }),
  },
)

export const jsonEdit: fc.Arbitrary<JsonEdit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ edit: fc.constant('replace' as const), at, text: odd }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant('drop' as const), at }) },
  {
    weight: 1,
    arbitrary: fc.record({ edit: fc.constant('twice' as const), at, text: fc.option(odd, { nil: undefined }) }),
  },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('rename' as const), at, key: fc.constantFrom(...oddKeys) }) },
  {
    weight: 1,
    arbitrary: fc.record({ edit: fc.constant('add' as const), at, key: fc.constantFrom(...oddKeys), text: odd }),
  },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('wrap' as const), at }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant('borrow' as const), at, from: at }) },
  {
    weight: 1,
    arbitrary: fc.record({ edit: fc.constant('repeat' as const), at, times: fc.constantFrom(2, 11, 101, 1001, 5001) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      edit: fc.constant('bytes' as const),
      at,
      bytes: fc.array(byteEdit, { minLength: 1, maxLength: 3 }),
    }),
  },
)

type Place = { path: readonly number[]; json: Json }

function placesOf(json: Json, path: readonly number[] = []): Place[] {
  return [{ path, json }, ...childrenOf(json).flatMap((child, index) => placesOf(child, [...path, index]))]
}

/** @param change Of the children of the object or array at `path`. Keys of an array's items are empty. */
function changeAt(json: Json, path: readonly number[], change: (key: string, json: Json) => [string, Json][]): Json {
  const [index, ...rest] = path
  if (index === undefined) return change('', json)[0]?.[1] ?? { kind: 'written', text: '' }
  const step = ([key, child]: readonly [string, Json], position: number): (readonly [string, Json])[] => {
    if (position !== index) return [[key, child]]
    return rest.length === 0 ? change(key, child) : [[key, changeAt(child, rest, change)]]
  }
  switch (json.kind) {
    case 'object':
      return { kind: 'object', entries: json.entries.flatMap(step) }
    case 'array':
      return {
        kind: 'array',
        items: json.items.flatMap((item, position) => step(['', item], position).map(([, child]) => child)),
      }
    case 'embedded':
      return { kind: 'embedded', json: changeAt(json.json, rest, change) }
    case 'written':
      return json
  }
}

export function editJson(json: Json, edit: JsonEdit): Json {
  const places = placesOf(json)
  const place = places[Math.floor(edit.at * places.length)]
  if (place === undefined) return json
  return changeAt(json, place.path, (key, old) => {
    switch (edit.edit) {
      case 'replace':
        return [[key, { kind: 'written', text: edit.text }]]
      case 'drop':
        return []
      case 'twice':
        return [
          [key, old],
          [key, edit.text === undefined ? old : { kind: 'written', text: edit.text }],
        ]
      case 'rename':
        return [[edit.key, old]]
      case 'add':
        return [
          [key, old],
          [edit.key, { kind: 'written', text: edit.text }],
        ]
      case 'wrap':
        return [[key, { kind: 'array', items: [old] }]]
      case 'borrow':
        return [[key, places[Math.floor(edit.from * places.length)]?.json ?? old]]
      case 'repeat':
        return [
          [
            key,
            old.kind === 'array'
              ? { kind: 'array', items: Array.from({ length: edit.times }, () => old.items).flat() }
              : { kind: 'array', items: Array.from({ length: edit.times }, () => old) },
          ],
        ]
      case 'bytes':
        return [[key, editInside(old, edit.bytes)]]
    }
  })
}

/** Edits strings by their content, so that hex and base64url stay valid. */
function editInside(json: Json, edits: readonly ByteEdit[]): Json {
  if (json.kind !== 'written' || !json.text.startsWith('"')) return json
  const value: string = JSON.parse(json.text)
  const encoding = encodingOf(value)
  const edited = edits.reduce(editBytes, Buffer.from(value.replace(/^0x/, ''), encoding))
  const prefix = value.startsWith('0x') ? '0x' : ''
  return { kind: 'written', text: JSON.stringify(prefix + Buffer.from(edited).toString(encoding)) }
}

function encodingOf(value: string): BufferEncoding {
  if (/^(0x)?([0-9a-fA-F]{2})+$/.test(value)) return 'hex'
  if (value.length > 20 && /^[A-Za-z0-9_-]+$/.test(value) && !value.includes('_TYPE_')) return 'base64url'
  return 'utf8'
}
