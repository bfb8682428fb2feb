import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isStrings } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { User } from '../wire/user.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Lists the users of an organization, with their credentials.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { listUsers } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const users = await listUsers(client, { organizationId: '<organization id>' })
 * ```
 */
export async function listUsers(
  client: SignerClient,
  { organizationId, stamper, signal }: listUsers.Parameters,
): Promise<listUsers.ReturnType> {
  return runQuery(client, {
    name: 'list_users',
    parameters: { organizationId, stamper, signal },
    parse: ({ users }) => (isUsers(users) ? users : undefined),
  })
}

export declare namespace listUsers {
  type Parameters = ActionParameters
  type ReturnType = User[]
  type ErrorType = query.ErrorType
}

function isUsers(value: unknown): value is User[] {
  return Array.isArray(value) && value.every(isUser)
}

function isUser(value: unknown): value is User {
  return (
    hasStrings(value, ['userId', 'userName']) &&
    isStrings(value.userTags) &&
    Array.isArray(value.apiKeys) &&
    value.apiKeys.every(
      (apiKey) =>
        hasStrings(apiKey, ['apiKeyId', 'apiKeyName']) && hasStrings(apiKey.credential, ['publicKey', 'type']),
    ) &&
    Array.isArray(value.authenticators) &&
    value.authenticators.every((passkey) => hasStrings(passkey, ['authenticatorId', 'credentialId']))
  )
}
