import type { Expression } from '../syntax/tree.js'
import { type ExpressionResult, runWhole } from './evaluateExpression.js'
import { type Evaluation, failed } from './evaluation.js'
import type { Fault } from './fault.js'
import { formatValue } from './formatValue.js'

/** What a clause of an expression came to, and why. Plain JSON. */
export type ClauseTrace = {
  /** The text of the clause. */
  readonly text: string
  /** Where it is in the expression, in UTF-16 code units from 0. */
  readonly offset: number
  /** What it came to. Absent if it is an error. */
  readonly value?: boolean
  /** Why it has no value. */
  readonly error?: ClauseError
  /** What it read: fields and function results, with their values. Constants are left out. */
  readonly operands: readonly OperandTrace[]
  /** The clauses that it consists of, for `&&`, `||` and `!`. */
  readonly clauses: readonly ClauseTrace[]
}

/** Why a clause has no value. */
export type ClauseError = {
  /** The kind of error, such as `MISSING_KEYWORD` for `eth.tx` in a raw payload. */
  readonly code: Fault['code']
  /** What is wrong. */
  readonly message: string
  /** Where in the expression, in UTF-16 code units from 0. */
  readonly offset: number
  /** The end of that part, exclusive. */
  readonly end: number
}

/** What a clause read. */
export type OperandTrace = {
  /** The text of the part, such as `eth.tx.value`. */
  readonly text: string
  /** Its value, shortened to 200 characters. Absent if it is an error, or the steps were used up. */
  readonly value?: string
}

/**
 * Evaluates an expression clause by clause: after an error, too.
 *
 * @param hasOperands Whether to say what each clause read.
 * @param result What the whole came to, if that is known.
 */
export function explainExpression(
  tree: Expression,
  text: string,
  evaluation: Evaluation,
  { hasOperands, result }: { hasOperands: boolean; result: ExpressionResult | undefined },
): ClauseTrace {
  const textOf = ({ start, end }: Expression): string => text.slice(start, end)

  function explain(node: Expression): ClauseTrace {
    const whole = { text: textOf(node), offset: node.start }
    if (node.kind === 'and' || node.kind === 'or' || node.kind === 'not') {
      const clauses = (node.kind === 'not' ? [node.operand] : node.operands).map(explain)
      const error = clauses.find((clause) => clause.error !== undefined)?.error
      if (error !== undefined) return { ...whole, error, operands: [], clauses }
      const values = clauses.map(({ value }) => value === true)
      const value =
        node.kind === 'not' ? values[0] !== true : node.kind === 'and' ? values.every(Boolean) : values.some(Boolean)
      return { ...whole, value, operands: [], clauses }
    }
    const operands = hasOperands ? operandsOf(node).map(explainOperand) : []
    return { ...whole, ...toClauseResult(runWhole(evaluation, node)), operands, clauses: [] }
  }

  /** Without a value once the steps are used up: to format it takes some, too. */
  function explainOperand(node: Expression): OperandTrace {
    const value = evaluation.run(node)
    if (value === failed) return { text: textOf(node) }
    const formatted = formatValue(value)
    return evaluation.isSpent(formatted.length) ? { text: textOf(node) } : { text: textOf(node), value: formatted }
  }

  const { operands, clauses, ...whole } = explain(tree)
  if (result === undefined) return { ...whole, operands, clauses }
  return { text: whole.text, offset: whole.offset, ...toClauseResult(result), operands, clauses }
}

function toClauseResult(result: ExpressionResult): { value: boolean } | { error: ClauseError } {
  if ('value' in result) return result
  const { code, message, start, end } = result.error
  return { error: { code, message, offset: start, end } }
}

/** The parts whose values show why a clause has its value. */
function operandsOf(node: Expression): readonly Expression[] {
  const parts =
    node.kind === 'compare'
      ? [node.left, node.right]
      : node.kind === 'in' || node.kind === 'contains'
        ? [node.item, node.list]
        : node.kind === 'all' || node.kind === 'any'
          ? [node.list]
          : node.kind === 'literal' || node.kind === 'cronSpan'
            ? []
            : [node]
  return parts.filter((part) => !isConstant(part))
}

const isConstant = (node: Expression): boolean =>
  node.kind === 'literal' || node.kind === 'timestamp' || (node.kind === 'list' && node.items.every(isConstant))
