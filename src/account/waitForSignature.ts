import type { Hex, SignedAuthorization } from 'viem'
import { approvePending } from '../client/approvePending.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { nextInterval } from '../client/nextInterval.js'
import { isTransient } from '../client/sendWithRetry.js'
import { sleep } from '../client/sleep.js'
import { stampGetActivity, trackActivity } from '../client/trackActivity.js'
import type { waitForActivity } from '../client/waitForActivity.js'
import type { SignatureMismatchError } from '../errors/account.js'
import { ActivityApprovalNeededError, ActivityAuthenticatorsNeededError } from '../errors/activity.js'
import { InvalidParameterError } from '../errors/config.js'
import { ClockSkewError, SignerRequestError } from '../errors/signer.js'
import type { PendingSignature } from '../records/pendingSignature.js'
import type { Activity } from '../wire/activity.js'
import { type PendingRequest, parsePendingSignature } from './parsePendingSignature.js'
import type { PasskeyAccount } from './types.js'
import { verifySignatures } from './verifySignature.js'

/** Approvers are people, so delays grow to this. In milliseconds. */
const maxInterval = 15_000

/**
 * Waits until a pending signature is approved, in this process or another, now or days later. Returns it verified, in the
 * form of the call that requested it.
 *
 * A signature that waits for the user's own passkey is approved with it, if the account has `stepUp`: its prompt starts before
 * the function returns its promise. The approval is sent again, unchanged, until it arrives or is an hour old.
 *
 * `account` is the account that requested the signature, or one created anew from the same wallet. Stamps one
 * `get_activity` (one prompt with a passkey, none with a session or an API key) and posts it again with growing delays
 * until the approvers have decided. The result is made from `pending` and the signature alone: nothing else that the
 * signer says is used.
 *
 * A transaction of a type that the signing API cannot parse was signed by its hash. For such a transaction the result is
 * the signature: add it with the transaction's serializer.
 *
 * @returns Hex, or viem's `SignedAuthorization` for an authorization. An array for {@link signMany}.
 *
 * @throws InvalidParameterError, before any prompt, if `pending` belongs to another account or was changed; ActivityRejectedError,
 * ActivityFailedError, SignatureMismatchError, AnswerMismatchError; what the stamper throws; or the reason of `signal`.
 * A connection that breaks is retried, and so is an answer with the status 429, 502, 503 or 504, after its `Retry-After`.
 * After an error of the stamper or the network, call again with the same `pending`.
 *
 * @example
 * ```ts
 * import { type PasskeyAccount, type PendingSignature, waitForSignature } from 'viem-passkey-account'
 *
 * export async function resume(account: PasskeyAccount, stored: string) {
 *   const pending: PendingSignature = JSON.parse(stored)
 *   return waitForSignature(account, { pending, signal: AbortSignal.timeout(60_000) })
 * }
 * ```
 */
export async function waitForSignature(
  account: PasskeyAccount,
  { pending, signal = account.signal }: waitForSignature.Parameters,
): Promise<waitForSignature.ReturnType> {
  const { payloads, isMany, readSignatures } = parsePending(account, pending)
  const activity = (await stepUp(account, { pending, signal })) ?? (await waitForApproval(account, { pending, signal }))
  const signatures = readSignatures(activity)
  const results = await verifySignatures(account, { payloads, signatures })
  const [first] = results
  return isMany || first === undefined ? results : first
}

export declare namespace waitForSignature {
  type Parameters = {
    /** The `pending` of an {@link ActivityApprovalNeededError} or {@link ActivityAuthenticatorsNeededError}. Plain JSON. */
    pending: PendingSignature
    /**
     * Aborts the prompt, the request and the polling. The call then rejects with the signal's reason.
     * @default account.signal
     */
    signal?: AbortSignal | undefined
  }
  type ReturnType = Hex | SignedAuthorization | (Hex | SignedAuthorization)[]
  type ErrorType =
    | InvalidParameterError
    | SignatureMismatchError
    | Exclude<waitForActivity.ErrorType, ActivityApprovalNeededError | ActivityAuthenticatorsNeededError>
}

function parsePending(account: PasskeyAccount, pending: PendingSignature): PendingRequest {
  const request = tryRead(account, pending)
  if (request) return request
  throw new InvalidParameterError({
    parameter: 'pending',
    value: String(pending?.activityId),
    message:
      '`pending` belongs to another account, or was changed. Pass the `pending` of an `ActivityApprovalNeededError`.',
  })
}

/** Stored text may have become anything, so everything that cannot be read is one error. */
function tryRead(account: PasskeyAccount, pending: PendingSignature): PendingRequest | undefined {
  try {
    return parsePendingSignature(account, pending)
  } catch {
    return undefined
  }
}

/**
 * Approves with the authenticators of the account, if the signature waits for one of them: the passkey first, whose prompt
 * starts before this returns. Returns `undefined` if it waits for somebody else.
 */
async function stepUp(
  { signerClient: client, stamper = client.stamper, stepUp }: PasskeyAccount,
  { pending, signal }: waitForSignature.Parameters,
): Promise<Activity | undefined> {
  if (!stepUp || !pending.needsAuthenticator) return undefined
  // The other one only if it does not prompt, as a session that has ended would.
  for (const approver of [stepUp.stamper, stamper]) {
    try {
      if (approver && (approver === stepUp.stamper || approver.prompts === false))
        return await approvePending(client, { pending, approver, track: trackThroughFailures, signal })
    } catch (error) {
      if (!isWaiting(error) && !isRefusedVote(error)) throw error
    }
  }
  return undefined
}

/** The authenticator has approved before, or the activity no longer waits. */
function isRefusedVote(error: unknown): boolean {
  return error instanceof SignerRequestError && error.status === 400 && !(error instanceof ClockSkewError)
}

async function waitForApproval(
  { signerClient, stamper }: PasskeyAccount,
  { pending, signal }: waitForSignature.Parameters,
): Promise<Activity> {
  const { organizationId, activityId, fingerprint, body } = pending
  const request = await stampGetActivity(signerClient, { organizationId, activityId, stamper, signal })
  const expected = { id: activityId, organizationId, fingerprint }
  return trackThroughFailures(signerClient, { request, expected, body, stamper, signal })
}

/**
 * Tracks an activity that people decide on. Approval may take days, in which the network fails now and then: that is no reason
 * for another prompt. A vote is sent again as long as the signer accepts it, a query for as long as the activity waits.
 */
async function trackThroughFailures(client: SignerClient, tracked: trackActivity.Parameters): Promise<Activity> {
  const { expiresAt, signal } = tracked
  for (let interval = client.pollingInterval; ; interval = nextInterval(interval, maxInterval)) {
    try {
      return await trackActivity(client, tracked)
    } catch (error) {
      const isLost = isTransient(error)
      if (expiresAt === undefined ? !isLost && !isWaiting(error) : !isLost || client.now() >= expiresAt) throw error
      await sleep((isLost && error.retryAfter) || interval, signal)
    }
  }
}

/** The activity goes on waiting, for this user or another one. */
function isWaiting(error: unknown): boolean {
  return error instanceof ActivityApprovalNeededError || error instanceof ActivityAuthenticatorsNeededError
}
