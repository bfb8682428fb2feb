import {
  evaluatePrepared,
  type PolicyCredential,
  type PolicyUser,
  type PreparedEvaluation,
  type PreparedRequest,
} from '../../policies/core.js'
import type { AccessContext, AccessRequest } from '../auth/access/access.js'
import type { Store } from '../store/createStore.js'
import type { PolicyDecision } from './facts.js'
import { prepareRequest } from './prepareRequest.js'
import { toPolicyUser } from './toPreparedRequest.js'

/**
 * Evaluates a set of policies over an activity and the approvals that it has.
 *
 * @param steps Limit of the work, where many activities are asked about at once.
 */
export function decidePolicies(
  context: Pick<AccessContext, 'store' | 'organization' | 'caller' | 'now' | 'policyCache'>,
  request: AccessRequest,
  setId: string,
  steps?: number,
): PolicyDecision {
  const { store, organization, policyCache } = context
  const { rows, policies } = policyCache.setOf(setId)
  const { facts, request: prepared } = prepareRequest(context, request)
  const evaluate = (approvers: readonly PolicyUser[]): PreparedEvaluation => {
    const credentials = prepared.credentials.filter(({ userId }) => approvers.some(({ id }) => id === userId))
    return evaluatePrepared(policies, withUsers(store, organization.id, { ...prepared, approvers, credentials }), steps)
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

/** Who could still approve. Most requests never ask. */
function withUsers(store: Store, organizationId: string, request: PreparedRequest): PreparedRequest {
  let users: PolicyUser[] | undefined
  let credentials: PolicyCredential[] | undefined
  return {
    ...request,
    get users() {
      users ??= store.users.inOrganization(organizationId).map(toPolicyUser)
      return users
    },
    get userCredentials() {
      credentials ??= store.users.inOrganization(organizationId).flatMap(({ id: userId }) => [
        ...store.authenticators.ofUser(userId).map(({ id, credentialId, publicKey }) => ({
          id,
          userId,
          type: 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR',
          credentialId,
          publicKey,
        })),
        ...store.apiKeys.ofUser(userId).map(({ id, type, publicKey }) => ({ id, userId, type, publicKey })),
      ])
      return credentials
    },
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
