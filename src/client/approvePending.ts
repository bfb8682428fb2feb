import type { PendingSignature } from '../records/pendingSignature.js'
import type { Activity } from '../wire/activity.js'
import type { Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { parseObject } from './parseObject.js'
import { stampBody } from './stampBody.js'
import { toTrackedSubmit } from './toTracked.js'
import { trackActivity } from './trackActivity.js'

/**
 * Approves an activity with another authenticator of the user who submitted it, and waits until it is final. `approver` is
 * called before this returns its promise.
 *
 * Not `approveActivity`, which returns the activity in any state: here it is the one that was submitted, or an error.
 */
export async function approvePending(
  client: SignerClient,
  { pending, approver, stamper, signal }: approvePending.Parameters,
): Promise<Activity> {
  const { organizationId, activityId, fingerprint, body } = pending
  const vote = {
    type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY',
    timestampMs: client.nextTimestampMs(),
    organizationId,
    parameters: { fingerprint },
  }
  const path = '/public/v1/submit/approve_activity'
  const request = await stampBody(client, { path, body: vote, stamper: approver, signal })
  const type = String(parseObject(body)?.type)
  const expected = { id: activityId, organizationId, type, fingerprint }
  return trackActivity(client, { ...toTrackedSubmit(request, vote), expected, body, stamper, signal })
}

export declare namespace approvePending {
  type Parameters = {
    pending: PendingSignature
    /** Stamps the approval. */
    approver: Stamper
    /** Stamps the `get_activity`, if one is needed. */
    stamper: Stamper | undefined
    signal: AbortSignal | undefined
  }
}

/** Whether two stampers would both prompt, as a session that has ended and the passkey do. The second prompt would add nothing. */
export function isSameAuthenticator(one: Stamper | undefined, other: Stamper | undefined): boolean {
  const prompts = [one?.prompts, other?.prompts]
  // What a stamper does not say is not known.
  return one === other || (prompts.includes(true) && !prompts.includes(false))
}
