import type { Expression } from '../syntax/tree.js'
import { createEvaluation } from './createEvaluation.js'
import { runWhole } from './evaluateExpression.js'
import type { Budget } from './evaluation.js'
import type { Struct } from './values.js'

/** An approval: who gives it, and with which credentials. */
export type Vote = { readonly user: Struct; readonly credentials: readonly Struct[] }

/** Tells whether a consensus holds for a group of votes. False, too, once the budget is spent. */
export function holdsFor(group: readonly Vote[], tree: Expression, budget: Budget): boolean {
  budget.steps -= group.reduce((sum, { credentials }) => sum + 1 + credentials.length, 0)
  if (budget.steps < 0) return false
  const keywords = new Map([
    ['approvers', [...new Set(group.map(({ user }) => user))]],
    ['credentials', group.flatMap(({ credentials }) => credentials)],
  ])
  const result = runWhole(createEvaluation(keywords, 'strict', budget), tree)
  return 'value' in result && result.value
}
