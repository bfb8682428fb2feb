import type { PendingSignature } from '../records/pendingSignature.js'
import type { Activity, ActivityStatus, RpcStatus } from '../wire/activity.js'
import { PasskeyAccountError } from './base.js'

/** What every error about one activity carries, so that a program can look the activity up or take it up again. */
class ActivityError extends PasskeyAccountError {
  declare readonly activityId: string
  declare readonly fingerprint: string
  declare readonly organizationId: string
  declare readonly status: ActivityStatus
  /** The signer's reason, where it gave one. */
  declare readonly failure: RpcStatus | undefined

  constructor(message: string, { id: activityId, fingerprint, organizationId, status, failure }: Activity) {
    super(message, {
      activityId,
      fingerprint,
      organizationId,
      status,
      failure: failure ?? undefined,
      details: failure?.message,
    })
  }
}

/** `ACTIVITY_STATUS_CONSENSUS_NEEDED`: others have to approve before the signer goes on. */
export class ActivityApprovalNeededError extends ActivityError {
  override get '~passkeyAccountError'(): string {
    return 'ActivityApprovalNeededError'
  }
  /** What {@link waitForSignature} takes up; undefined where only the activity's id was known. */
  pending: PendingSignature | undefined
  constructor(activity: Activity, body?: string | undefined) {
    super('Another approver has to approve the fingerprint.', activity)
    const { activityId, organizationId, fingerprint } = this
    this.pending = body === undefined ? undefined : { activityId, organizationId, fingerprint, body }
  }
}

/** `ACTIVITY_STATUS_AUTHENTICATORS_NEEDED`: the signer wants a further authenticator of the same user. */
export class ActivityAuthenticatorsNeededError extends ActivityError {
  override get '~passkeyAccountError'(): string {
    return 'ActivityAuthenticatorsNeededError'
  }
  constructor(activity: Activity) {
    super('Another authenticator has to approve the fingerprint.', activity)
  }
}

/** `ACTIVITY_STATUS_REJECTED`: an approver said no. It stays so. */
export class ActivityRejectedError extends ActivityError {
  override get '~passkeyAccountError'(): string {
    return 'ActivityRejectedError'
  }
  constructor(activity: Activity) {
    super('The activity was rejected. Ask the approvers why.', activity)
  }
}

/** `ACTIVITY_STATUS_FAILED`, or a status this package does not know: no result will come. `failure` is the signer's reason. */
export class ActivityFailedError extends ActivityError {
  override get '~passkeyAccountError'(): string {
    return 'ActivityFailedError'
  }
  constructor(activity: Activity) {
    super('The activity did not complete. Mend what the signer names, then ask again.', activity)
  }
}

/** The answer is not the one that was asked for: nothing of it is used. */
export class AnswerMismatchError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'AnswerMismatchError'
  }
  /** What differs, such as `fingerprint`, `type`, `result.signRawPayloadResult` or `transaction.to`. */
  declare readonly field: string
  declare readonly expected: string
  declare readonly received: string
  constructor(fields: AnswerMismatchError.Parameters) {
    super('The answer is not what was asked for. Do not trust this signer.', fields)
  }
}

export declare namespace AnswerMismatchError {
  type Parameters = { field: string; expected: string; received: string }
}
