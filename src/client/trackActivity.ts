import {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  ActivityFailedError,
  ActivityRejectedError,
} from '../errors/activity.js'
import type { Activity, ActivityStatus } from '../wire/activity.js'
import type { SignedRequest, Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { type ExpectedActivity, parseActivity } from './parseActivity.js'
import { send } from './send.js'
import { sleep } from './sleep.js'
import { stampRequest } from './stampRequest.js'

export type TrackedActivity = {
  /** Posted again and again, the same bytes. */
  request: SignedRequest
  expected: ExpectedActivity
  /** The submit's, where it is known. */
  body?: string
  /** When a signer takes it no longer, in milliseconds since the epoch; a query has no end. */
  expires?: number
  /** The answer to a vote is its target, in whatever state the vote left it. */
  isVote?: boolean
}

/** Pauses grow until they are about this long, in milliseconds. */
const longestPause = 5_000

const failures: { [status in ActivityStatus]?: new (activity: Activity, body?: string) => Error } = {
  ACTIVITY_STATUS_CONSENSUS_NEEDED: ActivityApprovalNeededError,
  ACTIVITY_STATUS_AUTHENTICATORS_NEEDED: ActivityAuthenticatorsNeededError,
  ACTIVITY_STATUS_REJECTED: ActivityRejectedError,
}

/**
 * The life of an activity, from its first answer to its end. While its request is young enough, that is posted again; from then on one
 * stamped `get_activity`, so that a passkey is asked once more however long it takes.
 */
export async function trackActivity(
  client: SignerClient,
  { request, expected, body, expires, isVote }: TrackedActivity,
  { stamper, signal }: { stamper?: Stamper | undefined; signal?: AbortSignal | undefined },
): Promise<Activity> {
  for (let interval = client.pollingInterval; ; interval *= interval < longestPause ? 1.5 : 1) {
    const activity = parseActivity(await send(client, request, signal), { url: client.url, expected })
    const { id, organizationId, status } = activity
    if (status !== 'ACTIVITY_STATUS_PENDING' && status !== 'ACTIVITY_STATUS_CREATED') {
      if (status === 'ACTIVITY_STATUS_COMPLETED' || isVote) return activity
      // A status that nobody knows yet is no success.
      const Failure = failures[status] ?? ActivityFailedError
      throw new Failure(activity, body)
    }
    await sleep(interval, signal)
    if (expires && client.now() >= expires) {
      request = await stampGetActivity(client, { organizationId, activityId: id, stamper, signal })
      expected = { ...expected, id }
      expires = undefined
    }
  }
}

export function stampGetActivity(
  client: SignerClient,
  {
    stamper,
    signal,
    ...body
  }: {
    organizationId: string
    activityId: string
    stamper?: Stamper | undefined
    signal?: AbortSignal | undefined
  },
): Promise<SignedRequest> {
  return stampRequest(client, { path: '/public/v1/query/get_activity', body, stamper, signal })
}
