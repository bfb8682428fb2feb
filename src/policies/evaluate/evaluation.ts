import type { Expression } from '../syntax/tree.js'
import type { Fault } from './fault.js'
import type { Value } from './values.js'

/** Stands for a value that could not be computed. `lastFault` then says why. */
export const failed: unique symbol = Symbol('failed')

/** Reads what an expression names. */
export type Keywords = ReadonlyMap<string, Value>

/** Steps that are left. One for all expressions of a request. */
export type Budget = { steps: number }

/**
 * How to read what is not known of production: `strict` for what allows, where it is an error, and `lenient` for what denies, where the
 * expression has a value all the same.
 */
export type Reading = 'strict' | 'lenient'

export type Evaluation = {
  /** Computes a part of an expression. */
  run: (node: Expression) => Value | typeof failed
  lastFault: () => Fault | undefined
  /** Counts work that others do with its values. @returns whether there is too much of it. */
  isSpent: (work: number) => boolean
}

/** Families of keywords that are known and that this package does not evaluate. */
export const otherChains: ReadonlySet<string> = new Set(['solana', 'tron', 'bitcoin', 'tempo'])
