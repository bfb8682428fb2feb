import type { SignerClient } from '../client/createSignerClient.js'
import { parseActivity } from '../client/parseActivity.js'
import { query } from '../client/query.js'
import type { Activity } from '../wire/activity.js'
import type { ActionParameters } from './types.js'

/**
 * The present state of an activity, whatever it is. To wait for its end use {@link waitForActivity}.
 *
 * @throws AnswerMismatchError, and what {@link query} throws.
 *
 * @example
 * const { status, votes } = await getActivity(client, { organizationId, activityId })
 */
export async function getActivity(
  client: SignerClient,
  { organizationId, activityId, stamper, signal }: getActivity.Parameters,
): Promise<getActivity.ReturnType> {
  const path = '/public/v1/query/get_activity'
  const answer = await query(client, { path, body: { organizationId, activityId }, stamper, signal })
  return parseActivity(answer, { url: client.url, expected: { id: activityId, organizationId } })
}

export declare namespace getActivity {
  type Parameters = ActionParameters & { activityId: string }
  type ReturnType = Activity
  type ErrorType = query.ErrorType
}
