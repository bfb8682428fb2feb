import type { SignerClient } from '../client/createSignerClient.js'
import { isActivity } from '../client/parseActivity.js'
import type { query } from '../client/query.js'
import type { Activity } from '../wire/activity.js'
import type { ListActivitiesRequest } from '../wire/queries.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Lists the activities of an organization, newest first: ten, unless `paginationOptions` sets a limit.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { listActivities } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const waiting = await listActivities(client, {
 *   organizationId: '<organization id>',
 *   filterByStatus: ['ACTIVITY_STATUS_CONSENSUS_NEEDED'],
 * })
 * ```
 */
export async function listActivities(
  client: SignerClient,
  parameters: listActivities.Parameters,
): Promise<listActivities.ReturnType> {
  return runQuery(client, {
    name: 'list_activities',
    parameters,
    parse: ({ activities }) => (isActivities(activities) ? activities : undefined),
  })
}

export declare namespace listActivities {
  type Parameters = ActionParameters & Omit<ListActivitiesRequest, 'organizationId'>
  type ReturnType = Activity[]
  type ErrorType = query.ErrorType
}

function isActivities(value: unknown): value is Activity[] {
  return Array.isArray(value) && value.every(isActivity)
}
