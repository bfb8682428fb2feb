import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreateApiKeysIntentV2 } from '../wire/intents.js'
import type { CreateApiKeysResult } from '../wire/results.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Creates API keys for a user. Anyone who holds one acts as that user, without a prompt, so give it an expiry.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { createApiKeys } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { apiKeyIds } = await createApiKeys(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   apiKeys: [
 *     {
 *       apiKeyName: 'Backup script',
 *       publicKey: '<compressed P-256 key in hex>',
 *       curveType: 'API_KEY_CURVE_P256',
 *       expirationSeconds: '3600',
 *     },
 *   ],
 * })
 * ```
 */
export async function createApiKeys(
  client: SignerClient,
  parameters: createApiKeys.Parameters,
): Promise<createApiKeys.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_API_KEYS_V2',
    parameters,
    ids: { userId: assertId },
    parse: (activity) => readResult(activity, 'createApiKeysResult', isResult),
  })
}

export declare namespace createApiKeys {
  type Parameters = ActionParameters & CreateApiKeysIntentV2
  type ReturnType = CreateApiKeysResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateApiKeysResult {
  return isObject(value) && isStrings(value.apiKeyIds)
}
