import type { PolicyOutcome } from '../wire/policies.js'
import type { SignerRequestError } from './signer.js'

/** More than an organization can have. */
const maxEvaluations = 1000

/**
 * Reads from a `NotPermittedError` what became of each policy, and which of them denied the request. Both are empty if the
 * organization has no policies, or if something else than a policy refused it, such as a proxy.
 *
 * Nothing proves what an error says: a proxy, or anybody else on the way, can change it.
 *
 * @example
 * ```ts
 * import { findError, NotPermittedError, readPolicyEvaluations } from 'viem-passkey-account'
 *
 * export function explain(thrown: unknown) {
 *   const error = findError(thrown, NotPermittedError)
 *   return error && readPolicyEvaluations(error).deniedBy
 * }
 * ```
 */
export function readPolicyEvaluations(error: SignerRequestError): readPolicyEvaluations.ReturnType {
  const policyEvaluations = error.errorDetails
    .flatMap((detail) => detail.policyEvaluations)
    .filter(isEvaluation)
    .slice(0, maxEvaluations)
    .map(({ policyId, outcome }) => ({ policyId, outcome }))
  const denied = policyEvaluations.filter(({ outcome }) => outcome === 'OUTCOME_DENY_EXPLICIT')
  return { policyEvaluations, deniedBy: denied.map(({ policyId }) => policyId) }
}

export declare namespace readPolicyEvaluations {
  type ReturnType = {
    /** What became of each policy, in the signer's order. */
    policyEvaluations: {
      /** Id of the policy. */
      policyId: string
      /** What became of it. */
      outcome: PolicyOutcome
    }[]
    /** Ids of the policies that denied the request. Empty if none did: then no policy allows it. */
    deniedBy: string[]
  }
  type ErrorType = never
}

/** Nothing but an id and an outcome, so that they can be shown. */
function isEvaluation(value: unknown): value is readPolicyEvaluations.ReturnType['policyEvaluations'][number] {
  const { policyId, outcome } = Object(value)
  return (
    typeof policyId === 'string' &&
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(policyId) &&
    typeof outcome === 'string' &&
    outcomes.has(outcome)
  )
}

const outcomes: ReadonlySet<string> = new Set<PolicyOutcome>([
  'OUTCOME_ALLOW',
  'OUTCOME_DENY_EXPLICIT',
  'OUTCOME_DENY_IMPLICIT',
  'OUTCOME_REQUIRES_CONSENSUS',
  'OUTCOME_REJECTED',
  'OUTCOME_ERROR',
  'OUTCOME_REQUIRES_AUTHENTICATORS',
  'OUTCOME_TIME_INACTIVE',
])
