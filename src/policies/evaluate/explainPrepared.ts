import type { PolicyField } from '../types.js'
import { createEvaluation } from './createEvaluation.js'
import { maxSteps } from './evaluateExpression.js'
import { type PreparedRequest, toReading, toRequestKeywords } from './evaluatePrepared.js'
import type { Budget } from './evaluation.js'
import { type ClauseTrace, explainExpression } from './explainExpression.js'
import type { PreparedPolicy } from './preparePolicy.js'

/** The clauses of each expression that a policy has. */
export type PolicyTrace = {
  /** Of its condition. */
  readonly condition?: ClauseTrace
  /** Of its consensus. */
  readonly consensus?: ClauseTrace
  /** Of its time. */
  readonly time?: ClauseTrace
}

/**
 * Evaluates a policy clause by clause. `evaluatePrepared` gives the same outcome and pays nothing for this.
 *
 * @param budget Steps for all of it, and for what else it is passed to. Beyond them, clauses are errors.
 * @param hasOperands Whether to say what each clause read.
 */
export function explainPrepared(
  policy: PreparedPolicy,
  request: PreparedRequest,
  { budget = { steps: maxSteps }, hasOperands = true }: { budget?: Budget; hasOperands?: boolean } = {},
): PolicyTrace {
  const keywords = toRequestKeywords(request)
  const explain = (field: PolicyField): Partial<Record<PolicyField, ClauseTrace>> => {
    const expression = policy[field]
    if (expression === undefined) return {}
    const evaluation = createEvaluation(keywords[field], toReading(policy), budget)
    return { [field]: explainExpression(expression.tree, expression.text, evaluation, hasOperands) }
  }
  return { ...explain('condition'), ...explain('consensus'), ...explain('time') }
}
