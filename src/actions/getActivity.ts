import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { parseActivity } from '../client/parseActivity.js'
import type { query } from '../client/query.js'
import type { AnswerMismatchError } from '../errors/activity.js'
import type { Activity } from '../wire/activity.js'
import type { GetActivityRequest } from '../wire/queries.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Returns an activity in its current state, whatever that is. {@link waitForActivity} waits until it is final.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed; AnswerMismatchError; and what
 * {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getActivity } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { status, votes } = await getActivity(client, {
 *   organizationId: '<organization id>',
 *   activityId: '<activity id>',
 * })
 * ```
 */
export async function getActivity(
  client: SignerClient,
  { organizationId, activityId, stamper, signal }: getActivity.Parameters,
): Promise<getActivity.ReturnType> {
  return runQuery(client, {
    name: 'get_activity',
    parameters: { organizationId, activityId, stamper, signal },
    ids: { activityId: assertId },
    parse: (response) => parseActivity(response, { id: activityId, organizationId }, client.url),
  })
}

export declare namespace getActivity {
  type Parameters = ActionParameters & Omit<GetActivityRequest, 'organizationId'>
  type ReturnType = Activity
  type ErrorType = AnswerMismatchError | query.ErrorType
}
