import { hasStrings } from '../client/guards.js'
import { parseObject } from '../client/parseObject.js'
import { readCoseKey } from '../crypto/readCoseKey.js'
import { verifyAssertion } from '../crypto/verifyAssertion.js'
import { AnswerMismatchError } from '../errors/activity.js'
import { InvalidParameterError } from '../errors/config.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { ExpectedEntry } from './expected.js'
import { matchField } from './matchExpected.js'
import { requireSubtle, throwUnavailable } from './requireSubtle.js'

// Nobody has answered yet, so nobody is to be distrusted.
const message = 'The user picked another passkey than expected, so nothing was sent. Let them pick again.'

/**
 * Reads from a stamp which passkey the user chose, and finds what is expected of that passkey. Where its public key is
 * known, the signature must be of that key: the signature does not cover the credential id.
 *
 * @throws AnswerMismatchError if it is another passkey, InvalidParameterError if it is not the stamp of a passkey,
 * WebCryptoUnavailableError where the signature cannot be verified.
 */
export async function matchStamp(
  { body, stamp: { stampHeaderName, stampHeaderValue } }: Pick<SignedRequest, 'body' | 'stamp'>,
  expected: readonly ExpectedEntry[] | undefined,
): Promise<{ credentialId: string; matching: ExpectedEntry[] | undefined }> {
  const stamp = parseObject(stampHeaderValue)
  if (!hasStrings(stamp, ['credentialId', 'authenticatorData', 'clientDataJson', 'signature']))
    throw new InvalidParameterError({
      parameter: 'stamper',
      value: stampHeaderName,
      message: 'Signing in needs a passkey, and this stamper has none. Pass a `webAuthnStamper`.',
    })
  const { credentialId } = stamp
  const named = matchField(expected, {
    field: 'credentialId',
    received: credentialId,
    name: 'stamp.credentialId',
    message,
  })
  const matching: ExpectedEntry[] = []
  for (const entry of named ?? []) {
    const { passkeyPublicKey } = entry
    const key = passkeyPublicKey === undefined ? undefined : readCoseKey(passkeyPublicKey)
    const given = { ...stamp, body, subtle: requireSubtle() }
    if (!key || (await verifyAssertion(key, given).catch(throwUnavailable))) matching.push(entry)
  }
  if (named && matching.length === 0)
    throw new AnswerMismatchError({
      field: 'stamp.signature',
      expected: `a signature by the known public key of ${credentialId}`,
      received: 'a signature by another key',
      message,
    })
  return { credentialId, matching: named && matching }
}
