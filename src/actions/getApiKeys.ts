import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { GetApiKeysRequest } from '../wire/queries.js'
import type { ApiKey } from '../wire/user.js'
import { assertOptionalId } from './assertOptionalId.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Lists the API keys of one user, or of all users of an organization. The keys of sessions are among them:
 * {@link listSessions} returns only those.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getApiKeys } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const apiKeys = await getApiKeys(client, { organizationId: '<organization id>', userId: '<user id>' })
 * ```
 */
export async function getApiKeys(
  client: SignerClient,
  parameters: getApiKeys.Parameters,
): Promise<getApiKeys.ReturnType> {
  return runQuery(client, {
    name: 'get_api_keys',
    parameters,
    ids: { userId: assertOptionalId },
    parse: ({ apiKeys }) => (isApiKeys(apiKeys) ? apiKeys : undefined),
  })
}

export declare namespace getApiKeys {
  type Parameters = ActionParameters & Omit<GetApiKeysRequest, 'organizationId'>
  type ReturnType = ApiKey[]
  type ErrorType = query.ErrorType
}

function isApiKeys(value: unknown): value is ApiKey[] {
  return (
    Array.isArray(value) &&
    value.every(
      (apiKey) =>
        hasStrings(apiKey, ['apiKeyId', 'apiKeyName']) && hasStrings(apiKey.credential, ['publicKey', 'type']),
    )
  )
}
