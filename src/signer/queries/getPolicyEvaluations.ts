import type { GetPolicyEvaluationsRequest, GetPolicyEvaluationsResponse } from '../../wire/policies.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { forbidden, notFound } from '../protocol/WireError.js'
import { serializeEvaluation } from '../serialize/serializeEvaluation.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetPolicyEvaluationsRequest> = exactObject({ organizationId: uuid(), activityId: string() })

/** One evaluation for each vote that policies were asked about: none where the root quorum decided. */
export const getPolicyEvaluations: QueryDefinition = defineQuery({
  path: 'get_policy_evaluations',
  parse,
  run({ store, organization }, { activityId }): GetPolicyEvaluationsResponse {
    const activity = store.activities.byId(activityId)
    if (activity === undefined) throw notFound(`activity ID: "${activityId}" not found`)
    if (activity.organizationId !== organization.id) throw forbidden('request not authorized')
    return {
      policyEvaluations: boundedList(
        store.policyEvaluations.ofActivity(activity.id),
        (row) => serializeEvaluation(store, row),
        'the activity has too many votes',
      ),
    }
  },
})
