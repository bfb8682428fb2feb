import type { ClauseTrace, Expression, PolicyField, PolicyTrace, PreparedPolicy } from '../../policies/core.js'

/** A clause that has no clauses in it, at one evaluation. */
export type ClauseDecision = {
  field: PolicyField
  text: string
  offset: number
  /** Undefined if it is an error. */
  value: boolean | undefined
  /**
   * Whether the policy would have applied with the other value of this clause, and not with this one, or the reverse. Also whether this clause
   * keeps it from applying beside others that are errors: a clause about the kind of the request is false where the others cannot be evaluated.
   */
  isDecisive: boolean
}

/** What the rest of a policy says of one part of it. */
type Surroundings = {
  /** Whether the rest leaves it to the part whether the policy applies. */
  matters: boolean
  /** The value with which the part would let the policy apply. */
  wanted: boolean
  /** Whether other parts are errors, beside which only another value than the wanted one decides. */
  hasErrors: boolean
}

const fields: readonly PolicyField[] = ['condition', 'consensus', 'time']

/** Lists the clauses of a policy, and which of them decided whether it applied. */
export function clauseDecisions(policy: PreparedPolicy, trace: PolicyTrace): ClauseDecision[] {
  const decisions: ClauseDecision[] = []
  for (const field of fields) {
    const [tree, clause] = [policy[field]?.tree, trace[field]]
    if (tree === undefined || clause === undefined) continue
    const others = fields.filter((other) => other !== field)
    visit(tree, clause, {
      matters: others.every((other) => trace[other] === undefined || trace[other].value === true),
      wanted: true,
      hasErrors: false,
    })

    function visit(node: Expression, { text, offset, value, clauses }: ClauseTrace, surroundings: Surroundings): void {
      const { matters, wanted, hasErrors } = surroundings
      if (clauses.length === 0) {
        const isDecisive = matters && value !== undefined && !(hasErrors && value === wanted)
        decisions.push({ field, text, offset, value, isDecisive })
        return
      }
      const parts =
        node.kind === 'and' || node.kind === 'or' ? node.operands : node.kind === 'not' ? [node.operand] : []
      const neutral = node.kind === 'and'
      // One false clause of an `&&` is enough, whatever the others are, and so is a true one of a `||` that is negated.
      const isEnough = neutral === wanted
      const errors = clauses.filter((clause) => clause.value === undefined)
      const deciding = clauses.filter((clause) => clause.value !== neutral && !(isEnough && clause.value === undefined))
      for (const [index, part] of parts.entries()) {
        const inner = clauses[index]
        if (inner === undefined) continue
        const isFree = deciding.every((each) => each === inner)
        const isBesideErrors = errors.some((each) => each !== inner)
        if (node.kind === 'not') visit(part, inner, { ...surroundings, wanted: !wanted })
        else visit(part, inner, { matters: matters && isFree, wanted, hasErrors: hasErrors || isBesideErrors })
      }
    }
  }
  return decisions
}
