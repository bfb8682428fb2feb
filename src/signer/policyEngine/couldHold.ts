import {
  type ClauseTrace,
  type Expression,
  explainPrepared,
  type PreparedPolicy,
  type PreparedRequest,
} from '../../policies/core.js'

/**
 * Tells whether a condition of an MFA policy that has an error holds. Where a clause with an error decides, it does: what cannot be read
 * is asked for. Where others decide, an error changes nothing. Production's documented set-ups ask for the session profile of a log-in in
 * `activity.resource == 'AUTH' && activity.params.session_profile_id == '…'`, which other activities do not have, so they need this.
 * Not verified against production.
 */
export function couldHold(policy: PreparedPolicy, request: PreparedRequest, steps: number): boolean {
  const { condition } = explainPrepared(policy, request, { budget: { steps }, hasOperands: false })
  const tree = policy.condition?.tree
  return tree === undefined || condition === undefined || decidedBy(tree, condition) !== false
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
