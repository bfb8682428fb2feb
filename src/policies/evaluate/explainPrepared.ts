import type { PolicyField } from '../types.js'
import { createEvaluation } from './createEvaluation.js'
import { type FieldResults, type PreparedRequest, toReading, toRequestKeywords } from './createFieldEvaluator.js'
import { maxSteps } from './evaluateExpression.js'
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

/** Evaluates a policy clause by clause. `evaluatePrepared` gives the same outcome and pays nothing for this. */
export function explainPrepared(
  policy: PreparedPolicy,
  request: PreparedRequest,
  { budget = { steps: maxSteps }, hasOperands = true, results }: ExplainOptions = {},
): PolicyTrace {
  const keywords = toRequestKeywords(request)
  const explain = (field: PolicyField): Partial<Record<PolicyField, ClauseTrace>> => {
    const expression = policy[field]
    if (expression === undefined) return {}
    const evaluation = createEvaluation(keywords[field], toReading(policy), budget)
    const { text, tree } = expression
    return { [field]: explainExpression(tree, text, evaluation, { hasOperands, result: results?.[field] }) }
  }
  return { ...explain('condition'), ...explain('consensus'), ...explain('time') }
}

export type ExplainOptions = {
  /** Steps for all of it, and for what else it is passed to. Beyond them, clauses are errors. */
  readonly budget?: Budget
  /** Whether to say what each clause read. */
  readonly hasOperands?: boolean
  /** What the fields came to, with the steps that there were then. Explaining may have more of them left, or fewer. */
  readonly results?: FieldResults | undefined
}
