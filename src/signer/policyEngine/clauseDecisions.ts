import type { ClauseTrace, Expression, PolicyField, PolicyTrace, PreparedPolicy } from '../../policies/core.js'

/** A clause that has no clauses in it, at one evaluation. */
export type ClauseDecision = {
  field: PolicyField
  text: string
  offset: number
  /** Undefined if it is an error. */
  value: boolean | undefined
  /** Whether the policy would have applied with the other value of this clause, and not with this one, or the reverse. */
  isDecisive: boolean
}

const fields: readonly PolicyField[] = ['condition', 'consensus', 'time']

/** Lists the clauses of a policy, and which of them decided whether it applied. */
export function clauseDecisions(policy: PreparedPolicy, trace: PolicyTrace): ClauseDecision[] {
  const decisions: ClauseDecision[] = []
  for (const field of fields) {
    const [tree, clause] = [policy[field]?.tree, trace[field]]
    if (tree === undefined || clause === undefined) continue
    const others = fields.filter((other) => other !== field)
    visit(
      tree,
      clause,
      others.every((other) => trace[other] === undefined || trace[other].value === true),
    )

    function visit(node: Expression, { text, offset, value, clauses }: ClauseTrace, matters: boolean): void {
      if (clauses.length === 0) {
        decisions.push({ field, text, offset, value, isDecisive: matters && value !== undefined })
        return
      }
      const parts =
        node.kind === 'and' || node.kind === 'or' ? node.operands : node.kind === 'not' ? [node.operand] : []
      // With an error anywhere, no other value of a clause changes anything.
      const neutral = node.kind === 'and'
      const deciding = clauses.filter(({ value }) => value !== neutral)
      for (const [index, part] of parts.entries()) {
        const inner = clauses[index]
        if (inner === undefined) continue
        const isFree = node.kind === 'not' || deciding.every((each) => each === inner)
        visit(part, inner, matters && isFree)
      }
    }
  }
  return decisions
}
