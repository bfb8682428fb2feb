import type { Hex, SignedAuthorization } from 'viem'
import { sleep } from '../client/sleep.js'
import { stampGetActivity, trackActivity } from '../client/trackActivity.js'
import type { ActivityFailedError, ActivityRejectedError, AnswerMismatchError } from '../errors/activity.js'
import { ActivityApprovalNeededError, ActivityAuthenticatorsNeededError } from '../errors/activity.js'
import { InvalidParameterError } from '../errors/config.js'
import { SignerError } from '../errors/signer.js'
import type { PendingSignature } from '../records/pendingSignature.js'
import type { Activity } from '../wire/activity.js'
import { type PendingRequest, readPending } from './readPending.js'
import type { PasskeyAccount } from './types.js'
import { verifySignature } from './verifySignature.js'

/** Approvers are people: pauses between two looks grow to this, in milliseconds. */
const longestPause = 15_000

/**
 * Takes up a signature that waited for approval, in this process or another, now or days later, and returns it verified and in the form
 * in which it was first asked for.
 *
 * One `get_activity` is stamped (one prompt with a passkey, none with a session or an API key) and posted again unchanged, with growing
 * pauses, until the approvers have decided. What is returned is made from `pending` and the signature alone: the signer's word is taken
 * for nothing else. A transaction of a type that the signing API does not know was sent as its hash; for one of those the result is the
 * signature, to be put in place with its serializer.
 *
 * @param account - The account that asked, or one made anew from the same wallet.
 * @returns Hex, or viem's `SignedAuthorization` for an authorization; an array for {@link signMany}.
 *
 * @throws InvalidParameterError when `pending` is not this account's or was changed; ActivityRejectedError, ActivityFailedError,
 * SignatureMismatchError, AnswerMismatchError; what the stamper and `sendSignedRequest` throw.
 *
 * @example
 * const signature = await waitForSignature(account, { pending: JSON.parse(stored) })
 */
export async function waitForSignature(
  account: PasskeyAccount,
  { pending, signal = account.signal }: waitForSignature.Parameters,
): Promise<waitForSignature.ReturnType> {
  const request = open(account, pending)
  const signatures = request.read(await waitForApproval(account, pending, signal))
  const results = await Promise.all(
    request.payloads.map(async ({ digest, finish }, index) => {
      const signature = signatures[index]
      if (!signature) throw new RangeError(`There is no signature at position ${index}.`)
      await verifySignature(account, { digest, signature })
      return finish(signature)
    }),
  )
  const [first] = results
  return request.isMany || first === undefined ? results : first
}

export declare namespace waitForSignature {
  type Parameters = {
    /** The `pending` of an {@link ActivityApprovalNeededError}. Plain JSON. */
    pending: PendingSignature
    /**
     * Ends the waiting.
     * @default account.signal
     */
    signal?: AbortSignal | undefined
  }
  type ReturnType = Hex | SignedAuthorization | (Hex | SignedAuthorization)[]
  type ErrorType =
    | InvalidParameterError
    | ActivityRejectedError
    | ActivityFailedError
    | AnswerMismatchError
    | import('../errors/account.js').SignatureMismatchError
}

function open(account: PasskeyAccount, pending: PendingSignature): PendingRequest {
  const request = tryRead(account, pending)
  if (request) return request
  throw new InvalidParameterError({
    parameter: 'pending',
    value: String(pending?.activityId),
    message:
      '`pending` is not of this account, or was changed. Pass the `pending` of an `ActivityApprovalNeededError`.',
  })
}

/** Stored text may be anything by now: whatever does not read as a pending signature is the same error. */
function tryRead(account: PasskeyAccount, pending: PendingSignature): PendingRequest | undefined {
  try {
    return readPending(account, pending)
  } catch {
    return undefined
  }
}

async function waitForApproval(
  { signerClient, stamper }: PasskeyAccount,
  { organizationId, activityId, fingerprint }: PendingSignature,
  signal: AbortSignal | undefined,
): Promise<Activity> {
  const request = await stampGetActivity(signerClient, { organizationId, activityId, stamper, signal })
  const expected = { id: activityId, organizationId, fingerprint }
  for (let interval = signerClient.pollingInterval; ; interval *= interval < longestPause ? 1.5 : 1) {
    try {
      return await trackActivity(signerClient, { request, expected, stamper, signal })
    } catch (error) {
      if (!isWorthWaiting(error)) throw error
      await sleep(interval, signal)
    }
  }
}

/** Approvers take their time, and over days a network goes away now and then: that is no reason for another prompt. */
function isWorthWaiting(error: unknown): boolean {
  return (
    error instanceof ActivityApprovalNeededError ||
    error instanceof ActivityAuthenticatorsNeededError ||
    (error instanceof SignerError && error.status === undefined)
  )
}
