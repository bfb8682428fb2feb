import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { query } from '../client/query.js'
import type { GetPolicyRequest, Policy } from '../wire/policies.js'
import { isPolicy } from './listPolicies.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Returns one policy.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getPolicy } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const policy = await getPolicy(client, { organizationId: '<organization id>', policyId: '<policy id>' })
 * ```
 */
export async function getPolicy(client: SignerClient, parameters: getPolicy.Parameters): Promise<getPolicy.ReturnType> {
  return runQuery(client, {
    name: 'get_policy',
    parameters,
    ids: { policyId: assertId },
    parse: ({ policy }) => (isPolicy(policy) ? policy : undefined),
  })
}

export declare namespace getPolicy {
  type Parameters = ActionParameters & Omit<GetPolicyRequest, 'organizationId'>
  type ReturnType = Policy
  type ErrorType = query.ErrorType
}
