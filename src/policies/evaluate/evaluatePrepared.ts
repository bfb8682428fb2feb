import type { PolicyContext, PolicyCredential, PolicyField, PolicyOutcome, PolicyUser } from '../types.js'
import { couldBeMet } from './couldBeMet.js'
import { createEvaluation } from './createEvaluation.js'
import { type ExpressionResult, isTrue, maxSteps, runWhole, toKeywords } from './evaluateExpression.js'
import type { Evaluation, Keywords, Reading } from './evaluation.js'
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

/** What is not known of production never allows. */
export const toReading = ({ effect }: PreparedPolicy): Reading => (effect === 'EFFECT_DENY' ? 'lenient' : 'strict')

const toNanoseconds = (ms: number): bigint => BigInt(Math.floor(ms)) * 1_000_000n

/**
 * Evaluates policies over a request: a DENY that matches wins, then an ALLOW that matches, then one whose consensus can still be met.
 * A DENY with an error is skipped, as in production, except where the error is a limit of this package.
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
  // What waits is for convenience: it must not take the steps of what denies.
  const waitingBudget = { steps }
  const evaluations = { strict: createEvaluations('strict'), lenient: createEvaluations('lenient') }
  let [denies, allows, waits] = [false, false, false]
  const outcomes = policies.map((policy) => {
    const outcome = evaluateOne(policy)
    denies ||= outcome === 'OUTCOME_DENY_EXPLICIT'
    allows ||= outcome === 'OUTCOME_ALLOW'
    waits ||= outcome === 'OUTCOME_REQUIRES_CONSENSUS'
    return { policy, outcome }
  })

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
      // What is too long to evaluate could have matched, and a request must not be able to make it so.
      const isOurs = [condition, consensus, time].some(
        (result) => 'error' in result && result.error.code === 'TOO_MANY_STEPS',
      )
      return isDeny && isOurs ? 'OUTCOME_DENY_EXPLICIT' : 'OUTCOME_ERROR'
    }
    if (condition.value && consensus.value)
      return !time.value ? 'OUTCOME_TIME_INACTIVE' : isDeny ? 'OUTCOME_DENY_EXPLICIT' : 'OUTCOME_ALLOW'
    if (!isDeny && condition.value && time.value && couldBeMet(policy, request, waitingBudget))
      return 'OUTCOME_REQUIRES_CONSENSUS'
    return 'OUTCOME_DENY_IMPLICIT'
  }

  if (denies) return { outcome: 'OUTCOME_DENY_EXPLICIT', policies: outcomes }
  if (allows) return { outcome: 'OUTCOME_ALLOW', policies: outcomes }
  return { outcome: waits ? 'OUTCOME_REQUIRES_CONSENSUS' : 'OUTCOME_DENY_IMPLICIT', policies: outcomes }
}
