import type { Fact } from '../types.js'
import { isRecord } from './json.js'

const deepest = 24

/** How much may still be told: what comes from requests may be as deep and as wide as a body is long. */
export type Budget = {
  facts: number
  /** Where to find what is left out. */
  rest: string
}

/** For all that is told of a request. */
export const askedBudget = (): Budget => ({ facts: 1500, rest: 'see the raw request' })
/** For all that is told of a result. */
export const resultBudget = (): Budget => ({ facts: 500, rest: 'get_activity has all of it' })

export const unreadable = (name: string): Fact => ({ name, note: 'cannot be read by this version of the signer' })

/** Stands for so many that are left out. */
export const leftOut = (count: number, { rest }: Budget): Fact => ({
  name: '…',
  note: `${count.toLocaleString('en')} more: ${rest}`,
})

/** Children of a fact, as far as they may go. */
export function partsOf<item>(
  items: readonly item[],
  budget: Budget,
  depth: number,
  toFact: (item: item, index: number) => Fact,
): Fact[] {
  const parts: Fact[] = []
  for (const [index, item] of items.entries()) {
    if (depth > deepest || budget.facts <= 0) return [...parts, leftOut(items.length - index, budget)]
    budget.facts -= 1
    parts.push(toFact(item, index))
  }
  return parts
}

/** JSON as facts. */
export function tree(name: string, value: unknown, budget: Budget, depth = 0): Fact {
  if (Array.isArray(value)) {
    if (value.length === 0) return { name, note: 'none' }
    return { name, parts: partsOf(value, budget, depth + 1, (item, at) => tree(`${at}`, item, budget, depth + 1)) }
  }
  if (isRecord(value)) return { name, parts: treeOf(value, budget, depth + 1) }
  return { name, value: typeof value === 'string' ? value : JSON.stringify(value ?? null) }
}

/** The fields of an object as facts; those without a value are left out. */
export function treeOf(value: Record<string, unknown>, budget: Budget, depth = 0): Fact[] {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined && field !== null)
  return partsOf(fields, budget, depth, ([name, field]) => tree(name, field, budget, depth))
}
