import { assertId } from '../client/assertId.js'
import { InvalidParameterError } from '../errors/config.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { User } from '../wire/user.js'
import { matchAuthenticator } from './matchAuthenticator.js'
import { parseExpected } from './parseExpected.js'

/**
 * Copies the wallets that the app knows of one user: one for each passkey.
 *
 * @throws InvalidParameterError if they are malformed, or if none is of this user.
 */
export function parseKnownPasskeys(
  expected: readonly PasskeyWallet[] | undefined,
  { organizationId, userId }: { organizationId: string; userId: string },
): PasskeyWallet[] | undefined {
  // Else a missing id would look like wallets of another user.
  assertId('organizationId', organizationId)
  assertId('userId', userId)
  const known = parseExpected(expected)?.flatMap(({ wallet }) =>
    wallet?.organizationId === organizationId && wallet.userId === userId ? [wallet] : [],
  )
  if (known?.length === 0)
    throw new InvalidParameterError({
      parameter: 'expected',
      value: '',
      message: '`expected` has no wallet of this user. Pass those that the app knows, one for each passkey.',
    })
  return known
}

/** @throws AnswerMismatchError unless the signer lists each known passkey once, with what is known about it. */
export function matchKnownPasskeys(user: User, known: readonly PasskeyWallet[] | undefined): void {
  for (const wallet of known ?? []) matchAuthenticator(user, { credentialId: wallet.credentialId, known: wallet })
}
