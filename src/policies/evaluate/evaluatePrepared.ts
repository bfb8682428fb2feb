import type { PolicyOutcome } from '../types.js'
import { createFieldEvaluator, type FieldResults, type PreparedRequest } from './createFieldEvaluator.js'
import { maxSteps } from './evaluateExpression.js'
import type { FaultCode } from './fault.js'
import { findMeetable } from './findMeetable.js'
import type { PreparedPolicy } from './preparePolicy.js'

/** What a policy came to. Clauses are computed by `explainPrepared` when they are asked for. */
export type PreparedOutcome = {
  readonly policy: PreparedPolicy
  readonly outcome: PolicyOutcome
  readonly results: FieldResults
}

export type PreparedEvaluation = { readonly outcome: PolicyOutcome; readonly policies: readonly PreparedOutcome[] }

/** Errors that production may not have: a request must not be able to switch off a DENY by them, nor a platform. */
const ours: ReadonlySet<FaultCode> = new Set<FaultCode>(['TOO_MANY_STEPS', 'NO_TIME_ZONES', 'NOT_DECODED'])

/** What all policies come to is the first of these that one of them comes to. */
const precedence = ['OUTCOME_DENY_EXPLICIT', 'OUTCOME_ALLOW', 'OUTCOME_REQUIRES_CONSENSUS'] as const

/**
 * Evaluates policies over a request: a DENY that matches wins, then an ALLOW that matches, then one whose consensus can still be met.
 * A DENY with an error is skipped, as in production, except where the error is a limit of this package.
 * An ALLOW whose consensus is an error with the approvals so far does not wait for others.
 *
 * @param steps Limit of steps, once for the expressions and once for what could still be met.
 */
export function evaluatePrepared(
  policies: readonly PreparedPolicy[],
  request: PreparedRequest,
  steps: number = maxSteps,
): PreparedEvaluation {
  const evaluateFields = createFieldEvaluator(request, { steps })
  /** Policies that a consensus alone keeps from allowing. */
  const unmet: PreparedPolicy[] = []

  function toOutcome(policy: PreparedPolicy, { condition, consensus, time }: FieldResults): PolicyOutcome {
    const isDeny = policy.effect === 'EFFECT_DENY'
    if ('error' in condition || 'error' in consensus || 'error' in time) {
      // What this package could not tell could have matched, unless another part says that it does not.
      const couldMatch = [condition, consensus, time].every((result) =>
        'error' in result ? ours.has(result.error.code) : result.value,
      )
      return isDeny && couldMatch ? 'OUTCOME_DENY_EXPLICIT' : 'OUTCOME_ERROR'
    }
    if (condition.value && consensus.value)
      return !time.value ? 'OUTCOME_TIME_INACTIVE' : isDeny ? 'OUTCOME_DENY_EXPLICIT' : 'OUTCOME_ALLOW'
    if (!isDeny && condition.value && time.value) unmet.push(policy)
    return 'OUTCOME_DENY_IMPLICIT'
  }

  const evaluated = policies.map((policy) => {
    const results = evaluateFields(policy)
    return { policy, outcome: toOutcome(policy, results), results }
  })
  // What waits is for convenience: it must not take the steps of what denies.
  const meetable = findMeetable(unmet, request, { steps })
  const outcomes = evaluated.map(({ policy, outcome, results }): PreparedOutcome => {
    return { policy, outcome: meetable.has(policy) ? 'OUTCOME_REQUIRES_CONSENSUS' : outcome, results }
  })
  const [outcome = 'OUTCOME_DENY_IMPLICIT'] = precedence.filter((each) =>
    outcomes.some(({ outcome }) => outcome === each),
  )
  return { outcome, policies: outcomes }
}
