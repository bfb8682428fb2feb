import type { ClauseTrace, PolicyOutcome } from '../../policies/core.js'
import type { PolicyEffect } from '../../wire/policies.js'
import type { SignerContext } from '../context.js'
import { SignerOptionError } from '../errors.js'
import { explainEvaluation } from './explainEvaluation.js'

/** Why policies allowed an activity, denied it, or made it wait. */
export type ActivityExplanation = {
  /** Id of the activity. */
  activityId: string
  /** The organization of the activity. */
  organizationId: string
  /** Type of the activity, such as `ACTIVITY_TYPE_SIGN_TRANSACTION_V2`. */
  type: string
  /** Status of the activity, such as `ACTIVITY_STATUS_FAILED`. */
  status: string
  /** The votes at which policies were asked, oldest first. Empty where the root quorum decided. */
  votes: VoteExplanation[]
}

/** What policies said at one vote. */
export type VoteExplanation = {
  /** Id of the vote. The first is that of the submission. */
  voteId: string
  /** Id of the user who voted. */
  userId: string
  /** When the policies were evaluated, in milliseconds since the epoch. */
  evaluatedMs: number
  /** What they came to together. */
  outcome: PolicyOutcome
  /** Each policy that was in force then, in the order of their creation. */
  policies: PolicyExplanation[]
}

/** What one policy said at one vote. */
export type PolicyExplanation = {
  /** Id of the policy. */
  policyId: string
  /** Name of the policy, as it was then. */
  policyName: string
  /** Whether it allows or denies. */
  effect: PolicyEffect
  /** What it came to. */
  outcome: PolicyOutcome
  /** Its condition, clause by clause. Absent if it has none. */
  condition?: ClauseTrace
  /** Its consensus, clause by clause. Absent if it has none. */
  consensus?: ClauseTrace
  /** Its time, clause by clause. Absent if it has none. */
  time?: ClauseTrace
}

/**
 * Explains what policies said about an activity, at each vote.
 *
 * @throws SignerOptionError if there is no such activity. SignerActivityError if this version cannot read it.
 */
export function explainActivity(
  context: Pick<SignerContext, 'store' | 'policyCache'>,
  activityId: string,
): ActivityExplanation {
  const { store } = context
  const activity = store.activities.byId(activityId)
  if (activity === undefined)
    throw new SignerOptionError('activityId', `There is no activity with the id ${activityId}. Check the id.`)
  const voters = new Map(store.votes.ofActivity(activity.id).map(({ id, userId }) => [id, userId]))
  return {
    activityId,
    organizationId: activity.organizationId,
    type: activity.type,
    status: activity.status,
    votes: store.policyEvaluations.ofActivity(activity.id).map((evaluation) => ({
      voteId: evaluation.voteId,
      userId: voters.get(evaluation.voteId) ?? '',
      evaluatedMs: evaluation.createdMs,
      outcome: evaluation.outcome,
      policies: explainEvaluation(context, activity, evaluation).map(({ row, outcome, trace }) => ({
        policyId: row.id,
        policyName: row.name,
        effect: row.effect,
        outcome,
        ...trace,
      })),
    })),
  }
}
