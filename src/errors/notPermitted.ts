import type { RpcStatus } from '../wire/activity.js'
import type { PolicyOutcome } from '../wire/policies.js'
import { SignerRequestError } from './signer.js'

/** The signer knows the user, who is not allowed to do this. */
export class NotPermittedError extends SignerRequestError {
  override get '~passkeyAccountError'(): string {
    return 'NotPermittedError'
  }
  /**
   * What became of each policy, in the signer's order. Empty if the organization has no policies, or if something else
   * refused the request, such as a proxy. Nothing proves what an error says.
   */
  declare readonly policyEvaluations: readonly NotPermittedError.Evaluation[]

  constructor(given: SignerRequestError.Parameters) {
    const fields = { ...given, policyEvaluations: readEvaluations(given.errorDetails) }
    const denying = fields.policyEvaluations.filter(({ outcome }) => outcome === 'OUTCOME_DENY_EXPLICIT')
    const ids = denying.map(({ policyId }) => policyId)
    super(
      fields,
      ids[0]
        ? `A policy denies this: ${ids.slice(0, 3).join(', ')}. Change the request or the policy.`
        : "This is not permitted. Stamp as another user, or change the policy or your proxy's `allow`.",
    )
  }
}

export declare namespace NotPermittedError {
  type Evaluation = {
    /** Id of the policy. */
    policyId: string
    /** What became of it, such as `OUTCOME_DENY_EXPLICIT`. */
    outcome: PolicyOutcome
  }
}

/** Ids and outcomes alone, as many as an organization can have, so that they can be shown. */
function readEvaluations(details: RpcStatus['details']): NotPermittedError.Evaluation[] {
  return details
    .flatMap((detail) => detail.policyEvaluations)
    .filter((value): value is NotPermittedError.Evaluation => {
      const { policyId, outcome } = Object(value)
      return /^[\da-f-]{36} OUTCOME_[A-Z_]{1,30}$/.test(
        typeof policyId === 'string' && typeof outcome === 'string' ? `${policyId} ${outcome}` : '',
      )
    })
    .slice(0, 100)
    .map(({ policyId, outcome }) => ({ policyId, outcome }))
}
