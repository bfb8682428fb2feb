import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import type { InvalidParameterError } from '../errors/config.js'
import type { Activity } from '../wire/activity.js'
import { runActivity } from './runActivity.js'
import { toFingerprint, type VoteTarget } from './toFingerprint.js'
import type { ActionParameters } from './types.js'

/**
 * Rejects an activity that waits for approval. A rejection is final.
 *
 * @returns The rejected activity.
 *
 * @throws InvalidParameterError unless there is either a `body` or a `fingerprint`, and what {@link submit} throws:
 * NotPermittedError if the user has no vote.
 *
 * @example
 * ```ts
 * import { createSignerClient, type PendingSignature, webAuthnStamper } from 'viem-passkey-account'
 * import { rejectActivity } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 *
 * export async function vote({ organizationId, body }: PendingSignature) {
 *   return rejectActivity(client, { organizationId, body })
 * }
 * ```
 */
export async function rejectActivity(
  client: SignerClient,
  { organizationId, stamper, signal, ...target }: rejectActivity.Parameters,
): Promise<rejectActivity.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_REJECT_ACTIVITY',
    parameters: { organizationId, fingerprint: toFingerprint({ organizationId, ...target }), stamper, signal },
    // The response to a vote is the activity that was voted on.
    parse: (activity) => activity,
  })
}

export declare namespace rejectActivity {
  type Parameters = ActionParameters & VoteTarget
  type ReturnType = Activity
  type ErrorType = InvalidParameterError | submit.ErrorType
}
