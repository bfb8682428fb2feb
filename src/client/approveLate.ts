import type { ActivityAuthenticatorsNeededError } from '../errors/activity.js'
import type { toError } from '../errors/toError.js'
import type { Activity } from '../wire/activity.js'
import type { Stamper } from '../wire/stamp.js'
import { approvePending, isSameAuthenticator } from './approvePending.js'
import type { SignerClient } from './createSignerClient.js'
import type { submitIntent } from './submitIntent.js'

// Imports as little as `approvePending`, for the same reason.
/**
 * Approves an activity that waits for another authenticator of the same user, once. If that fails, as after a dismissed
 * prompt, the activity goes on waiting: the error is the same, with the reason as its cause.
 */
export async function approveLate(
  client: SignerClient,
  { error, approver, stamper = client.stamper, signal, submit, toError, ErrorClass }: approveLate.Parameters,
): Promise<Activity> {
  const { pending, activityId: id, fingerprint, organizationId, status, failure = null } = error
  if (!pending || isSameAuthenticator(stamper, approver)) throw error
  try {
    return await approvePending(client, { pending, approver, signal, submit })
  } catch (cause) {
    // These say by themselves what became of the activity, or that the answer must not be used.
    const saysIt = /^(Activity|Answer)/.test(Object(cause)['~passkeyAccountError'])
    if (saysIt || signal?.aborted) throw cause
    const activity = { id, fingerprint, organizationId, status, failure }
    throw new ErrorClass({ activity, body: pending.body, cause: toError(cause) })
  }
}

export declare namespace approveLate {
  type Parameters = {
    error: ActivityAuthenticatorsNeededError
    /** Stamps the approval. */
    approver: Stamper
    /** What the activity was stamped with. */
    stamper: Stamper | undefined
    signal: AbortSignal | undefined
    submit: typeof submitIntent
    toError: typeof toError
    ErrorClass: typeof ActivityAuthenticatorsNeededError
  }
}
