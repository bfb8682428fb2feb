import type { PolicyContext, PolicyCredential, PolicyField, PolicyUser } from '../types.js'
import { createEvaluation } from './createEvaluation.js'
import { type ExpressionResult, isTrue, runWhole, toKeywords } from './evaluateExpression.js'
import type { Budget, Evaluation, Keywords, Reading } from './evaluation.js'
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

/** The keywords of each field of a policy, collected once for a request. */
export type RequestKeywords = { readonly condition: Keywords; readonly consensus: Keywords; readonly time: Keywords }

/** What each field of a policy came to. One that it does not have is true. */
export type FieldResults = Readonly<Record<PolicyField, ExpressionResult>>

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
 * Creates what evaluates the fields of policies over a request, one policy after the other.
 *
 * @param budget Steps for all of them. Beyond them, fields are errors.
 */
export function createFieldEvaluator(
  request: PreparedRequest,
  budget: Budget,
): (policy: PreparedPolicy) => FieldResults {
  const keywords = toRequestKeywords(request)
  const evaluations = { strict: createEvaluations('strict'), lenient: createEvaluations('lenient') }

  function createEvaluations(reading: Reading): Record<PolicyField, Evaluation> {
    const create = (field: PolicyField): Evaluation => createEvaluation(keywords[field], reading, budget)
    return { condition: create('condition'), consensus: create('consensus'), time: create('time') }
  }

  return (policy) => {
    const evaluate = (field: PolicyField): ExpressionResult => {
      const expression = policy[field]
      return expression === undefined ? isTrue : runWhole(evaluations[toReading(policy)][field], expression.tree)
    }
    return { condition: evaluate('condition'), consensus: evaluate('consensus'), time: evaluate('time') }
  }
}
