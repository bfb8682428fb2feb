import {
  type ClauseTrace,
  type Expression,
  evaluateExpression,
  explainPrepared,
  type PreparedRequest,
} from '../../policies/core.js'

/**
 * Tells whether a condition of an MFA policy holds. Where a clause with an error decides, it does: what cannot be read is asked for.
 * Where others decide, an error changes nothing. Production's documented set-ups ask for the session profile of a log-in in
 * `activity.resource == 'AUTH' && activity.params.session_profile_id == '…'`, which other activities do not have, so they need this.
 * Not verified against production.
 */
export function couldHold(text: string, tree: Expression, request: PreparedRequest): boolean {
  const result = evaluateExpression(tree, request.context)
  if ('value' in result) return result.value
  const { condition } = explainPrepared({ effect: 'EFFECT_ALLOW', condition: { text, tree } }, request)
  return condition === undefined || decidedBy(tree, condition) !== false
}

/** Undefined if an error decides. */
function decidedBy(node: Expression, { value, clauses }: ClauseTrace): boolean | undefined {
  if (node.kind === 'not') {
    const [inner] = clauses
    const negated = inner === undefined ? undefined : decidedBy(node.operand, inner)
    return negated === undefined ? undefined : !negated
  }
  if (node.kind !== 'and' && node.kind !== 'or') return value
  const values = node.operands.map((operand, index) => {
    const clause = clauses[index]
    return clause === undefined ? undefined : decidedBy(operand, clause)
  })
  const deciding = node.kind === 'or'
  if (values.includes(deciding)) return deciding
  return values.includes(undefined) ? undefined : !deciding
}
