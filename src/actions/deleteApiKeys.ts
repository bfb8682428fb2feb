import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { DeleteApiKeysIntent } from '../wire/intents.js'
import type { DeleteApiKeysResult } from '../wire/results.js'
import { assertFilledIdList } from './assertFilledIdList.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Deletes API keys of a user, and the keys of sessions, which are API keys to the signer. {@link endSessions} also finds
 * the sessions.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { deleteApiKeys } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await deleteApiKeys(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   apiKeyIds: ['<API key id>'],
 * })
 * ```
 */
export async function deleteApiKeys(
  client: SignerClient,
  parameters: deleteApiKeys.Parameters,
): Promise<deleteApiKeys.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_DELETE_API_KEYS',
    parameters,
    ids: { userId: assertId, apiKeyIds: assertFilledIdList },
    parse: (activity) => readResult(activity, 'deleteApiKeysResult', isResult),
  })
}

export declare namespace deleteApiKeys {
  type Parameters = ActionParameters & DeleteApiKeysIntent
  type ReturnType = DeleteApiKeysResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is DeleteApiKeysResult {
  return isObject(value) && isStrings(value.apiKeyIds)
}
