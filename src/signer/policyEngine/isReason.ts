import type { PolicyOutcome } from '../../policies/core.js'
import type { PolicyEvaluationRow } from '../store/policyEvaluations.js'

/** Tells whether a policy was the reason for an evaluation's outcome: it denied, or it allowed what no policy denied. */
export function isReason(
  outcome: PolicyOutcome | undefined,
  evaluation: Pick<PolicyEvaluationRow, 'outcome'>,
): boolean {
  return outcome === 'OUTCOME_DENY_EXPLICIT' || (outcome === 'OUTCOME_ALLOW' && evaluation.outcome === outcome)
}
