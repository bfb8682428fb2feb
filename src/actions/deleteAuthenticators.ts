import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import type { submit } from '../client/submit.js'
import type { DeleteAuthenticatorsIntent } from '../wire/intents.js'
import type { DeleteAuthenticatorsResult } from '../wire/results.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Takes passkeys from a user. The last credential of a user stays.
 *
 * @throws What {@link submit} throws, and AnswerMismatchError.
 *
 * @example
 * await deleteAuthenticators(client, { organizationId, userId, authenticatorIds })
 */
export async function deleteAuthenticators(
  client: SignerClient,
  parameters: deleteAuthenticators.Parameters,
): Promise<deleteAuthenticators.ReturnType> {
  return runActivity(client, 'ACTIVITY_TYPE_DELETE_AUTHENTICATORS', parameters, 'deleteAuthenticatorsResult', isResult)
}

export declare namespace deleteAuthenticators {
  type Parameters = ActionParameters & DeleteAuthenticatorsIntent
  type ReturnType = DeleteAuthenticatorsResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is DeleteAuthenticatorsResult {
  return isObject(value) && isStrings(value.authenticatorIds)
}
