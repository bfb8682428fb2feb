import { runQuery } from '../actions/runQuery.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isObject } from '../client/guards.js'
import type { GetUserResponse } from '../wire/queries.js'
import type { User } from '../wire/user.js'

/** A user with passkeys and keys. */
export async function readUser(
  client: SignerClient,
  { userId, ...parameters }: ActionParameters & { userId: string },
): Promise<User> {
  const { user } = await runQuery(client, 'get_user', parameters, { userId }, isUser)
  return user
}

function isUser(value: Record<string, unknown>): value is Record<string, unknown> & GetUserResponse {
  const { user } = value
  if (!hasStrings(user, ['userId'])) return false
  const { authenticators, apiKeys } = user
  return (
    areAll(authenticators, ['authenticatorId', 'authenticatorName', 'credentialId']) && areAll(apiKeys, ['apiKeyId'])
  )
}

function areAll(credentials: unknown, fields: readonly string[]): boolean {
  return (
    Array.isArray(credentials) &&
    credentials.every(
      (entry) =>
        hasStrings(entry, fields) &&
        hasStrings(entry.credential, ['publicKey']) &&
        isObject(entry.createdAt) &&
        hasStrings(entry.createdAt, ['seconds']),
    )
  )
}
