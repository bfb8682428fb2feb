import { isRecord } from '../../parse.js'
import type { Fact } from '../types.js'

const deepest = 24
const most = 2000

/** How many facts may still be made: what comes from requests may be as deep and as wide as a body is long. */
export type Budget = { left: number }

export function newBudget(): Budget {
  return { left: most }
}

/** Whether there is room for one more. */
export function spend(budget: Budget): boolean {
  budget.left -= 1
  return budget.left >= 0
}

export const cutShort = (name: string): Fact => ({ name, note: 'there is more: see the raw request' })

/** Children of a fact, as far as they may go. */
export function partsOf<item>(
  items: readonly item[],
  budget: Budget,
  depth: number,
  toFact: (item: item, index: number) => Fact,
): Fact[] {
  const parts: Fact[] = []
  for (const [index, item] of items.entries()) {
    if (depth > deepest || !spend(budget)) return [...parts, cutShort('…')]
    parts.push(toFact(item, index))
  }
  return parts
}

/** JSON as facts. */
export function tree(name: string, value: unknown, budget: Budget = newBudget(), depth = 0): Fact {
  if (Array.isArray(value)) {
    if (value.length === 0) return { name, note: 'none' }
    return { name, parts: partsOf(value, budget, depth + 1, (item, at) => tree(`${at}`, item, budget, depth + 1)) }
  }
  if (isRecord(value)) return { name, parts: treeOf(value, budget, depth + 1) }
  return { name, value: typeof value === 'string' ? value : JSON.stringify(value ?? null) }
}

/** The fields of an object as facts; those without a value are left out. */
export function treeOf(value: Record<string, unknown>, budget: Budget = newBudget(), depth = 0): Fact[] {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined && field !== null)
  return partsOf(fields, budget, depth, ([name, field]) => tree(name, field, budget, depth))
}
