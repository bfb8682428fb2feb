import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { DeleteMfaPolicyIntent, DeleteMfaPolicyResult } from '../wire/mfaPolicies.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Deletes an MFA policy. The user's MFA policies are asked about this as well.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { deleteMfaPolicy } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await deleteMfaPolicy(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   mfaPolicyId: '<MFA policy id>',
 * })
 * ```
 */
export async function deleteMfaPolicy(
  client: SignerClient,
  parameters: deleteMfaPolicy.Parameters,
): Promise<deleteMfaPolicy.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_DELETE_MFA_POLICY',
    parameters,
    ids: { userId: assertId, mfaPolicyId: assertId },
    parse: (activity) => readResult(activity, 'deleteMfaPolicyResult', isResult),
  })
}

export declare namespace deleteMfaPolicy {
  type Parameters = ActionParameters & DeleteMfaPolicyIntent
  type ReturnType = DeleteMfaPolicyResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is DeleteMfaPolicyResult {
  return hasStrings(value, ['mfaPolicyId'])
}
