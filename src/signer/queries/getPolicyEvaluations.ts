import type { GetPolicyEvaluationsRequest, GetPolicyEvaluationsResponse } from '../../wire/policies.js'
import { findActivity } from '../activities/shared/findActivity.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { serializeEvaluation } from '../serialize/serializeEvaluation.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetPolicyEvaluationsRequest> = exactObject({ organizationId: uuid(), activityId: string() })

/** One evaluation for each vote that policies were asked about: none where the root quorum decided. */
export const getPolicyEvaluations: QueryDefinition = defineQuery({
  path: 'get_policy_evaluations',
  parse,
  run: (context, { activityId }): GetPolicyEvaluationsResponse => ({
    policyEvaluations: boundedList(
      context.store.policyEvaluations.ofActivity(findActivity(context, activityId).id),
      (row) => serializeEvaluation(context.store, row),
      'the activity has too many votes',
    ),
  }),
})
