import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { DeletePolicyIntent, DeletePolicyResult } from '../wire/policies.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Deletes a policy.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { deletePolicy } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await deletePolicy(client, { organizationId: '<organization id>', policyId: '<policy id>' })
 * ```
 */
export async function deletePolicy(
  client: SignerClient,
  parameters: deletePolicy.Parameters,
): Promise<deletePolicy.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_DELETE_POLICY',
    parameters,
    ids: { policyId: assertId },
    parse: (activity) => readResult(activity, 'deletePolicyResult', isResult),
  })
}

export declare namespace deletePolicy {
  type Parameters = ActionParameters & DeletePolicyIntent
  type ReturnType = DeletePolicyResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is DeletePolicyResult {
  return hasStrings(value, ['policyId'])
}
