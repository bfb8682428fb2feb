import type { PendingSignature } from '../records/pendingSignature.js'
import type { Activity } from '../wire/activity.js'
import type { Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { submitIntent } from './submitIntent.js'
import type { trackActivity } from './trackActivity.js'

/**
 * Approves an activity with another authenticator of the user who submitted it, and waits until it is final. `approver` is
 * called before this returns its promise.
 *
 * Not `approveActivity`, which returns the activity in any state: here it is the one that was submitted, or an error.
 */
export async function approvePending(
  client: SignerClient,
  {
    pending: { organizationId, activityId: id, fingerprint, body },
    approver,
    track,
    signal,
  }: approvePending.Parameters,
): Promise<Activity> {
  const { type }: { type: string } = JSON.parse(body)
  return submitIntent(client, {
    path: '/public/v1/submit/approve_activity',
    type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY',
    organizationId,
    intent: { fingerprint },
    target: { expected: { id, organizationId, type, fingerprint }, body },
    track,
    stamper: approver,
    signal,
  })
}

export declare namespace approvePending {
  type Parameters = {
    /** What was stamped here before, or was compared with its fingerprint. */
    pending: PendingSignature
    /** Stamps the approval. */
    approver: Stamper
    /** Waits until the activity is final. */
    track: typeof trackActivity
    signal: AbortSignal | undefined
  }
}
