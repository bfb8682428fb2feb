import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreatePoliciesIntent, CreatePoliciesResult } from '../wire/policies.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Creates several policies with one stamp: all of them, or none.
 *
 * @throws What {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { createPolicies } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { policyIds } = await createPolicies(client, {
 *   organizationId: '<organization id>',
 *   policies: [
 *     {
 *       policyName: 'No exports',
 *       effect: 'EFFECT_DENY',
 *       condition: "activity.action == 'EXPORT'",
 *       notes: '',
 *     },
 *   ],
 * })
 * ```
 */
export async function createPolicies(
  client: SignerClient,
  parameters: createPolicies.Parameters,
): Promise<createPolicies.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_POLICIES',
    parameters,
    parse: (activity) => readResult(activity, 'createPoliciesResult', isResult),
  })
}

export declare namespace createPolicies {
  type Parameters = ActionParameters & CreatePoliciesIntent
  type ReturnType = CreatePoliciesResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreatePoliciesResult {
  return isObject(value) && isStrings(value.policyIds)
}
