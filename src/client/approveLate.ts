import {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  ActivityFailedError,
  ActivityRejectedError,
  AnswerMismatchError,
} from '../errors/activity.js'
import { toError } from '../errors/toError.js'
import type { Activity } from '../wire/activity.js'
import type { Stamper } from '../wire/stamp.js'
import { approvePending, isSameAuthenticator } from './approvePending.js'
import type { SignerClient } from './createSignerClient.js'

/** What says by itself what became of the activity, or that the answer must not be used. */
const outcomes = [
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  ActivityFailedError,
  ActivityRejectedError,
  AnswerMismatchError,
]

/**
 * Approves an activity that waits for another authenticator of the same user, once. If that fails, as after a dismissed
 * prompt, the activity goes on waiting: the error is the same, with the reason as its cause.
 */
export async function approveLate(
  client: SignerClient,
  { error, approver, stamper = client.stamper, signal }: approveLate.Parameters,
): Promise<Activity> {
  const { pending, activityId: id, fingerprint, organizationId, status, failure } = error
  if (!pending || isSameAuthenticator(stamper, approver)) throw error
  try {
    return await approvePending(client, { pending, approver, stamper, signal })
  } catch (cause) {
    if (signal?.aborted || outcomes.some((Class) => cause instanceof Class)) throw cause
    throw new ActivityAuthenticatorsNeededError({
      activity: { id, fingerprint, organizationId, status, failure: failure ?? null },
      body: pending.body,
      cause: toError(cause),
    })
  }
}

export declare namespace approveLate {
  type Parameters = {
    error: ActivityAuthenticatorsNeededError
    /** Stamps the approval. */
    approver: Stamper
    /** What the activity was stamped with. */
    stamper?: Stamper | undefined
    signal?: AbortSignal | undefined
  }
}
