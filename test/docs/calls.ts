import type { Hex } from 'viem'

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function'
}

/** Calls a function that a snippet exports. */
export async function call(exported: unknown, ...args: unknown[]): Promise<unknown> {
  if (!isFunction(exported)) throw new Error('The snippet does not export this function.')
  return exported(...args)
}

/** Checks that a value of a snippet is hex. */
export function hex(value: unknown): Hex {
  if (typeof value !== 'string' || !value.startsWith('0x')) throw new Error(`Not hex: ${value}`)
  return `0x${value.slice(2)}`
}

/** Reads a field of a value that a snippet returned. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !(name in value)) throw new Error(`The value has no ${name}.`)
  return Reflect.get(value, name)
}
