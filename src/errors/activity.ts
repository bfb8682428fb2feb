import type { PendingSignature } from '../records/pendingSignature.js'
import type { Activity, ActivityStatus, RpcStatus } from '../wire/activity.js'
import { PasskeyAccountError } from './base.js'
import { toPlainText } from './toPlainText.js'
import { toShortText } from './toShortText.js'

/** What an error says of its activity. */
type ActivityState = Pick<Activity, 'id' | 'fingerprint' | 'organizationId' | 'status' | 'failure'>

/** What every error about an activity carries, so that a program can find the activity again. */
class ActivityError extends PasskeyAccountError {
  /** The activity's id. */
  declare readonly activityId: string
  /** The SHA-256 of the request's body, `sha256:` and hex. Approvers approve this. */
  declare readonly fingerprint: string
  /** The organization that the activity belongs to. */
  declare readonly organizationId: string
  /** The activity's status on the wire. */
  declare readonly status: ActivityStatus
  /** The signer's reason. `undefined` if it gave none. */
  declare readonly failure: RpcStatus | undefined

  constructor(
    message: string,
    { id: activityId, fingerprint, organizationId, status, failure }: ActivityState,
    body?: string,
    extra?: Partial<PendingSignature>,
    cause?: Error,
  ) {
    const ids = { activityId, fingerprint, organizationId }
    super(message, {
      cause,
      ...(body !== undefined && { pending: { ...ids, body, ...extra } }),
      ...ids,
      status,
      failure: failure ?? undefined,
      details: failure?.message,
    })
  }
}

/** The activity needs the approval of another user (`ACTIVITY_STATUS_CONSENSUS_NEEDED`). */
export class ActivityApprovalNeededError extends ActivityError {
  override get '~passkeyAccountError'(): string {
    return 'ActivityApprovalNeededError'
  }
  /**
   * What {@link waitForSignature} continues with. `undefined` if only the activity's id was known. Logs do not show it,
   * because it contains the body.
   */
  declare readonly pending: PendingSignature | undefined

  constructor({ activity, body }: ActivityApprovalNeededError.Parameters) {
    super(
      'Another user must approve the activity. Show them `pending.body`, then call `waitForSignature` or `waitForActivity`. Submitting again creates a second activity.',
      activity,
      body,
    )
  }
}

export declare namespace ActivityApprovalNeededError {
  type Parameters = {
    /** The activity, as the signer returned it. */
    activity: Activity
    /** The stamped body of the request. Becomes part of `pending`. */
    body?: string | undefined
  }
}

/** The activity needs another authenticator of the same user (`ACTIVITY_STATUS_AUTHENTICATORS_NEEDED`). */
export class ActivityAuthenticatorsNeededError extends ActivityError {
  override get '~passkeyAccountError'(): string {
    return 'ActivityAuthenticatorsNeededError'
  }

  /**
   * What {@link waitForSignature} continues with, and of which {@link getMissingAuthenticators} tells what is missing.
   * `undefined` if only the activity's id was known. Logs do not show it, because it contains the body.
   */
  declare readonly pending: PendingSignature | undefined

  constructor({ activity, body, cause }: ActivityAuthenticatorsNeededError.Parameters) {
    super(
      'Another authenticator of the same user must approve the activity. Approve it with that one, then call `waitForSignature` or `waitForActivity`. Submitting again creates a second activity.',
      activity,
      body,
      { needsAuthenticator: true },
      cause,
    )
  }
}

export declare namespace ActivityAuthenticatorsNeededError {
  type Parameters = {
    /** The activity, as the signer returned it. */
    activity: ActivityState
    /** The stamped body of the request. Becomes part of `pending`. */
    body?: string | undefined
    /** Why its approval failed, such as a prompt that was dismissed. */
    cause?: Error | undefined
  }
}

/** An approver rejected the activity (`ACTIVITY_STATUS_REJECTED`), which is final. */
export class ActivityRejectedError extends ActivityError {
  override get '~passkeyAccountError'(): string {
    return 'ActivityRejectedError'
  }

  constructor({ activity }: ActivityRejectedError.Parameters) {
    super('An approver rejected the activity. Ask why, then submit a new activity.', activity)
  }
}

export declare namespace ActivityRejectedError {
  type Parameters = {
    /** The activity, as the signer returned it. */
    activity: Activity
  }
}

/** The signer did not complete the activity (`ACTIVITY_STATUS_FAILED`), or its status is one that this package does not know. */
export class ActivityFailedError extends ActivityError {
  override get '~passkeyAccountError'(): string {
    return 'ActivityFailedError'
  }

  constructor({ activity }: ActivityFailedError.Parameters) {
    super(
      'The signer did not complete the activity. Correct what `failure` names, then submit a new activity.',
      activity,
    )
  }
}

export declare namespace ActivityFailedError {
  type Parameters = {
    /** The activity, as the signer returned it. */
    activity: Activity
  }
}

/**
 * The signer's answer does not match the request, or what the app knows. Nothing in the answer is used. Fields that begin
 * with `stamp.` are of the passkey's answer to the prompt: nothing was sent then.
 */
export class AnswerMismatchError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'AnswerMismatchError'
  }
  /** What differs, such as `fingerprint`, `type`, `result.signRawPayloadResult` or `transaction.to`. */
  declare readonly field: string
  /** The value that belongs there. */
  declare readonly expected: string
  /** The value in the answer: its ids, and the first 20 of its other characters. */
  declare readonly received: string

  constructor({
    field,
    expected,
    received,
    details,
    message = 'The answer does not match the request and was not used. Do not trust the signer or the proxy until you know why.',
  }: AnswerMismatchError.Parameters) {
    super(message, { field, expected: toPlainText(expected), received: toShortText(received), details })
  }
}

export declare namespace AnswerMismatchError {
  type Parameters = {
    /** What differs, such as `fingerprint`. */
    field: string
    /** The value that belongs there. */
    expected: string
    /** The value in the answer. */
    received: string
    /** What the mismatch means, where that is known. */
    details?: string | undefined
    /**
     * What happened, then what to do about it.
     * @default the answer is not to be trusted
     */
    message?: string | undefined
  }
}
