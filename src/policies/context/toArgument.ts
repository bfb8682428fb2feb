import { caseless, int, type Value } from '../evaluate/values.js'
import type { ContractArgument } from './interfaces.js'

/** Strings that are addresses are compared regardless of case, nested ones too. */
export function toArgument(value: ContractArgument): Value {
  if (typeof value === 'bigint') return int(value)
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return /^0x[0-9a-fA-F]{40}$/.test(value) ? caseless(value) : value
  return value.map(toArgument)
}
