import * as Hash from 'ox/Hash'
import * as Hex from 'ox/Hex'
import { isRecord } from './isRecord.js'
import { parseJson } from './parseJson.js'

/** A type of Solidity, parsed. */
export type AbiType =
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
      : [
          `(${tuple.map(({ text }) => text).join(',')})`,
          { kind: 'tuple', items: tuple.map((component) => component.type) },
        ]
  if (atomic === undefined) return undefined
  let [text, type] = atomic
  for (const [bracket, size = ''] of brackets.matchAll(/\[([0-9]*)\]/g)) {
    text += bracket
    type = { kind: 'array', item: type, size: size === '' ? undefined : Number(size) }
  }
  return { name, text, type }
}

/** @returns its canonical text, and the type. */
function parseAtomic(text: string): [string, AbiType] | undefined {
  const integer = /^(u?)int([1-9][0-9]{0,2})?$/.exec(text)
  if (integer !== null) {
    const bits = Number(integer[2] ?? 256)
    if (bits > 256 || bits % 8 !== 0) return undefined
    return [`${integer[1]}int${bits}`, { kind: 'integer', signed: integer[1] === '', bits }]
  }
  const bytes = /^bytes([1-9]|[12][0-9]|3[0-2])$/.exec(text)
  if (bytes !== null) return [text, { kind: 'fixedBytes', size: Number(bytes[1]) }]
  return text === 'address' || text === 'bool' || text === 'string' || text === 'bytes'
    ? [text, { kind: text }]
    : undefined
}
