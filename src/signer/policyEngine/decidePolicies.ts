import { evaluatePrepared, type PolicyUser, type PreparedEvaluation } from '../../policies/core.js'
import type { AccessContext, AccessRequest } from '../auth/access/access.js'
import type { PolicyDecision } from './facts.js'
import { prepareRequest } from './prepareRequest.js'

/**
 * Evaluates a set of policies over an activity and the approvals that it has.
 *
 * @param steps Limit of the work, where many activities are asked about at once.
 */
export function decidePolicies(
  context: Pick<AccessContext, 'store' | 'organization' | 'people' | 'now' | 'policyCache'>,
  request: AccessRequest,
  setId: string,
  steps?: number,
): PolicyDecision {
  const { people, policyCache } = context
  const { rows, policies } = policyCache.setOf(setId)
  const { facts, request: prepared } = prepareRequest(context, request)
  const evaluate = (approvers: readonly PolicyUser[]): PreparedEvaluation => {
    const credentials = prepared.credentials.filter(({ userId }) => approvers.some(({ id }) => id === userId))
    const asked = {
      ...prepared,
      approvers,
      credentials,
      get users() {
        return people.users()
      },
      get userCredentials() {
        return people.credentials()
      },
    }
    return evaluatePrepared(policies, asked, steps)
  }
  const everyone = evaluate(prepared.approvers)
  const evaluation = request.subject.kind === 'vote' ? evaluateVote(everyone, prepared.approvers, evaluate) : everyone
  return {
    setId,
    outcome: evaluation.outcome,
    evaluations: rows.map(({ id }, index) => ({
      policyId: id,
      outcome: evaluation.policies[index]?.outcome ?? 'OUTCOME_ERROR',
    })),
    facts,
  }
}

/**
 * What policies say about a vote on another user's activity. It takes one that the voter's own approval brings closer: that it
 * completes, that waits for it, or that would allow the voter alone. How production decides who may vote is not known beyond
 * that users whom a consensus names may.
 */
function evaluateVote(
  everyone: PreparedEvaluation,
  approvers: readonly PolicyUser[],
  evaluate: (approvers: readonly PolicyUser[]) => PreparedEvaluation,
): PreparedEvaluation {
  const voter = approvers.at(-1)
  if (voter === undefined || everyone.outcome === 'OUTCOME_DENY_EXPLICIT') return everyone
  const others = approvers.slice(0, -1)
  if (everyone.outcome !== 'OUTCOME_ALLOW') return evaluate([voter, ...others])
  if (evaluate(others).outcome !== 'OUTCOME_ALLOW') return everyone
  const alone = evaluate([voter])
  return alone.outcome === 'OUTCOME_ALLOW' || alone.outcome === 'OUTCOME_REQUIRES_CONSENSUS' ? everyone : alone
}
