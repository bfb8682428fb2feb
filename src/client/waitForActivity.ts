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
import { assertId } from './assertId.js'
import type { SignerClient } from './createSignerClient.js'
import { hasStrings, isObject } from './guards.js'
import { parseObject } from './parseObject.js'
import { type sendSignedRequest, withClientUrl } from './sendSignedRequest.js'
import type { stampRequest } from './stampRequest.js'
import { toTracked } from './toTracked.js'
import { stampGetActivity, trackActivity } from './trackActivity.js'

/**
 * Waits until an activity is final. Takes either the signed submit, or the ids of the activity.
 *
 * A signed submit is posted again unchanged: the signer answers with the current state of the same activity. Shortly
 * before it is an hour old, or from the start if only the ids are known, one `get_activity` is stamped instead and posted
 * again unchanged. That is one prompt with a passkey, however long the wait, and none with a session or an API key.
 *
 * @returns The completed activity. For a vote: the activity that was voted on, in any state.
 *
 * @throws InvalidParameterError before any prompt if an id is missing; ActivityApprovalNeededError,
 * ActivityAuthenticatorsNeededError, ActivityRejectedError, ActivityFailedError; AnswerMismatchError if the response is about
 * another activity; what {@link sendSignedRequest} and {@link stampRequest} throw; or the reason of `signal`.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { waitForActivity } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const activity = await waitForActivity(client, {
 *   organizationId: '<organization id>',
 *   activityId: '<activity id>',
 * })
 * ```
 */
export async function waitForActivity(
  client: SignerClient,
  parameters: waitForActivity.Parameters,
): Promise<waitForActivity.ReturnType> {
  const { stamper, signal } = parameters
  if ('request' in parameters) {
    const request = withClientUrl(client, parameters.request)
    // It may have been stamped elsewhere.
    const body = parseObject(request.body)
    if (!isActivityRequest(body)) throw new InvalidSignedRequestError()
    return trackActivity(client, { ...toTracked(request, body), stamper, signal })
  }
  const { organizationId, activityId } = parameters
  assertId('activityId', activityId)
  const request = await stampGetActivity(client, { organizationId, activityId, stamper, signal })
  return trackActivity(client, { request, expected: { id: activityId, organizationId }, stamper, signal })
}

export declare namespace waitForActivity {
  type Parameters = (
    | {
        /** The signed submit, from {@link stampRequest}. */
        request: SignedRequest
      }
    | {
        /** The organization in which the activity runs. */
        organizationId: string
        /** Id of the activity. */
        activityId: string
      }
  ) & {
    /**
     * Stamps the `get_activity`, if one is needed.
     * @default client.stamper
     */
    stamper?: Stamper | undefined
    /** Aborts the prompt, the request and the polling. The call then rejects with the signal's reason. */
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
    | stampRequest.ErrorType
}

function isActivityRequest(
  value: Record<string, unknown> | undefined,
): value is ActivityRequest<{ fingerprint?: string }> & Record<string, unknown> {
  return (
    hasStrings(value, ['type', 'organizationId', 'timestampMs']) &&
    /^\d+$/.test(value.timestampMs) &&
    isObject(value.parameters)
  )
}
