import * as Hash from 'ox/Hash'
import * as Hex from 'ox/Hex'
import { isRecord } from './isRecord.js'
import { parseJson } from './parseJson.js'

/** A type of Solidity, parsed. */
export type AbiType = AbiShape & {
  /** Whether a pointer stands for the value among its siblings. */
  readonly isDynamic: boolean
  /** The bytes that a value has among its siblings: of the pointer, or of itself. */
  readonly headSize: number
}

type AbiShape =
  | { readonly kind: 'integer'; readonly signed: boolean; readonly bits: number }
  | { readonly kind: 'address' | 'bool' | 'string' | 'bytes' }
  | { readonly kind: 'fixedBytes'; readonly size: number }
  /** Without a size: of any length. */
  | { readonly kind: 'array'; readonly item: AbiType; readonly size: number | undefined }
  | { readonly kind: 'tuple'; readonly items: readonly AbiType[] }

export type AbiFunction = {
  readonly name: string
  readonly selector: string
  /** Names of the inputs. Empty for those without one. */
  readonly names: readonly string[]
  readonly inputs: readonly AbiType[]
}

/** What is one word, and no pointer. */
const word = { isDynamic: false, headSize: 32 } as const

/** An array of an ABI may have any size. A product of two of these is a number still. */
const maxSize = Number.MAX_SAFE_INTEGER

/** Types within each other. Real ABIs have some ten. */
const maxDepth = 32

/**
 * Parses the functions of an ABI. Leaves out those whose types it does not know.
 *
 * @param abi The array, or its JSON.
 * @returns the functions by selector, or undefined if it is no array.
 */
export function parseAbi(abi: unknown): ReadonlyMap<string, AbiFunction> | undefined {
  const items = typeof abi === 'string' ? parseJson(abi) : abi
  if (!Array.isArray(items)) return undefined
  const functions = items.flatMap((item: unknown): [string, AbiFunction][] => {
    if (!isRecord(item) || item.type !== 'function' || typeof item.name !== 'string') return []
    const inputs = parseInputs(item.inputs ?? [], 0)
    if (inputs === undefined) return []
    const signature = `${item.name}(${inputs.map(({ text }) => text).join(',')})`
    const selector = Hash.keccak256(Hex.fromString(signature)).slice(0, 10)
    const names = inputs.map(({ name }) => name)
    return [[selector, { name: item.name, selector, names, inputs: inputs.map(({ type }) => type) }]]
  })
  return new Map(functions)
}

type Input = { readonly name: string; readonly text: string; readonly type: AbiType }

function parseInputs(inputs: unknown, depth: number): readonly Input[] | undefined {
  if (!Array.isArray(inputs) || depth > maxDepth) return undefined
  const parsed = inputs.map((input: unknown) => parseInput(input, depth))
  const known = parsed.filter((input) => input !== undefined)
  return known.length === inputs.length ? known : undefined
}

function parseInput(input: unknown, depth: number): Input | undefined {
  if (!isRecord(input) || typeof input.type !== 'string') return undefined
  const name = typeof input.name === 'string' ? input.name : ''
  const [, base = '', brackets = ''] = /^([a-z0-9]+)((?:\[[0-9]*\]){0,32})$/.exec(input.type) ?? []
  const tuple = base === 'tuple' ? parseInputs(input.components, depth + 1) : undefined
  const atomic: [string, AbiType] | undefined =
    tuple === undefined
      ? parseAtomic(base)
      : [`(${tuple.map(({ text }) => text).join(',')})`, toTuple(tuple.map((component) => component.type))]
  if (atomic === undefined) return undefined
  let [text, type] = atomic
  for (const [bracket, size = ''] of brackets.matchAll(/\[([0-9]*)\]/g)) {
    text += bracket
    type = toArray(type, size === '' ? undefined : Math.min(Number(size), maxSize))
  }
  return { name, text, type }
}

/** Whether a type is dynamic, and how large, is told once: decoding asks for every value. */
function toTuple(items: readonly AbiType[]): AbiType {
  const isDynamic = items.some((item) => item.isDynamic)
  const size = items.reduce((sum, { headSize }) => sum + headSize, 0)
  return { kind: 'tuple', items, isDynamic, headSize: isDynamic ? 32 : Math.min(size, maxSize) }
}

function toArray(item: AbiType, size: number | undefined): AbiType {
  const isDynamic = size === undefined || item.isDynamic
  return { kind: 'array', item, size, isDynamic, headSize: isDynamic ? 32 : Math.min(size * item.headSize, maxSize) }
}

/** @returns its canonical text, and the type. */
function parseAtomic(text: string): [string, AbiType] | undefined {
  const integer = /^(u?)int([1-9][0-9]{0,2})?$/.exec(text)
  if (integer !== null) {
    const bits = Number(integer[2] ?? 256)
    if (bits > 256 || bits % 8 !== 0) return undefined
    return [`${integer[1]}int${bits}`, { kind: 'integer', signed: integer[1] === '', bits, ...word }]
  }
  const bytes = /^bytes([1-9]|[12][0-9]|3[0-2])$/.exec(text)
  if (bytes !== null) return [text, { kind: 'fixedBytes', size: Number(bytes[1]), ...word }]
  if (text === 'string' || text === 'bytes') return [text, { kind: text, isDynamic: true, headSize: 32 }]
  return text === 'address' || text === 'bool' ? [text, { kind: text, ...word }] : undefined
}
