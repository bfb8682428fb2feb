import { createAuthenticators } from '../actions/createAuthenticators.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  ActivityFailedError,
  ActivityRejectedError,
  AnswerMismatchError,
} from '../errors/activity.js'
import { SignerRequestError } from '../errors/signer.js'
import { toError } from '../errors/toError.js'
import { AddPasskeyError } from '../errors/users.js'
import type { Passkey } from '../records/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { Stamper } from '../wire/stamp.js'
import { getUser } from './getUser.js'
import { matchAuthenticator } from './matchAuthenticator.js'
import { toList } from './matchExpected.js'

/**
 * Adds a registered passkey to a user. If an earlier call may have added it, and the signer does not add it now, the user's
 * list decides: one query more.
 *
 * @returns The signer's id for the passkey.
 * @throws AddPasskeyError, whatever happens: the passkey is on the device by now.
 */
export async function createAuthenticator(
  client: SignerClient,
  {
    authenticatorName,
    passkey,
    passkeyPublicKey,
    others = [],
    isRetry,
    stamper,
    ...as
  }: ActionParameters & {
    userId: string
    stamper: Stamper
    authenticatorName: string
    passkey: Passkey
    passkeyPublicKey: string | undefined
    /** The user's passkeys, those that are known. */
    others: readonly Pick<PasskeyWallet, 'credentialId' | 'authenticatorId'>[] | undefined
    /** Whether an earlier call may have added it. */
    isRetry: boolean
  },
): Promise<string> {
  const { credentialId, challenge, attestation } = passkey
  let isStamped = false
  const watched: Stamper = {
    async stamp(body, context) {
      const stamp = await stamper.stamp(body, context)
      isStamped = true
      return stamp
    },
  }
  try {
    const authenticators = [{ authenticatorName, challenge, attestation }]
    return toNewId((await createAuthenticators(client, { ...as, authenticators, stamper: watched })).authenticatorIds)
  } catch (error) {
    const isRefused = isRefusal(error)
    const found = isRetry && isStamped && (isRefused || isWaiting(error)) ? await find() : undefined
    if (found !== undefined) return found
    const mayBeAdded = isStamped ? !isRefused : isRetry
    throw new AddPasskeyError({ passkey, mayBeAdded, cause: toError(error) })
  }

  async function find(): Promise<string | undefined> {
    try {
      const user = await getUser(client, { ...as, stamper })
      if (!user.authenticators.some((each) => each.credentialId === credentialId)) return undefined
      // Without a public key, nothing shows that it is the same passkey.
      const known = { passkeyPublicKey: passkeyPublicKey ?? '' }
      return toNewId([matchAuthenticator(user, { credentialId, known }).authenticatorId])
    } catch (error) {
      throw new AddPasskeyError({ passkey, mayBeAdded: true, cause: toError(error) })
    }
  }

  function toNewId(ids: readonly (string | undefined)[]): string {
    const [id, second] = ids
    const isOther = others.some((each) => each.authenticatorId === id && each.credentialId !== credentialId)
    if (id !== undefined && second === undefined && !isOther) return id
    throw new AnswerMismatchError({
      field: 'authenticatorIds',
      expected: 'the id of a new passkey',
      received: toList(ids.map(String)),
    })
  }
}

/** Whether the signer has answered that it does not execute the request. */
function isRefusal(error: unknown): boolean {
  // Others come from an overloaded signer or a gateway, also after the request was executed.
  if (error instanceof SignerRequestError) return error.status < 500 && error.status !== 429
  // An ActivityFailedError may also be about a status that this package does not know.
  return (
    error instanceof ActivityRejectedError ||
    (error instanceof ActivityFailedError && error.status === 'ACTIVITY_STATUS_FAILED')
  )
}

function isWaiting(error: unknown): boolean {
  return error instanceof ActivityApprovalNeededError || error instanceof ActivityAuthenticatorsNeededError
}
