import type { SignerClient } from '../client/createSignerClient.js'
import { submit } from '../client/submit.js'
import type { Activity } from '../wire/activity.js'
import type { ActionParameters } from './types.js'

/**
 * Rejects an activity that waits for approval. It stays rejected.
 *
 * @param parameters.fingerprint - Of the activity: `sha256:` and 64 hex digits.
 * @returns The activity that was rejected.
 *
 * @throws What {@link submit} throws; NotPermittedError for a user who has no vote.
 *
 * @example
 * const { status } = await rejectActivity(client, { organizationId, fingerprint: error.fingerprint })
 */
export async function rejectActivity(
  client: SignerClient,
  { fingerprint, ...parameters }: rejectActivity.Parameters,
): Promise<rejectActivity.ReturnType> {
  return submit(client, { ...parameters, type: 'ACTIVITY_TYPE_REJECT_ACTIVITY', parameters: { fingerprint } })
}

export declare namespace rejectActivity {
  type Parameters = ActionParameters & { fingerprint: string }
  type ReturnType = Activity
  type ErrorType = submit.ErrorType
}
