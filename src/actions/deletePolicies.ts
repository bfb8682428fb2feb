import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { DeletePoliciesIntent, DeletePoliciesResult } from '../wire/policies.js'
import { assertFilledIdList } from './assertFilledIdList.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Deletes several policies with one stamp: all of them, or none.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { deletePolicies } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await deletePolicies(client, { organizationId: '<organization id>', policyIds: ['<policy id>'] })
 * ```
 */
export async function deletePolicies(
  client: SignerClient,
  parameters: deletePolicies.Parameters,
): Promise<deletePolicies.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_DELETE_POLICIES',
    parameters,
    ids: { policyIds: assertFilledIdList },
    parse: (activity) => readResult(activity, 'deletePoliciesResult', isResult),
  })
}

export declare namespace deletePolicies {
  type Parameters = ActionParameters & DeletePoliciesIntent
  type ReturnType = DeletePoliciesResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is DeletePoliciesResult {
  return isObject(value) && isStrings(value.policyIds)
}
