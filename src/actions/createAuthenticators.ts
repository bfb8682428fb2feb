import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import type { submit } from '../client/submit.js'
import type { CreateAuthenticatorsIntentV2 } from '../wire/intents.js'
import type { CreateAuthenticatorsResult } from '../wire/results.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Gives a user further passkeys.
 *
 * @param parameters.authenticators - `challenge` and `attestation` from {@link createPasskey}.
 *
 * @throws What {@link submit} throws, and AnswerMismatchError.
 *
 * @example
 * const { authenticatorIds } = await createAuthenticators(client, { organizationId, userId, authenticators: [{ authenticatorName: 'Phone', challenge, attestation }] })
 */
export async function createAuthenticators(
  client: SignerClient,
  parameters: createAuthenticators.Parameters,
): Promise<createAuthenticators.ReturnType> {
  return runActivity(
    client,
    'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2',
    parameters,
    'createAuthenticatorsResult',
    isResult,
  )
}

export declare namespace createAuthenticators {
  type Parameters = ActionParameters & CreateAuthenticatorsIntentV2
  type ReturnType = CreateAuthenticatorsResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateAuthenticatorsResult {
  return isObject(value) && isStrings(value.authenticatorIds)
}
