import { PolicyExpressionError } from '../errors/policies.js'
import { parseExpression } from './syntax/parseExpression.js'
import type { Expression } from './syntax/tree.js'

/**
 * Parses an expression of the policy language. Does not check its keywords and fields: `checkPolicy` does.
 *
 * @example
 * ```ts
 * import { parsePolicy } from 'viem-passkey-account/policies'
 *
 * const tree = parsePolicy("eth.tx.chain_id == 1 && eth.tx.value <= 1000000000000000000")
 * ```
 */
export function parsePolicy(text: string): parsePolicy.ReturnType {
  const parsed = parseExpression(text)
  if (parsed.ok) return parsed.tree
  const { offset, expected, message } = parsed.error
  throw new PolicyExpressionError({ text, message, field: '', policyName: '', offset, expected })
}

export declare namespace parsePolicy {
  type ReturnType = Expression
  type ErrorType = PolicyExpressionError
}
