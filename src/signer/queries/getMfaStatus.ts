import type { GetMfaStatusRequest, GetMfaStatusResponse } from '../../wire/mfaPolicies.js'
import { type ExactParser, exactObject, optional, string, uuid } from '../protocol/parse.js'
import { forbidden, notFound } from '../protocol/WireError.js'
import { mfaStatuses } from '../serialize/mfaStatuses.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetMfaStatusRequest> = exactObject({
  organizationId: uuid(),
  activityId: string(),
  userId: optional(string()),
})

export const getMfaStatus: QueryDefinition = defineQuery({
  path: 'get_mfa_status',
  parse,
  run(context, { activityId, userId }): GetMfaStatusResponse {
    const activity = context.store.activities.byId(activityId)
    if (activity === undefined) throw notFound(`activity ID: "${activityId}" not found`)
    if (activity.organizationId !== context.organization.id) throw forbidden('request not authorized')
    return { mfaStatuses: mfaStatuses(context, activity, userId) }
  },
})
