import type { GetMfaStatusRequest, GetMfaStatusResponse } from '../../wire/mfaPolicies.js'
import { findActivity } from '../activities/shared/findActivity.js'
import { type ExactParser, exactObject, optional, string, uuid } from '../protocol/parse.js'
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
  run: (context, { activityId, userId }): GetMfaStatusResponse => ({
    mfaStatuses: mfaStatuses(context, findActivity(context, activityId), userId),
  }),
})
