import type { PolicyContext, PolicyCredential, PolicyField, PolicyOutcome, PolicyUser } from '../types.js'
import { createEvaluation } from './createEvaluation.js'
import { type ExpressionResult, isTrue, maxSteps, runWhole, toKeywords } from './evaluateExpression.js'
import type { Evaluation, Keywords, Reading } from './evaluation.js'
import type { FaultCode } from './fault.js'
import { findMeetable } from './findMeetable.js'
import type { PreparedPolicy } from './preparePolicy.js'
import { toConsensusKeywords } from './toConsensusKeywords.js'
import { struct } from './values.js'

export type PreparedRequest = {
  /** The request as conditions see it. */
  readonly context: PolicyContext
  /** Users who have approved it, the one who submitted it first. */
  readonly approvers: readonly PolicyUser[]
  /** The credentials that they did it with. */
  readonly credentials: readonly PolicyCredential[]
  /** `time.now`, in milliseconds since 1970. */
  readonly now: number
  /** All users of the organization: whether a consensus that is not met can still be met. Without them, it cannot. */
  readonly users?: readonly PolicyUser[] | undefined
  /** The credentials of all users. */
  readonly userCredentials?: readonly PolicyCredential[] | undefined
}

/** What a policy came to. Plain numbers and names: clauses are computed by `explainPrepared` when they are asked for. */
export type PreparedOutcome = { readonly policy: PreparedPolicy; readonly outcome: PolicyOutcome }

export type PreparedEvaluation = { readonly outcome: PolicyOutcome; readonly policies: readonly PreparedOutcome[] }

/** The keywords of each field of a policy, collected once for a request. */
export type RequestKeywords = { readonly condition: Keywords; readonly consensus: Keywords; readonly time: Keywords }

export function toRequestKeywords({ context, approvers, credentials, now }: PreparedRequest): RequestKeywords {
  return {
    condition: toKeywords(context),
    consensus: toConsensusKeywords(approvers, credentials),
    time: new Map([['time', struct('Time', [['now', { kind: 'timestamp', nanoseconds: toNanoseconds(now) }]])]]),
  }
}

/** Errors that production does not have: a request must not be able to switch off a DENY by them, nor a platform. */
const ours: ReadonlySet<FaultCode> = new Set<FaultCode>(['TOO_MANY_STEPS', 'NO_TIME_ZONES'])

/** What is not known of production never allows. */
export const toReading = ({ effect }: PreparedPolicy): Reading => (effect === 'EFFECT_DENY' ? 'lenient' : 'strict')

/** What all policies come to is the first of these that one of them comes to. */
const precedence = ['OUTCOME_DENY_EXPLICIT', 'OUTCOME_ALLOW', 'OUTCOME_REQUIRES_CONSENSUS'] as const

const toNanoseconds = (ms: number): bigint => BigInt(Math.floor(ms)) * 1_000_000n

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
  const keywords = toRequestKeywords(request)
  const budget = { steps }
  /** Policies that a consensus alone keeps from allowing. */
  const unmet: PreparedPolicy[] = []
  const evaluations = { strict: createEvaluations('strict'), lenient: createEvaluations('lenient') }

  function createEvaluations(reading: Reading): Record<PolicyField, Evaluation> {
    const create = (field: PolicyField): Evaluation => createEvaluation(keywords[field], reading, budget)
    return { condition: create('condition'), consensus: create('consensus'), time: create('time') }
  }

  function evaluateOne(policy: PreparedPolicy): PolicyOutcome {
    const isDeny = policy.effect === 'EFFECT_DENY'
    const evaluate = (field: PolicyField): ExpressionResult => {
      const expression = policy[field]
      return expression === undefined ? isTrue : runWhole(evaluations[toReading(policy)][field], expression.tree)
    }
    const [condition, consensus, time] = [evaluate('condition'), evaluate('consensus'), evaluate('time')]
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

  const evaluated = policies.map((policy) => ({ policy, outcome: evaluateOne(policy) }))
  // What waits is for convenience: it must not take the steps of what denies.
  const meetable = findMeetable(unmet, request, { steps })
  const outcomes = evaluated.map(({ policy, outcome }): PreparedOutcome => {
    return { policy, outcome: meetable.has(policy) ? 'OUTCOME_REQUIRES_CONSENSUS' : outcome }
  })
  const [outcome = 'OUTCOME_DENY_IMPLICIT'] = precedence.filter((each) =>
    outcomes.some(({ outcome }) => outcome === each),
  )
  return { outcome, policies: outcomes }
}
