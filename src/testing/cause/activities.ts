import { type FaultScope, type FaultTarget, plan } from './targets.js'

type Parameters = FaultScope & { signer: FaultTarget }

/** The next activity waits for one more approval; the same user's will do. */
export function ActivityApprovalNeededError(parameters: Parameters): Promise<void> {
  return plan(parameters, { kind: 'consensus' })
}

/** The next activity wants a further authenticator of the same user. It has been done nevertheless: the local signer has no such state. */
export function ActivityAuthenticatorsNeededError(parameters: Parameters): Promise<void> {
  const values = { 'activity.status': 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED', 'activity.result': null }
  return plan(parameters, { kind: 'tampered', values })
}

/** An approver says no to the next activity. */
export function ActivityRejectedError(parameters: Parameters): Promise<void> {
  return plan(parameters, { kind: 'rejected' })
}

/** The next activity fails. */
export function ActivityFailedError(parameters: Parameters): Promise<void> {
  return plan(parameters, { kind: 'failed', code: 13, message: 'out of luck' })
}

/** The next answer is that to another request. */
export function AnswerMismatchError(parameters: Parameters): Promise<void> {
  return plan(parameters, { kind: 'tampered', values: { 'activity.fingerprint': `sha256:${'0'.repeat(64)}` } })
}

/** The next signature is not the account's: of a message, typed data, an authorization, a transaction, or the first of `signMany`. */
export function SignatureMismatchError(parameters: Parameters): Promise<void> {
  const r = '11'.repeat(32)
  const values = {
    'activity.result.signRawPayloadResult.r': r,
    'activity.result.signRawPayloadsResult.signatures.0.r': r,
  }
  // A signed transaction ends with s; the half of it that is changed here is there however short the number is.
  const ends = { 'activity.result.signTransactionResult.signedTransaction': '11'.repeat(16) }
  return plan(parameters, { kind: 'tampered', values, ends })
}
