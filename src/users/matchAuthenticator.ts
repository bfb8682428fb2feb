import { AnswerMismatchError } from '../errors/activity.js'
import type { User } from '../wire/user.js'
import type { KnownPasskey } from './expected.js'
import { matchPasskey, toList } from './matchExpected.js'

/**
 * Finds a passkey among those that the signer lists for a user. Returns what is known about it, completed with what the
 * list says.
 *
 * @throws AnswerMismatchError unless it is listed once, and agrees with what is known.
 */
export function matchAuthenticator(
  { authenticators }: Pick<User, 'authenticators'>,
  { credentialId, known }: { credentialId: string; known: KnownPasskey | undefined },
): KnownPasskey {
  const [authenticator, second] = authenticators.filter((one) => one.credentialId === credentialId)
  if (!authenticator || second)
    throw new AnswerMismatchError({
      field: 'user.authenticators',
      expected: `${credentialId} once`,
      received: toList(authenticators.map((one) => one.credentialId)),
    })
  const { authenticatorId, credential } = authenticator
  return matchPasskey(known, { authenticatorId, passkeyPublicKey: credential.publicKey })
}
