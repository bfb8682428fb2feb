import type { RequestContext } from '../../context.js'
import { decidePolicies } from '../../policyEngine/decidePolicies.js'
import type { VoteRow } from '../../store/votes.js'

/** For each activity of a list, which may have a hundred of them. Real policies take some thousands. */
const maxSteps = 20_000

/**
 * Tells a user outside the root quorum whether a policy waits for their approval of an activity. Only for people to read: a
 * vote is decided on when it is cast.
 */
export function mayVote(
  context: RequestContext,
  type: string,
  parameters: Record<string, unknown>,
  votes: readonly VoteRow[],
): boolean {
  const { store, organization, caller } = context
  const setId = store.policies.currentSet(organization.id)
  if (setId === undefined) return false
  const approvals = votes.filter(({ selection }) => selection === 'VOTE_SELECTION_APPROVED')
  // No credential has stamped this approval yet.
  const own = { userId: caller.userId, publicKey: '', scheme: '' }
  const request = { subject: { kind: 'vote' }, activity: { type, parameters }, approvals: [...approvals, own] } as const
  const { outcome } = decidePolicies(context, request, setId, maxSteps)
  return outcome === 'OUTCOME_ALLOW' || outcome === 'OUTCOME_REQUIRES_CONSENSUS'
}
