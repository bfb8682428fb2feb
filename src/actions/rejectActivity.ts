import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import type { Activity } from '../wire/activity.js'
import type { RejectActivityIntent } from '../wire/intents.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Rejects an activity that waits for approval. A rejection is final.
 *
 * @returns The rejected activity.
 *
 * @throws What {@link submit} throws: NotPermittedError if the user has no vote.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { rejectActivity } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { status } = await rejectActivity(client, {
 *   organizationId: '<organization id>',
 *   fingerprint: 'sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
 * })
 * ```
 */
export async function rejectActivity(
  client: SignerClient,
  { organizationId, fingerprint, stamper, signal }: rejectActivity.Parameters,
): Promise<rejectActivity.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_REJECT_ACTIVITY',
    parameters: { organizationId, fingerprint, stamper, signal },
    // The response to a vote is the activity that was voted on.
    parse: (activity) => activity,
  })
}

export declare namespace rejectActivity {
  type Parameters = ActionParameters & RejectActivityIntent
  type ReturnType = Activity
  type ErrorType = submit.ErrorType
}
