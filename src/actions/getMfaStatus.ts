import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isObject, isOptionalString } from '../client/guards.js'
import type { query } from '../client/query.js'
import type {
  AuthenticationMethod,
  GetMfaStatusRequest,
  MfaStatus,
  RequiredAuthenticationMethod,
} from '../wire/mfaPolicies.js'
import { assertOptionalId } from './assertOptionalId.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Returns what MFA policies want of the users who have voted on an activity, and what they have got. Submitting it is a vote.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getMfaStatus } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const [status] = await getMfaStatus(client, {
 *   organizationId: '<organization id>',
 *   activityId: '<activity id>',
 *   userId: '<user id>',
 * })
 * if (status && !status.satisfied) console.log(status.requiredMethods, status.satisfiedMethods)
 * ```
 */
export async function getMfaStatus(
  client: SignerClient,
  parameters: getMfaStatus.Parameters,
): Promise<getMfaStatus.ReturnType> {
  return runQuery(client, {
    name: 'get_mfa_status',
    parameters,
    ids: { activityId: assertId, userId: assertOptionalId },
    parse: ({ mfaStatuses }) => (isStatuses(mfaStatuses) ? mfaStatuses : undefined),
  })
}

export declare namespace getMfaStatus {
  type Parameters = ActionParameters & Omit<GetMfaStatusRequest, 'organizationId'>
  type ReturnType = MfaStatus[]
  type ErrorType = query.ErrorType
}

function isStatuses(value: unknown): value is MfaStatus[] {
  return Array.isArray(value) && value.every(isStatus)
}

function isStatus(value: unknown): value is MfaStatus {
  return (
    hasStrings(value, ['mfaPolicyId', 'userId']) &&
    typeof value.satisfied === 'boolean' &&
    areMethods(value.satisfiedMethods) &&
    areSteps(value.requiredMethods)
  )
}

function areMethods(value: unknown): value is AuthenticationMethod[] {
  return Array.isArray(value) && value.every((method) => hasStrings(method, ['type']) && isOptionalString(method.id))
}

export function areSteps(value: unknown): value is RequiredAuthenticationMethod[] {
  return Array.isArray(value) && value.every((step) => isObject(step) && areMethods(step.any))
}
