import { explainPrepared, type PolicyOutcome, type PolicyTrace, type PreparedPolicy } from '../../policies/core.js'
import type { SignerContext } from '../context.js'
import type { ActivityRow } from '../store/activities.js'
import type { PolicyRow } from '../store/policies.js'
import type { PolicyEvaluationRow } from '../store/policyEvaluations.js'
import { fromLetters } from './outcomeLetters.js'
import { restoreRequest } from './restoreRequest.js'

/** One policy at one vote, clause by clause. */
export type ExplainedPolicy = { row: PolicyRow; policy: PreparedPolicy; outcome: PolicyOutcome; trace: PolicyTrace }

/**
 * Evaluates policies once more as they were at a vote, over what they were told then, to say what each clause came to. The
 * outcomes are those that were recorded.
 */
export function explainEvaluation(
  context: Pick<SignerContext, 'store' | 'policyCache'>,
  activity: Pick<ActivityRow, 'id' | 'type' | 'body' | 'organizationId'>,
  evaluation: PolicyEvaluationRow,
): ExplainedPolicy[] {
  const request = restoreRequest(context, activity, evaluation.facts)
  const { rows, policies } = context.policyCache.setOf(evaluation.setId)
  const outcomes = fromLetters(evaluation.outcomes)
  return rows.flatMap((row, index) => {
    const policy = policies[index]
    if (policy === undefined) return []
    return [{ row, policy, outcome: outcomes[index] ?? 'OUTCOME_ERROR', trace: explainPrepared(policy, request) }]
  })
}
