import * as AbiParameters from 'ox/AbiParameters'
import type { ContractArgument, DecodedCall } from '../../policies/core.js'
import type { AbiParameter, ContractFunction } from './parseAbi.js'

/**
 * Decodes the call of a contract, as the EVM would. Undefined for a function that the interface does not have, and for data
 * that is not its arguments: then policies have no `function_name`.
 */
export function decodeContractCall(
  functions: ReadonlyMap<string, ContractFunction>,
  data: string,
): DecodedCall | undefined {
  const called = functions.get(data.slice(0, 10))
  if (called === undefined) return undefined
  const { name: functionName, selector: functionSignature, inputs } = called
  let values: readonly unknown[]
  try {
    // Typed for every interface at once, which no type of its result describes.
    const decoded: unknown = inputs.length === 0 ? [] : AbiParameters.decode(inputs, `0x${data.slice(10)}`)
    values = Array.isArray(decoded) ? decoded : [decoded]
  } catch {
    return undefined
  }
  const args = Object.fromEntries(
    inputs.flatMap((input, index) => (input.name === '' ? [] : [[input.name, toArgument(input, values[index])]])),
  )
  return { functionName, functionSignature, args }
}

/** Tuples become lists: policies read them by position. Bytes are lowercase hex, addresses compare in any case. */
function toArgument({ type, components }: AbiParameter, value: unknown): ContractArgument {
  const item = /^(.*)\[[0-9]*\]$/.exec(type)?.[1]
  if (item !== undefined) {
    const inner: AbiParameter = { name: '', type: item, ...(components === undefined ? {} : { components }) }
    return Array.isArray(value) ? value.map((entry) => toArgument(inner, entry)) : []
  }
  if (components !== undefined) {
    const fields: readonly unknown[] = Array.isArray(value) ? value : []
    return components.map((component, index) => toArgument(component, fields[index]))
  }
  if (typeof value === 'bigint' || typeof value === 'boolean') return value
  return typeof value === 'number' ? BigInt(value) : String(value)
}
