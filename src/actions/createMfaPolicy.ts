import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreateMfaPolicyIntent, CreateMfaPolicyResult } from '../wire/mfaPolicies.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Creates an MFA policy: the credentials that a user needs for some activities. It binds root users, too, and is in force at once. A
 * user who cannot satisfy it is locked out, unless a policy allows somebody else to delete it.
 *
 * @throws What {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { createMfaPolicy } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { mfaPolicyId } = await createMfaPolicy(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   mfaPolicyName: 'Passkey for exports',
 *   condition: "activity.action == 'EXPORT'",
 *   requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] }],
 *   order: 0,
 * })
 * ```
 */
export async function createMfaPolicy(
  client: SignerClient,
  parameters: createMfaPolicy.Parameters,
): Promise<createMfaPolicy.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_MFA_POLICY',
    parameters,
    parse: (activity) => readResult(activity, 'createMfaPolicyResult', isResult),
  })
}

export declare namespace createMfaPolicy {
  type Parameters = ActionParameters & CreateMfaPolicyIntent
  type ReturnType = CreateMfaPolicyResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateMfaPolicyResult {
  return hasStrings(value, ['mfaPolicyId'])
}
