import type { Expression } from '../syntax/tree.js'
import { createEvaluation } from './createEvaluation.js'
import { type Evaluation, failed, type Keywords, type Reading } from './evaluation.js'
import type { Fault } from './fault.js'
import { typeName, type Value } from './values.js'

/** Steps for all expressions of one request: some 30 milliseconds. */
export const maxSteps = 1_000_000

export type ExpressionResult = { readonly value: boolean } | { readonly error: Fault }

/** Keywords as an object, such as a `PolicyContext`. */
export type KeywordValues = { readonly [keyword: string]: Value | undefined }

/** Collects keywords for evaluations, once for a request. */
export function toKeywords(values: KeywordValues): Keywords {
  return new Map(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/**
 * Evaluates an expression to `true`, `false` or an error. Never throws.
 *
 * @example
 * ```ts
 * import { evaluateExpression, parsePolicy, toPolicyContext } from 'viem-passkey-account/policies'
 *
 * const context = toPolicyContext({ body: { type: 'ACTIVITY_TYPE_CREATE_WALLET', parameters: {} } })
 * const result = evaluateExpression(parsePolicy("activity.action != 'EXPORT'"), context)
 * ```
 *
 * @param context The keywords that the expression may use, such as those of `toPolicyContext`.
 * @param options.reading How to read what is not known of production: `strict` unless the expression denies.
 */
export function evaluateExpression(
  tree: Expression,
  context: KeywordValues,
  { reading = 'strict' }: { reading?: Reading } = {},
): ExpressionResult {
  return runWhole(createEvaluation(toKeywords(context), reading, { steps: maxSteps }), tree)
}

/** Evaluates a whole expression, which must come to `true` or `false`. */
export function runWhole({ run, lastFault }: Evaluation, tree: Expression): ExpressionResult {
  const value = run(tree)
  if (typeof value === 'boolean') return value ? isTrue : isFalse
  const { start, end } = tree
  if (value !== failed)
    return { error: { code: 'TYPE_MISMATCH', start, end, message: `It must be a bool, and it is ${typeName(value)}.` } }
  return { error: lastFault() ?? { code: 'TYPE_MISMATCH', start, end, message: 'It has no value.' } }
}

export const isTrue: ExpressionResult = { value: true }
const isFalse: ExpressionResult = { value: false }
