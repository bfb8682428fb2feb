import type {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  ActivityFailedError,
  ActivityRejectedError,
  AnswerMismatchError,
} from '../errors/activity.js'
import { InvalidSignedRequestError } from '../errors/config.js'
import type { Activity, ActivityRequest } from '../wire/activity.js'
import type { SignedRequest, Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { isObject } from './guards.js'
import { parseObject } from './parseObject.js'
import { aimAt, type sendSignedRequest } from './sendSignedRequest.js'
import { toTracked } from './toTracked.js'
import { stampGetActivity, trackActivity } from './trackActivity.js'

/**
 * Follows an activity to its end.
 *
 * A signed request is posted again, the same bytes, which the signer answers with the present state of the same activity. Before the
 * request is an hour old, or from the start when only the id is known, one `get_activity` is stamped and posted again unchanged: with a
 * passkey that is one prompt however long the wait, with a session or an API key none.
 *
 * @param parameters - `request`: a signed submit; or `organizationId` and `activityId`.
 * @returns The completed activity. For approve and reject: the target activity, in whatever state the vote left it.
 *
 * @throws ActivityApprovalNeededError, ActivityAuthenticatorsNeededError, ActivityRejectedError, ActivityFailedError; AnswerMismatchError
 * when the answer is about something else; what {@link sendSignedRequest} and the stamper throw; or the reason of `signal`.
 *
 * @example
 * const activity = await waitForActivity(client, { request })
 */
export async function waitForActivity(
  client: SignerClient,
  parameters: waitForActivity.Parameters,
): Promise<waitForActivity.ReturnType> {
  if ('request' in parameters) {
    const request = aimAt(client, parameters.request)
    // It may have been stamped elsewhere.
    const body = parseObject(request.body)
    if (!isActivityRequest(body)) throw new InvalidSignedRequestError()
    return trackActivity(client, toTracked(request, body), parameters)
  }
  const { organizationId, activityId, stamper, signal } = parameters
  const request = await stampGetActivity(client, { organizationId, activityId, stamper, signal })
  return trackActivity(client, { request, expected: { id: activityId, organizationId } }, parameters)
}

export declare namespace waitForActivity {
  type Parameters = ({ request: SignedRequest } | { organizationId: string; activityId: string }) & {
    /** Stamps the `get_activity`, where one is needed; the client's unless given. */
    stamper?: Stamper | undefined
    signal?: AbortSignal | undefined
  }
  type ReturnType = Activity
  type ErrorType =
    | ActivityApprovalNeededError
    | ActivityAuthenticatorsNeededError
    | ActivityRejectedError
    | ActivityFailedError
    | AnswerMismatchError
    | sendSignedRequest.ErrorType
}

function isActivityRequest(
  value: Record<string, unknown> | undefined,
): value is ActivityRequest<{ fingerprint?: string }> & Record<string, unknown> {
  return (
    typeof value?.type === 'string' &&
    typeof value.organizationId === 'string' &&
    /^\d+$/.test(String(value.timestampMs)) &&
    isObject(value.parameters)
  )
}
