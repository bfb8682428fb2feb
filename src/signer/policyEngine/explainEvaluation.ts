import {
  type Budget,
  createFieldEvaluator,
  explainPrepared,
  type FieldResults,
  maxSteps,
  type PolicyOutcome,
  type PolicyTrace,
  type PreparedPolicy,
  type PreparedRequest,
} from '../../policies/core.js'
import type { SignerContext } from '../context.js'
import type { PolicyRow } from '../store/policies.js'
import type { PolicyEvaluationRow } from '../store/policyEvaluations.js'
import type { RestoreRequest } from './createRestorer.js'
import { fromLetters } from './outcomeLetters.js'

/**
 * Steps to explain an activity with: some 100 milliseconds. More than its evaluation has, because explaining evaluates the parts of a
 * clause once more, and goes on after an error.
 */
export const maxExplainSteps = 4_000_000

/** One policy at one vote, clause by clause. */
export type ExplainedPolicy = { row: PolicyRow; policy: PreparedPolicy; outcome: PolicyOutcome; trace: PolicyTrace }

/**
 * Evaluates policies once more as they were at a vote, over what they were told then, to say what each clause came to. The
 * outcomes are those that were recorded.
 *
 * @param budget Steps for all of them. Beyond them, clauses are errors.
 */
export function explainEvaluation(
  { policyCache }: Pick<SignerContext, 'policyCache'>,
  restore: RestoreRequest,
  evaluation: PolicyEvaluationRow,
  budget: Budget,
): ExplainedPolicy[] {
  const request = restore(evaluation.facts)
  const { rows, policies } = policyCache.setOf(evaluation.setId)
  const outcomes = fromLetters(evaluation.outcomes)
  const results = evaluateAgain(policies, request, budget)
  return rows.flatMap((row, index) => {
    const policy = policies[index]
    if (policy === undefined) return []
    const trace = explainPrepared(policy, request, { budget, results: results[index] })
    return [{ row, policy, outcome: outcomes[index] ?? 'OUTCOME_ERROR', trace }]
  })
}

/** With the steps of the vote: what they did not suffice for then must not be explained as if they had. */
function evaluateAgain(policies: readonly PreparedPolicy[], request: PreparedRequest, budget: Budget): FieldResults[] {
  if (budget.steps < 0) return []
  const own = { steps: maxSteps }
  const results = policies.map(createFieldEvaluator(request, own))
  budget.steps -= maxSteps - own.steps
  return results
}
