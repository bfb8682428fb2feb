import { checkExpression } from '../check/checkExpression.js'
import { policyFields } from '../check/findMalformedFields.js'
import { parseExpression } from '../syntax/parseExpression.js'
import type { Expression } from '../syntax/tree.js'
import type { Policy, PolicyEffect, PolicyField } from '../types.js'

/** A policy whose expressions are parsed. Plain data: keep it as long as the policy. */
export type PreparedPolicy = {
  readonly policyId?: string | undefined
  readonly policyName?: string | undefined
  readonly effect: PolicyEffect
  readonly condition?: PreparedExpression | undefined
  readonly consensus?: PreparedExpression | undefined
  readonly time?: PreparedExpression | undefined
}

export type PreparedExpression = { readonly text: string; readonly tree: Expression }

/** Why a policy cannot be created. */
export type PolicyProblem = {
  readonly field: PolicyField
  readonly text: string
  /** Where in the text, in UTF-16 code units from 0. */
  readonly offset: number
  /** What could stand there. */
  readonly expected: string
  /** What is wrong, and what to write. */
  readonly message: string
  /** How production says it, after `invalid policy condition: `. Not verified in every case. */
  readonly productionMessage: string
}

export type PreparedResult =
  | { readonly ok: true; readonly policy: PreparedPolicy }
  | { readonly ok: false; readonly error: PolicyProblem }

/** Parses the expressions of a policy and checks their keywords and fields, as its creation does. */
export function preparePolicy({ policyId, policyName, effect, ...texts }: Policy): PreparedResult {
  const prepared: { condition?: PreparedExpression; consensus?: PreparedExpression; time?: PreparedExpression } = {}
  for (const field of policyFields) {
    const text = texts[field]
    // An empty `time` is documented to be "always". Other fields that are empty are refused.
    if (text === undefined || (field === 'time' && text === '')) continue
    const result = prepareExpression(text, field)
    if (!result.ok) return { ok: false, error: { field, text, ...result.error } }
    prepared[field] = { text, tree: result.tree }
  }
  return { ok: true, policy: { policyId, policyName, effect, ...prepared } }
}

/** Parses one expression and checks its keywords and fields. Session scopes and conditions of MFA policies are conditions, too. */
export function prepareExpression(
  text: string,
  field: PolicyField,
):
  | { readonly ok: true; readonly tree: Expression }
  | { readonly ok: false; readonly error: Omit<PolicyProblem, 'field' | 'text'> } {
  const parsed = parseExpression(text)
  if (!parsed.ok) {
    const { productionMessage, ...error } = parsed.error
    return {
      ok: false,
      error: { ...error, productionMessage: `Expression cannot be evaluated: parse error: ${productionMessage}` },
    }
  }
  const [problem] = checkExpression(parsed.tree, field).filter(({ isError }) => isError)
  if (problem === undefined) return parsed
  const { start: offset, expected = 'another expression', message, production = message } = problem
  return {
    ok: false,
    error: { offset, expected, message, productionMessage: `Expression cannot be evaluated: ${production}` },
  }
}
