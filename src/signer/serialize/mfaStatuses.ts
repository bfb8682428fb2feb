import type { MfaStatus } from '../../wire/mfaPolicies.js'
import { prepareStoredActivity } from '../activities/prepareStoredActivity.js'
import { votesInForce } from '../auth/access/votesInForce.js'
import type { RequestContext } from '../context.js'
import { createMfaDecider, maxMfaSteps } from '../policyEngine/createMfaDecider.js'
import { authenticationMethods } from '../protocol/authenticationMethods.js'
import type { ActivityRow } from '../store/activities.js'
import { isEnded } from './isEnded.js'

/**
 * Tells what MFA policies want of each user who has voted on an activity, or of one of them. While the activity waits, these are
 * the policies that are in force now. Once it has ended, they are those of the votes.
 *
 * @param steps Limit of the work for all users together, while the activity waits.
 */
export function mfaStatuses(
  context: RequestContext,
  activity: ActivityRow,
  onlyUserId: string | undefined,
  steps: number = maxMfaSteps,
): MfaStatus[] {
  const { store, now } = context
  const votes = store.votes.ofActivity(activity.id)
  const voters = [...new Set(votes.map(({ userId }) => userId))].filter((id) => id === (onlyUserId ?? id))
  if (isEnded(activity.status)) {
    const evaluations = store.limitEvaluations.ofActivity(activity.id)
    return voters.flatMap((userId) => {
      const own = votes.filter((vote) => vote.userId === userId).map(({ id }) => id)
      const evaluation = evaluations.findLast(({ voteId }) => own.includes(voteId))
      const policy = evaluation?.mfaVersion == null ? undefined : store.mfaPolicies.byVersion(evaluation.mfaVersion)
      if (evaluation === undefined || policy === undefined) return []
      return [
        {
          mfaPolicyId: policy.id,
          userId,
          satisfied: evaluation.isSatisfied === true,
          satisfiedMethods: authenticationMethods(JSON.parse(evaluation.satisfiedMethods ?? '[]'), '', true),
          requiredMethods: policy.steps,
        },
      ]
    })
  }
  const approvals = votesInForce(votes, now()).filter(({ selection }) => selection === 'VOTE_SELECTION_APPROVED')
  const { prepared } = prepareStoredActivity(activity)
  const request = { activity: { type: activity.type, parameters: prepared.intent }, approvals }
  const mfaOf = createMfaDecider(context, request, steps / Math.max(voters.length, 1))
  return voters.flatMap((userId) => {
    const { policy, isSatisfied: satisfied, satisfiedMethods } = mfaOf(userId) ?? {}
    if (policy === undefined || satisfied === undefined || satisfiedMethods === undefined) return []
    return [{ mfaPolicyId: policy.id, userId, satisfied, satisfiedMethods, requiredMethods: policy.steps }]
  })
}
