import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreateSessionProfileIntent, CreateSessionProfileResult } from '../wire/sessionProfiles.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Creates a session profile, as the parent organization. It cannot be changed or deleted. Log-ins name it, and its scope then limits
 * their sessions, those of root users included.
 *
 * @throws What {@link submit} throws.
 *
 * @example
 * ```ts
 * import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
 * import { createSessionProfile } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({
 *   stamper: apiKeyStamper({ publicKey: '<public key>', privateKey: '<private key>' }),
 * })
 * const { sessionProfileId } = await createSessionProfile(client, {
 *   organizationId: '<parent organization id>',
 *   sessionProfileName: 'small-payments',
 *   scope: "activity.type == 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2' && eth.tx.value <= 1000000000000000",
 *   expirationSeconds: '3600',
 * })
 * ```
 */
export async function createSessionProfile(
  client: SignerClient,
  parameters: createSessionProfile.Parameters,
): Promise<createSessionProfile.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_SESSION_PROFILE',
    parameters,
    parse: (activity) => readResult(activity, 'createSessionProfileResult', isResult),
  })
}

export declare namespace createSessionProfile {
  type Parameters = ActionParameters & CreateSessionProfileIntent
  type ReturnType = CreateSessionProfileResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateSessionProfileResult {
  return hasStrings(value, ['sessionProfileId'])
}
