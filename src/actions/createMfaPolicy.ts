import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreateMfaPolicyIntent, CreateMfaPolicyResult } from '../wire/mfaPolicies.js'
import { assertEach } from './assertEach.js'
import { assertOptionalId } from './assertOptionalId.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Creates an MFA policy: the credentials that a user needs for some activities. It binds root users, too, and is in force at once. A
 * user who cannot satisfy it is locked out, unless a policy allows somebody else to delete it.
 *
 * Start from {@link stepUpRules}. A policy for exports alone, for example, is no protection: a session can delete it, or register a
 * passkey that satisfies it.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { parseEther } from 'viem'
 * import { createSignerClient, type Session, webAuthnStamper } from 'viem-passkey-account'
 * import { createMfaPolicy } from 'viem-passkey-account/actions'
 * import { stepUpRules } from 'viem-passkey-account/policies'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { mfaPolicies } = stepUpRules({ above: parseEther('0.05'), chainId: 1 })
 *
 * // From then on, everything but a transfer up to the limit takes the passkey.
 * export async function setLimit(session: Session) {
 *   const { organizationId, userId } = session
 *   const last = mfaPolicies.at(-1)
 *   for (const policy of mfaPolicies) {
 *     // The last one puts the limit in force. It takes the passkey, so this is one prompt.
 *     const stamper = policy === last ? client.stamper : session
 *     await createMfaPolicy(client, { organizationId, userId, ...policy, stamper })
 *   }
 * }
 * ```
 */
export async function createMfaPolicy(
  client: SignerClient,
  parameters: createMfaPolicy.Parameters,
): Promise<createMfaPolicy.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_MFA_POLICY',
    parameters,
    ids: { userId: assertId, requiredAuthenticationMethods: assertEach({ any: assertEach({ id: assertOptionalId }) }) },
    parse: (activity) => readResult(activity, 'createMfaPolicyResult', isResult),
  })
}

export declare namespace createMfaPolicy {
  type Parameters = ActionParameters & CreateMfaPolicyIntent
  type ReturnType = CreateMfaPolicyResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateMfaPolicyResult {
  return hasStrings(value, ['mfaPolicyId'])
}
