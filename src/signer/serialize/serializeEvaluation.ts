import type { PolicyEvaluation, VoteEvaluation } from '../../wire/policies.js'
import { fromLetters } from '../policyEngine/outcomeLetters.js'
import type { Store } from '../store/createStore.js'
import type { PolicyEvaluationRow } from '../store/policyEvaluations.js'
import { toTimestamp } from './toTimestamp.js'

export function serializeEvaluation(store: Store, row: PolicyEvaluationRow): VoteEvaluation {
  return {
    id: row.id,
    activityId: row.activityId,
    organizationId: row.organizationId,
    voteId: row.voteId,
    policyEvaluations: evaluationsOf(store, row),
    createdAt: toTimestamp(row.createdMs),
  }
}

/** What became of each policy, in the order of their creation. */
export function evaluationsOf(
  store: Store,
  { setId, outcomes }: Pick<PolicyEvaluationRow, 'setId' | 'outcomes'>,
): Required<PolicyEvaluation>[] {
  const letters = fromLetters(outcomes)
  const policies = store.policies.ofSet(setId)
  return policies.map(({ id }, index) => ({ policyId: id, outcome: letters[index] ?? 'OUTCOME_ERROR' }))
}
