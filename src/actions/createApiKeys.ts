import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import type { submit } from '../client/submit.js'
import type { CreateApiKeysIntentV2 } from '../wire/intents.js'
import type { CreateApiKeysResult } from '../wire/results.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Gives a user API keys. Whoever holds one stamps as that user, without a prompt: give it an end.
 *
 * @param parameters.apiKeys - `publicKey`: SEC1 compressed hex without 0x; `expirationSeconds`: decimal, never unless given.
 *
 * @throws What {@link submit} throws, and AnswerMismatchError.
 *
 * @example
 * const { apiKeyIds } = await createApiKeys(client, { organizationId, userId, apiKeys: [{ apiKeyName, publicKey, curveType: 'API_KEY_CURVE_P256', expirationSeconds: '3600' }] })
 */
export async function createApiKeys(
  client: SignerClient,
  parameters: createApiKeys.Parameters,
): Promise<createApiKeys.ReturnType> {
  return runActivity(client, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', parameters, 'createApiKeysResult', isResult)
}

export declare namespace createApiKeys {
  type Parameters = ActionParameters & CreateApiKeysIntentV2
  type ReturnType = CreateApiKeysResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateApiKeysResult {
  return isObject(value) && isStrings(value.apiKeyIds)
}
