import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isOptionalString } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { Policy } from '../wire/policies.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Lists the policies of an organization.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { listPolicies } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const policies = await listPolicies(client, { organizationId: '<organization id>' })
 * ```
 */
export async function listPolicies(
  client: SignerClient,
  { organizationId, stamper, signal }: listPolicies.Parameters,
): Promise<listPolicies.ReturnType> {
  return runQuery(client, {
    name: 'list_policies',
    parameters: { organizationId, stamper, signal },
    parse: ({ policies }) => (isPolicies(policies) ? policies : undefined),
  })
}

export declare namespace listPolicies {
  type Parameters = ActionParameters
  type ReturnType = Policy[]
  type ErrorType = query.ErrorType
}

function isPolicies(value: unknown): value is Policy[] {
  return Array.isArray(value) && value.every(isPolicy)
}

/** `notes` and the expressions may be absent where they are empty, as JSON of protocol buffers leaves them out. */
export function isPolicy(value: unknown): value is Policy {
  return (
    hasStrings(value, ['policyId', 'policyName']) &&
    (value.effect === 'EFFECT_ALLOW' || value.effect === 'EFFECT_DENY') &&
    [value.condition, value.consensus, value.time, value.notes].every(isOptionalString)
  )
}
