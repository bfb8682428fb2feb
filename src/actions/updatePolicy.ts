import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { UpdatePolicyIntentV2, UpdatePolicyResultV2 } from '../wire/policies.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Changes a policy. Properties left out stay unchanged.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { updatePolicy } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await updatePolicy(client, {
 *   organizationId: '<organization id>',
 *   policyId: '<policy id>',
 *   policyCondition: "activity.action == 'SIGN'",
 * })
 * ```
 */
export async function updatePolicy(
  client: SignerClient,
  parameters: updatePolicy.Parameters,
): Promise<updatePolicy.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_UPDATE_POLICY_V2',
    parameters,
    ids: { policyId: assertId },
    parse: (activity) => readResult(activity, 'updatePolicyResultV2', isResult),
  })
}

export declare namespace updatePolicy {
  type Parameters = ActionParameters & UpdatePolicyIntentV2
  type ReturnType = UpdatePolicyResultV2
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is UpdatePolicyResultV2 {
  return hasStrings(value, ['policyId'])
}
