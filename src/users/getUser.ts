import { runQuery } from '../actions/runQuery.js'
import type { ActionParameters } from '../actions/types.js'
import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isObject } from '../client/guards.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { User } from '../wire/user.js'

/**
 * Returns a user, with passkeys and API keys.
 *
 * @throws AnswerMismatchError if the answer is another user, and what queries throw.
 */
export async function getUser(
  client: SignerClient,
  { organizationId, userId, stamper, signal }: ActionParameters & { userId: string },
): Promise<User> {
  const user = await runQuery(client, {
    name: 'get_user',
    parameters: { organizationId, userId, stamper, signal },
    ids: { userId: assertId },
    parse: ({ user }) => (isUser(user) ? user : undefined),
  })
  if (user.userId === userId) return user
  throw new AnswerMismatchError({ field: 'user.userId', expected: userId, received: user.userId })
}

function isUser(value: unknown): value is User {
  return (
    hasStrings(value, ['userId']) &&
    areCredentials(value.authenticators, ['authenticatorId', 'authenticatorName', 'credentialId']) &&
    areCredentials(value.apiKeys, ['apiKeyId', 'apiKeyName'])
  )
}

function areCredentials(value: unknown, fields: readonly string[]): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (entry) =>
        hasStrings(entry, fields) &&
        hasStrings(entry.credential, ['publicKey', 'type']) &&
        isObject(entry.createdAt) &&
        isSeconds(entry.createdAt.seconds) &&
        (entry.expirationSeconds == null || isSeconds(entry.expirationSeconds)),
    )
  )
}

/** Whether a time is one that a `Date` can be made of. */
function isSeconds(value: unknown): boolean {
  return typeof value === 'string' && /^\d{1,12}$/.test(value)
}
