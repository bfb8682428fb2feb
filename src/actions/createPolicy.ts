import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreatePolicyIntentV3, CreatePolicyResult } from '../wire/policies.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Creates a policy. Policies limit users outside the root quorum: a root quorum that is met may do everything.
 *
 * @throws What {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { createPolicy } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { policyId } = await createPolicy(client, {
 *   organizationId: '<organization id>',
 *   policyName: 'Backend may sign transactions',
 *   effect: 'EFFECT_ALLOW',
 *   consensus: "approvers.any(user, user.id == '<user id>')",
 *   condition: "activity.type == 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2' && eth.tx.value <= 1000000000000000",
 *   notes: '',
 * })
 * ```
 */
export async function createPolicy(
  client: SignerClient,
  parameters: createPolicy.Parameters,
): Promise<createPolicy.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_POLICY_V3',
    parameters,
    parse: (activity) => readResult(activity, 'createPolicyResult', isResult),
  })
}

export declare namespace createPolicy {
  type Parameters = ActionParameters & CreatePolicyIntentV3
  type ReturnType = CreatePolicyResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreatePolicyResult {
  return hasStrings(value, ['policyId'])
}
