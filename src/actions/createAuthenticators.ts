import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreateAuthenticatorsIntentV2 } from '../wire/intents.js'
import type { CreateAuthenticatorsResult } from '../wire/results.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Registers passkeys for a user. {@link addPasskey} also runs the registration ceremony.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createPasskey, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { createAuthenticators } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { challenge, attestation } = await createPasskey({ rp: { id: 'example.com' }, user: { name: 'anna' } })
 * const { authenticatorIds } = await createAuthenticators(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   authenticators: [{ authenticatorName: 'Phone', challenge, attestation }],
 * })
 * ```
 */
export async function createAuthenticators(
  client: SignerClient,
  parameters: createAuthenticators.Parameters,
): Promise<createAuthenticators.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2',
    parameters,
    ids: { userId: assertId },
    parse: (activity) => readResult(activity, 'createAuthenticatorsResult', isResult),
  })
}

export declare namespace createAuthenticators {
  type Parameters = ActionParameters & CreateAuthenticatorsIntentV2
  type ReturnType = CreateAuthenticatorsResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateAuthenticatorsResult {
  return isObject(value) && isStrings(value.authenticatorIds)
}
