import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { UpdateMfaPolicyIntent, UpdateMfaPolicyResult } from '../wire/mfaPolicies.js'
import { assertEach } from './assertEach.js'
import { assertOptionalId } from './assertOptionalId.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Changes an MFA policy. Properties left out stay unchanged.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { updateMfaPolicy } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await updateMfaPolicy(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   mfaPolicyId: '<MFA policy id>',
 *   condition: "activity.action == 'SIGN'",
 * })
 * ```
 */
export async function updateMfaPolicy(
  client: SignerClient,
  parameters: updateMfaPolicy.Parameters,
): Promise<updateMfaPolicy.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_UPDATE_MFA_POLICY',
    parameters,
    ids: {
      userId: assertId,
      mfaPolicyId: assertId,
      requiredAuthenticationMethods: assertEach({ any: assertEach({ id: assertOptionalId }) }),
    },
    parse: (activity) => readResult(activity, 'updateMfaPolicyResult', isResult),
  })
}

export declare namespace updateMfaPolicy {
  type Parameters = ActionParameters & UpdateMfaPolicyIntent
  type ReturnType = UpdateMfaPolicyResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is UpdateMfaPolicyResult {
  return hasStrings(value, ['mfaPolicyId'])
}
