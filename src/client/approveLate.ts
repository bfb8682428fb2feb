import type { ActivityAuthenticatorsNeededError } from '../errors/activity.js'
import type { Activity } from '../wire/activity.js'
import type { Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import type { submitIntent } from './submitIntent.js'

// Imports nothing, and gets what it calls: bundlers would split or wrap whatever it shared with the account, `approvePending` too.
/**
 * Approves an activity that waits for another authenticator of the same user, once. If that fails, as after a dismissed
 * prompt, the activity goes on waiting: the error is the same, with the reason as its cause.
 */
export async function approveLate(
  client: SignerClient,
  { error, approver, stamper = client.stamper, signal, submit, addCause }: approveLate.Parameters,
): Promise<Activity> {
  const { pending, activityId: id, fingerprint, organizationId } = error
  // A session that has ended prompts as the passkey does: once is enough.
  if (!pending || stamper === approver || ![stamper?.prompts, approver.prompts].includes(false)) throw error
  const { type }: { type: string } = JSON.parse(pending.body)
  try {
    return await submit(client, {
      path: '/public/v1/submit/approve_activity',
      type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY',
      organizationId,
      intent: { fingerprint },
      target: { expected: { id, organizationId, type, fingerprint }, body: pending.body },
      stamper: approver,
      signal,
    })
  } catch (cause) {
    // These say by themselves what became of the activity, or that the answer must not be used.
    const saysIt = /^(Activity|Answer)/.test(Object(cause)['~passkeyAccountError'])
    if (saysIt || signal?.aborted) throw cause
    throw addCause(cause)
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
    /** Copies `error` with the reason why its approval failed. */
    addCause: (cause: unknown) => ActivityAuthenticatorsNeededError
  }
}
