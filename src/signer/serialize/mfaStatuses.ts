import type { MfaStatus } from '../../wire/mfaPolicies.js'
import { prepareStoredActivity } from '../activities/prepareStoredActivity.js'
import { votesInForce } from '../auth/access/votesInForce.js'
import type { RequestContext } from '../context.js'
import { decideMfa } from '../policyEngine/decideMfa.js'
import { authenticationMethods } from '../protocol/authenticationMethods.js'
import type { ActivityRow } from '../store/activities.js'
import { isEnded } from './isEnded.js'

/**
 * Tells what MFA policies want of each user who has voted on an activity. While the activity waits, these are the policies that
 * are in force now. Once it has ended, they are those of the votes.
 */
export function mfaStatuses(context: RequestContext, activity: ActivityRow): MfaStatus[] {
  const { store, now } = context
  const votes = store.votes.ofActivity(activity.id)
  const voters = [...new Set(votes.map(({ userId }) => userId))]
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
  return voters.flatMap((userId) => {
    const { policy, isSatisfied: satisfied, satisfiedMethods } = decideMfa(context, request, userId) ?? {}
    if (policy === undefined || satisfied === undefined || satisfiedMethods === undefined) return []
    return [{ mfaPolicyId: policy.id, userId, satisfied, satisfiedMethods, requiredMethods: policy.steps }]
  })
}
