import { plan, type SignerTriggerParameters } from './targets.js'

/** The next activity waits for one more approval. The same user may give it. */
export function ActivityApprovalNeededError(parameters: ActivityApprovalNeededError.Parameters): Promise<void> {
  return plan(parameters, { kind: 'consensus' })
}

export declare namespace ActivityApprovalNeededError {
  type Parameters = SignerTriggerParameters
}

/**
 * The next activity asks for another authenticator of the same user.
 *
 * The signer has executed the activity all the same, so an approval is refused. An MFA policy makes one wait.
 */
export function ActivityAuthenticatorsNeededError(
  parameters: ActivityAuthenticatorsNeededError.Parameters,
): Promise<void> {
  const values = { 'activity.status': 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED', 'activity.result': null }
  return plan(parameters, { kind: 'tampered', values })
}

export declare namespace ActivityAuthenticatorsNeededError {
  type Parameters = SignerTriggerParameters
}

/** An approver rejects the next activity. */
export function ActivityRejectedError(parameters: ActivityRejectedError.Parameters): Promise<void> {
  return plan(parameters, { kind: 'rejected' })
}

export declare namespace ActivityRejectedError {
  type Parameters = SignerTriggerParameters
}

/** The next activity fails. */
export function ActivityFailedError(parameters: ActivityFailedError.Parameters): Promise<void> {
  return plan(parameters, { kind: 'failed', code: 13, message: 'out of luck' })
}

export declare namespace ActivityFailedError {
  type Parameters = SignerTriggerParameters
}

/** The signer answers the next activity with the fingerprint of another request. */
export function AnswerMismatchError(parameters: AnswerMismatchError.Parameters): Promise<void> {
  return plan(parameters, { kind: 'tampered', values: { 'activity.fingerprint': `sha256:${'0'.repeat(64)}` } })
}

export declare namespace AnswerMismatchError {
  type Parameters = SignerTriggerParameters
}

/**
 * The next signature does not belong to the account: of a message, typed data, an authorization, a transaction, or the
 * first of `signMany`.
 */
export function SignatureMismatchError(parameters: SignatureMismatchError.Parameters): Promise<void> {
  const r = '11'.repeat(32)
  const values = {
    'activity.result.signRawPayloadResult.r': r,
    'activity.result.signRawPayloadsResult.signatures.0.r': r,
  }
  // A signed transaction ends with s. However short s is, the half of it that changes here is there.
  const ends = { 'activity.result.signTransactionResult.signedTransaction': '11'.repeat(16) }
  return plan(parameters, { kind: 'tampered', values, ends })
}

export declare namespace SignatureMismatchError {
  type Parameters = SignerTriggerParameters
}
