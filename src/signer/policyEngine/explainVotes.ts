import type { SignerContext } from '../context.js'
import type { ActivityRow } from '../store/activities.js'
import type { PolicyEvaluationRow } from '../store/policyEvaluations.js'
import type { VoteRow } from '../store/votes.js'
import { createRestorer } from './createRestorer.js'
import { type ExplainedPolicy, explainEvaluation, maxExplainSteps } from './explainEvaluation.js'
import { type ExplainedLimits, explainLimits } from './explainLimits.js'

/** What scope, MFA policies and policies said at one vote. */
export type ExplainedVote = {
  vote: VoteRow
  limits: ExplainedLimits
  /** What policies came to together. Undefined if none was asked. */
  outcome: PolicyEvaluationRow['outcome'] | undefined
  policies: ExplainedPolicy[]
}

/**
 * Explains the votes at which any of them was asked, oldest first.
 *
 * @param most How many votes to explain, of the last ones.
 */
export function explainVotes(
  context: Pick<SignerContext, 'store' | 'policyCache'>,
  activity: Pick<ActivityRow, 'id' | 'type' | 'body' | 'organizationId'>,
  most: number = Number.POSITIVE_INFINITY,
): ExplainedVote[] {
  const { store } = context
  const restore = createRestorer(context, activity)
  const budget = { steps: maxExplainSteps }
  const limits = new Map(store.limitEvaluations.ofActivity(activity.id).map((row) => [row.voteId, row]))
  const evaluations = new Map(store.policyEvaluations.ofActivity(activity.id).map((row) => [row.voteId, row]))
  return store.votes
    .ofActivity(activity.id)
    .filter(({ id }) => limits.has(id) || evaluations.has(id))
    .slice(-most)
    .map((vote) => {
      const [limit, evaluation] = [limits.get(vote.id), evaluations.get(vote.id)]
      return {
        vote,
        limits: limit === undefined ? {} : explainLimits(context, restore, limit, budget),
        outcome: evaluation?.outcome,
        policies: evaluation === undefined ? [] : explainEvaluation(context, restore, evaluation, budget),
      }
    })
}
