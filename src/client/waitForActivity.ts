import { sha256, stringToBytes } from 'viem'
import {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  ActivityFailedError,
  ActivityRejectedError,
} from '../errors/activity.js'
import { InvalidSignedRequestError } from '../errors/config.js'
import { SignerAnswerError } from '../errors/signer.js'
import type { Activity, ActivityStatus } from '../wire/activity.js'
import type { SignedRequest, Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { isObject } from './isObject.js'
import { type ExpectedActivity, parseActivity } from './parseActivity.js'
import { parseObject } from './parseObject.js'
import { pause } from './pause.js'
import { sendSignedRequest } from './sendSignedRequest.js'
import { stampRequest } from './stampRequest.js'

/** A signer takes a request for an hour; the last minute is left to the network and to clocks that differ. */
const requestLifetime = 59 * 60_000

/** Pauses grow to this, in milliseconds. */
const longestPause = 5_000

/** These name the parent and answer for the organization that the credential resolves to. */
const resolvesOrganization = /^ACTIVITY_TYPE_(STAMP_LOGIN|CREATE_READ_(ONLY|WRITE)_SESSION(_V2)?)$/

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
 * when the answer is about something else; what `sendSignedRequest` and the stamper throw; or the reason of `signal`.
 *
 * @example
 * const activity = await waitForActivity(client, { request })
 */
export async function waitForActivity(
  client: SignerClient,
  parameters: waitForActivity.Parameters,
): Promise<waitForActivity.ReturnType> {
  const { signal, stamper } = parameters
  const stampLook = (organizationId: string, activityId: string) =>
    stampRequest(client, {
      path: '/public/v1/query/get_activity',
      body: { organizationId, activityId },
      stamper,
      signal,
    })

  let { request, expected, expires, isVote }: Followed =
    'request' in parameters
      ? readRequest(parameters.request)
      : {
          request: await stampLook(parameters.organizationId, parameters.activityId),
          expected: { id: parameters.activityId, organizationId: parameters.organizationId },
          expires: Number.POSITIVE_INFINITY,
          isVote: false,
        }

  for (let interval = client.pollingInterval; ; interval = Math.min(interval * 1.5, Math.max(longestPause, interval))) {
    const answer = await sendSignedRequest(client, { request, signal })
    const activity = parseActivity(answer, { url: client.url, expected })
    if (isVote && !isUnfinished(activity)) return activity
    const Failure = failures[activity.status]
    if (Failure) throw new Failure(activity)
    if (activity.status === 'ACTIVITY_STATUS_COMPLETED') return activity
    if (!isUnfinished(activity))
      throw new SignerAnswerError({ url: client.url, status: 200, reason: `${activity.status} is unknown` })
    await pause(interval, signal)
    if (client.now() >= expires) {
      const { id, organizationId, fingerprint, type } = activity
      request = await stampLook(organizationId, id)
      expected = { id, organizationId, fingerprint, type }
      expires = Number.POSITIVE_INFINITY
    }
  }
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
    | sendSignedRequest.ErrorType
}

type Followed = { request: SignedRequest; expected: ExpectedActivity; expires: number; isVote: boolean }

/** What a signed request asks for, read from its own body: it may have been stamped elsewhere. */
function readRequest(request: SignedRequest): Followed {
  const { type, organizationId, timestampMs, parameters } = parseObject(request.body) ?? {}
  const expires = Number(timestampMs) + requestLifetime
  if (typeof type !== 'string' || typeof organizationId !== 'string' || Number.isNaN(expires))
    throw new InvalidSignedRequestError({ url: request.url })
  if (/^ACTIVITY_TYPE_(APPROVE|REJECT)_ACTIVITY$/.test(type)) {
    // A vote is answered with the activity that was voted on.
    const target = isObject(parameters) ? String(parameters.fingerprint) : ''
    return { request, expected: { fingerprint: target, organizationId }, expires, isVote: true }
  }
  const fingerprint = `sha256:${sha256(stringToBytes(request.body)).slice(2)}`
  const expected = { fingerprint, type, ...(resolvesOrganization.test(type) ? {} : { organizationId }) }
  return { request, expected, expires, isVote: false }
}

const isUnfinished = ({ status }: Activity): boolean =>
  status === 'ACTIVITY_STATUS_PENDING' || status === 'ACTIVITY_STATUS_CREATED'

const failures: { [status in ActivityStatus]?: new (activity: Activity) => Error } = {
  ACTIVITY_STATUS_CONSENSUS_NEEDED: ActivityApprovalNeededError,
  ACTIVITY_STATUS_AUTHENTICATORS_NEEDED: ActivityAuthenticatorsNeededError,
  ACTIVITY_STATUS_FAILED: ActivityFailedError,
  ACTIVITY_STATUS_REJECTED: ActivityRejectedError,
}
