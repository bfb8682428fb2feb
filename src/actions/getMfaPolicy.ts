import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { query } from '../client/query.js'
import type { GetMfaPolicyRequest } from '../wire/mfaPolicies.js'
import type { MfaPolicy } from '../wire/user.js'
import { isMfaPolicy } from './getMfaPolicies.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Returns one MFA policy of a user.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getMfaPolicy } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { condition } = await getMfaPolicy(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   mfaPolicyId: '<MFA policy id>',
 * })
 * ```
 */
export async function getMfaPolicy(
  client: SignerClient,
  parameters: getMfaPolicy.Parameters,
): Promise<getMfaPolicy.ReturnType> {
  return runQuery(client, {
    name: 'get_mfa_policy',
    parameters,
    ids: { userId: assertId, mfaPolicyId: assertId },
    parse: ({ mfaPolicy }) => (isMfaPolicy(mfaPolicy) ? mfaPolicy : undefined),
  })
}

export declare namespace getMfaPolicy {
  type Parameters = ActionParameters & Omit<GetMfaPolicyRequest, 'organizationId'>
  type ReturnType = MfaPolicy
  type ErrorType = query.ErrorType
}
