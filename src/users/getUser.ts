import { runQuery } from '../actions/runQuery.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isObject } from '../client/guards.js'
import type { User } from '../wire/user.js'

/** Returns a user, with passkeys and API keys. */
export async function getUser(
  client: SignerClient,
  { organizationId, userId, stamper, signal }: ActionParameters & { userId: string },
): Promise<User> {
  return runQuery(client, {
    name: 'get_user',
    parameters: { organizationId, userId, stamper, signal },
    parse: ({ user }) => (isUser(user) ? user : undefined),
  })
}

function isUser(value: unknown): value is User {
  return (
    hasStrings(value, ['userId']) &&
    areCredentials(value.authenticators, ['authenticatorId', 'authenticatorName', 'credentialId']) &&
    areCredentials(value.apiKeys, ['apiKeyId'])
  )
}

function areCredentials(value: unknown, fields: readonly string[]): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (entry) =>
        hasStrings(entry, fields) &&
        hasStrings(entry.credential, ['publicKey']) &&
        isObject(entry.createdAt) &&
        hasStrings(entry.createdAt, ['seconds']),
    )
  )
}
