import type { SignerClient } from '../client/createSignerClient.js'
import { isActivity } from '../client/parseActivity.js'
import type { query } from '../client/query.js'
import type { Activity } from '../wire/activity.js'
import type { ListActivitiesRequest, ListActivitiesResponse } from '../wire/queries.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * The activities of an organization, the newest first; ten unless `paginationOptions` says otherwise.
 *
 * @param parameters.filterByStatus - Such as `['ACTIVITY_STATUS_CONSENSUS_NEEDED']`.
 * @param parameters.filterByType - Such as `['ACTIVITY_TYPE_SIGN_TRANSACTION_V2']`.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * const waiting = await listActivities(client, { organizationId, filterByStatus: ['ACTIVITY_STATUS_CONSENSUS_NEEDED'] })
 */
export async function listActivities(
  client: SignerClient,
  parameters: listActivities.Parameters,
): Promise<listActivities.ReturnType> {
  const { stamper, signal, organizationId, ...body } = parameters
  const { activities } = await runQuery(client, 'list_activities', parameters, body, isActivities)
  return activities
}

export declare namespace listActivities {
  type Parameters = ActionParameters & Omit<ListActivitiesRequest, 'organizationId'>
  type ReturnType = Activity[]
  type ErrorType = query.ErrorType
}

function isActivities(value: Record<string, unknown>): value is Record<string, unknown> & ListActivitiesResponse {
  return Array.isArray(value.activities) && value.activities.every(isActivity)
}
