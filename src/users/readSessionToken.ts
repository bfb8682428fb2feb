import { hasStrings } from '../client/guards.js'
import { parseObject } from '../client/parseObject.js'
import { toBinary } from '../crypto/base64Url.js'
import { AnswerMismatchError } from '../errors/activity.js'

/** What a session's token says. */
export type SessionToken = {
  userId: string
  /** What limits the session, by the signer's word. */
  scope: string | undefined
  /** In seconds since the Unix epoch, by the signer's clock. NaN if the token does not say. */
  expiresAt: number
}

/**
 * Reads a session's token. The token is not verified: the session's key, not the token, has the rights.
 *
 * @throws AnswerMismatchError if it is the token of another session.
 */
export function readSessionToken(
  token: string,
  {
    organizationId,
    publicKey,
    sessionProfileId,
  }: { organizationId: string; publicKey: string; sessionProfileId?: string | undefined },
): SessionToken {
  const claims = readClaims(token)
  if (!hasStrings(claims, ['user_id'])) {
    throw new AnswerMismatchError({ field: 'session', expected: 'a token with `user_id`', received: typeof claims })
  }
  const { organization_id, public_key, session_profile_id, scope, exp, user_id: userId } = claims
  for (const [field, expected, received] of [
    ['organization_id', organizationId, organization_id],
    ['public_key', publicKey, public_key],
    ['session_profile_id', sessionProfileId, session_profile_id],
  ] as const)
    if (expected !== undefined && received !== expected)
      throw new AnswerMismatchError({
        field: `session.${field}`,
        expected,
        received: typeof received === 'string' ? received : typeof received,
      })
  return {
    userId,
    scope: typeof scope === 'string' ? scope : undefined,
    expiresAt: typeof exp === 'number' ? exp : Number.NaN,
  }
}

/** Decodes the claims of a JWT. Returns `undefined` if it cannot be decoded. */
function readClaims(token: string): Record<string, unknown> | undefined {
  const [, payload = ''] = token.split('.')
  try {
    return parseObject(toBinary(payload))
  } catch {
    return undefined
  }
}
