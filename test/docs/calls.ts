import type { Hex } from 'viem'

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function'
}

/** Calls what a snippet exports. */
export async function call(exported: unknown, ...args: unknown[]): Promise<unknown> {
  if (!isFunction(exported)) throw new Error('The snippet exports no function.')
  return exported(...args)
}

/** A value of a snippet that has to be hex. */
export function hex(value: unknown): Hex {
  if (typeof value !== 'string' || !value.startsWith('0x')) throw new Error(`${value} is no hex.`)
  return `0x${value.slice(2)}`
}

/** A field of what a snippet returned. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !(name in value)) throw new Error(`There is no ${name}.`)
  return Reflect.get(value, name)
}
