import type { SignerClient } from '../client/createSignerClient.js'
import { submit } from '../client/submit.js'
import type { Activity } from '../wire/activity.js'
import type { ActionParameters } from './types.js'

/**
 * Approves an activity that waits for it. What it asks for is in its `intent`; whoever approves should have read that.
 *
 * @param parameters.fingerprint - Of the activity: `sha256:` and 64 hex digits.
 * @returns The activity that was approved: completed, or still waiting for others.
 *
 * @throws What {@link submit} throws; NotPermittedError for a user who has no vote.
 *
 * @example
 * const { status } = await approveActivity(client, { organizationId, fingerprint: error.fingerprint })
 */
export async function approveActivity(
  client: SignerClient,
  { fingerprint, ...parameters }: approveActivity.Parameters,
): Promise<approveActivity.ReturnType> {
  return submit(client, { ...parameters, type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY', parameters: { fingerprint } })
}

export declare namespace approveActivity {
  type Parameters = ActionParameters & { fingerprint: string }
  type ReturnType = Activity
  type ErrorType = submit.ErrorType
}
