import {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  ActivityFailedError,
  ActivityRejectedError,
} from '../errors/activity.js'
import { SignerTimeoutError } from '../errors/signer.js'
import { toPlainText } from '../errors/toPlainText.js'
import type { Activity } from '../wire/activity.js'
import type { SignedRequest, Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { nextInterval } from './nextInterval.js'
import { type ExpectedActivity, parseActivity } from './parseActivity.js'
import { sendWithRetry } from './sendWithRetry.js'
import { sleep } from './sleep.js'
import { stampBody } from './stampBody.js'

/** An activity in progress. */
export type TrackedActivity = {
  /** The request that is posted, unchanged, until the activity is final. */
  request: SignedRequest
  expected: ExpectedActivity
  /** The body of the submit, if it is known. */
  body?: string
  /** When the signer stops accepting `request`, in milliseconds since the Unix epoch. `undefined` for a query. */
  expiresAt?: number
  /** Whether the activity is the target of a vote: it is returned in any state. */
  isVote?: boolean
}

const failures = new Map<string, new (parameters: ActivityApprovalNeededError.Parameters) => Error>([
  ['ACTIVITY_STATUS_CONSENSUS_NEEDED', ActivityApprovalNeededError],
  ['ACTIVITY_STATUS_AUTHENTICATORS_NEEDED', ActivityAuthenticatorsNeededError],
  ['ACTIVITY_STATUS_REJECTED', ActivityRejectedError],
])

/**
 * Polls an activity until it is final. The same request is posted again as long as the signer accepts it; then one
 * `get_activity` is stamped and posted again, so that a passkey prompts once more, however long it takes.
 */
export async function trackActivity(
  client: SignerClient,
  { request, expected, body, expiresAt, isVote, stamper, signal }: trackActivity.Parameters,
): Promise<Activity> {
  // Delays stop growing at about this length. In milliseconds.
  const maxInterval = 5_000
  // How long an activity may stay unfinished once it is followed by a query. Signers need seconds. In milliseconds.
  const maxWait = 60 * 60_000
  const latest = client.now() + maxWait
  // A request that was stamped elsewhere may say any time.
  let end = Math.min(expiresAt ?? latest, latest)
  for (let interval = client.pollingInterval; ; interval = nextInterval(interval, maxInterval)) {
    const answer = await sendWithRetry(client, request, signal)
    const secrets = [body ?? '', request.body, request.stamp.stampHeaderValue]
    const activity = parseActivity(answer, expected, request.url, secrets)
    const { id, organizationId, status } = activity
    if (status !== 'ACTIVITY_STATUS_PENDING' && status !== 'ACTIVITY_STATUS_CREATED') {
      if (status === 'ACTIVITY_STATUS_COMPLETED' || isVote) return activity
      const message = toPlainText(activity.failure?.message, secrets)
      const failure = activity.failure ? { ...activity.failure, message } : null
      // An unknown status is not a success.
      const Failure = failures.get(status) ?? ActivityFailedError
      throw new Failure({ activity: { ...activity, failure }, body })
    }
    await sleep(interval, signal)
    if (client.now() < end) continue
    if (expiresAt === undefined) throw new SignerTimeoutError({ url: request.url, timeout: maxWait })
    request = await stampGetActivity(client, { organizationId, activityId: id, stamper, signal })
    expected = { ...expected, id }
    expiresAt = undefined
    end = client.now() + maxWait
  }
}

export declare namespace trackActivity {
  type Parameters = TrackedActivity & { stamper?: Stamper | undefined; signal?: AbortSignal | undefined }
}

/** Stamps the query for the current state of an activity. */
export function stampGetActivity(
  client: SignerClient,
  {
    organizationId,
    activityId,
    ...options
  }: {
    organizationId: string
    activityId: string
    stamper?: Stamper | undefined
    signal?: AbortSignal | undefined
  },
): Promise<SignedRequest> {
  const body = { organizationId, activityId }
  return stampBody(client, { path: '/public/v1/query/get_activity', body, ...options })
}
