import type { ClauseTrace, checkPolicy, evaluatePolicies, Policy } from 'viem-passkey-account/policies'

type Checked = ReturnType<typeof checkPolicy> & { policy: Policy }

/** One paragraph for each error and warning, with a caret under what it is about. */
export function formatIssues(checked: readonly Checked[]): string {
  return checked
    .flatMap(({ policy, errors, warnings }) => [
      ...errors.map((issue) => formatIssue(policy, 'error', issue)),
      ...warnings.map((issue) => formatIssue(policy, 'warning', issue)),
    ])
    .join('\n\n')
}

function formatIssue(policy: Policy, kind: string, issue: Checked['errors'][number]): string {
  const { code, field, message, offset, end } = issue
  const head = `${kind} ${code} in ${field} of "${policy.policyName ?? 'a policy without a name'}"\n  ${message}`
  const text: unknown = policy[field]
  if (typeof text !== 'string' || text === '') return head
  const start = Math.max(0, offset - 40)
  const shown = text.slice(start, start + 110).replaceAll(/\s/g, ' ')
  const carets = '^'.repeat(Math.max(1, Math.min(end, start + 110) - offset))
  return `${head}\n    ${start > 0 ? '…' : ' '}${shown}\n    ${' '.repeat(offset - start + 1)}${carets}`
}

/** What each policy came to, with its clauses. */
export function formatEvaluation({ policies }: ReturnType<typeof evaluatePolicies>): string {
  return policies
    .map(({ policyName, effect, outcome, trace }) => {
      const fields = (['condition', 'consensus', 'time'] as const).flatMap((field) => {
        const clause = trace[field]
        return clause === undefined ? [] : [`  ${field}`, ...formatClause(clause, 2)]
      })
      return [
        `${outcome}  ${effect.slice('EFFECT_'.length)} "${policyName ?? 'a policy without a name'}"`,
        ...fields,
      ].join('\n')
    })
    .join('\n\n')
}

function formatClause(clause: ClauseTrace, depth: number): string[] {
  const { text, value, error, operands, clauses } = clause
  const indent = '  '.repeat(depth)
  if (clauses.length > 0) return clauses.flatMap((each) => formatClause(each, depth))
  const mark = error === undefined ? (value === true ? 'yes  ' : 'no   ') : 'error'
  const read = operands.flatMap((operand) => (operand.value === undefined ? [] : `${operand.text} is ${operand.value}`))
  const why = error === undefined ? read : [error.message]
  return [`${indent}${mark} ${text}`, ...why.map((reason) => `${indent}      ${reason}`)]
}
