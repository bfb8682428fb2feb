import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isOptionalString } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { GetMfaPoliciesRequest } from '../wire/mfaPolicies.js'
import type { MfaPolicy } from '../wire/user.js'
import { areSteps } from './getMfaStatus.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Lists the MFA policies of a user.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getMfaPolicies } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const policies = await getMfaPolicies(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 * })
 * ```
 */
export async function getMfaPolicies(
  client: SignerClient,
  parameters: getMfaPolicies.Parameters,
): Promise<getMfaPolicies.ReturnType> {
  return runQuery(client, {
    name: 'get_mfa_policies',
    parameters,
    ids: { userId: assertId },
    parse: ({ mfaPolicies }) => (isMfaPolicies(mfaPolicies) ? mfaPolicies : undefined),
  })
}

export declare namespace getMfaPolicies {
  type Parameters = ActionParameters & Omit<GetMfaPoliciesRequest, 'organizationId'>
  type ReturnType = MfaPolicy[]
  type ErrorType = query.ErrorType
}

function isMfaPolicies(value: unknown): value is MfaPolicy[] {
  return Array.isArray(value) && value.every(isMfaPolicy)
}

export function isMfaPolicy(value: unknown): value is MfaPolicy {
  return (
    hasStrings(value, ['mfaPolicyId', 'mfaPolicyName', 'condition']) &&
    areSteps(value.requiredAuthenticationMethods) &&
    typeof value.order === 'number' &&
    isOptionalString(value.notes)
  )
}
