import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import type { Activity } from '../wire/activity.js'
import type { ApproveActivityIntent } from '../wire/intents.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Approves an activity that waits for approval. Compute the fingerprint from the body that the approver has read.
 *
 * @returns The approved activity: completed, or still waiting for other approvers.
 *
 * @throws What {@link submit} throws: NotPermittedError if the user has no vote.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { approveActivity } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { status } = await approveActivity(client, {
 *   organizationId: '<organization id>',
 *   fingerprint: 'sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
 * })
 * ```
 */
export async function approveActivity(
  client: SignerClient,
  { organizationId, fingerprint, stamper, signal }: approveActivity.Parameters,
): Promise<approveActivity.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY',
    parameters: { organizationId, fingerprint, stamper, signal },
    // The response to a vote is the activity that was voted on.
    parse: (activity) => activity,
  })
}

export declare namespace approveActivity {
  type Parameters = ActionParameters & ApproveActivityIntent
  type ReturnType = Activity
  type ErrorType = submit.ErrorType
}
