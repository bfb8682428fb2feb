import { checkExpression } from './check/checkExpression.js'
import { findAbsentUserFields } from './check/findAbsentUserFields.js'
import { findContradictions } from './check/findContradictions.js'
import { findLiteralMistakes } from './check/findLiteralMistakes.js'
import { findMalformedFields, policyFields } from './check/findMalformedFields.js'
import { findRawPayloads } from './check/findRawPayloads.js'
import { findShapeMistakes } from './check/findShapeMistakes.js'
import { findStringAmounts } from './check/findStringAmounts.js'
import type { Finding, PolicyIssue } from './check/issues.js'
import { partsOf } from './check/walk.js'
import { isRecord } from './context/isRecord.js'
import { type PreparedPolicy, preparePolicy } from './evaluate/preparePolicy.js'
import { parseExpression } from './syntax/parseExpression.js'
import type { Expression } from './syntax/tree.js'
import type { Policy, PolicyField } from './types.js'

/**
 * Checks a policy without a request: what its creation would refuse, and what it would take and is likely to be a mistake. Never throws.
 *
 * @example
 * ```ts
 * import { checkPolicy } from 'viem-passkey-account/policies'
 *
 * const { errors, warnings } = checkPolicy({ effect: 'EFFECT_DENY', condition: "eth.tx.chain_id == '1'" })
 * ```
 */
export function checkPolicy(parameters: checkPolicy.Parameters): checkPolicy.ReturnType {
  const { policies = [], rootUserIds = [], ...policy } = parameters
  const errors: PolicyIssue[] = []
  const warnings: PolicyIssue[] = []
  const add = (list: PolicyIssue[], field: PolicyIssue['field'], findings: readonly Finding[]): void => {
    list.push(...findings.map(({ code, message, start: offset, end }) => ({ code, field, message, offset, end })))
  }

  for (const { field, message } of findMalformedFields(policy))
    add(errors, field, [{ ...nowhere, code: 'MALFORMED', message }])
  for (const field of policyFields) {
    const text = policy[field]
    if (typeof text !== 'string' || (field === 'time' && text === '')) continue
    const checked = checkText(text, field)
    errors.push(...checked.errors)
    if (checked.tree === undefined) continue
    const problems = checkExpression(checked.tree, field)
    for (const { isError, code, message, start: offset, end, expected } of problems)
      (isError ? errors : warnings).push({ code, field, message, offset, end, expected })
    add(warnings, field, findLiteralMistakes(checked.tree))
    add(warnings, field, findContradictions(checked.tree))
    if (problems.some(({ isError }) => isError)) continue
    if (field === 'consensus' && policy.effect === 'EFFECT_DENY')
      add(warnings, field, findAbsentUserFields(checked.tree))
    if (field !== 'condition') continue
    add(warnings, field, findStringAmounts(checked.tree))
    add(warnings, field, findShapeMistakes(checked.tree, policy.effect))
  }
  if (errors.length > 0) return { errors, warnings }
  const [prepared] = toPrepared([policy])
  if (prepared !== undefined) {
    add(warnings, 'condition', findRawPayloads(prepared, toPrepared(policies)))
    add(warnings, 'consensus', findRootUsers(prepared, rootUserIds))
  }
  return { errors, warnings }
}

const nowhere = { start: 0, end: 0 }

function checkText(text: string, field: PolicyField): { tree?: Expression; errors: PolicyIssue[] } {
  const parsed = parseExpression(text)
  if (parsed.ok) return { tree: parsed.tree, errors: [] }
  const { offset, expected, message } = parsed.error
  const code = text[offset] === '"' ? 'DOUBLE_QUOTES' : 'SYNTAX'
  return { errors: [{ code, field, message, offset, end: Math.min(offset + 1, text.length), expected }] }
}

/** Leaves out what is no policy: a check of it says so. */
const toPrepared = (policies: readonly Policy[]): PreparedPolicy[] =>
  policies.flatMap((policy) => {
    if (!isRecord(policy) || findMalformedFields(policy).length > 0) return []
    const result = preparePolicy(policy)
    return result.ok ? [result.policy] : []
  })

/** The root quorum is asked before the policies, and what it approves no policy stops. */
function findRootUsers({ effect, consensus }: PreparedPolicy, rootUserIds: readonly string[]): Finding[] {
  const named = consensus === undefined ? [] : partsOf(consensus.tree)
  const found = named.find((part) => part.kind === 'literal' && rootUserIds.some((id) => id === part.value))
  if (found === undefined && (consensus !== undefined || effect === 'EFFECT_ALLOW' || rootUserIds.length === 0))
    return []
  const who = found === undefined ? 'users who meet the root quorum' : 'a root user, if the quorum is 1'
  const message = `No policy applies to ${who}: the owner of a passkey wallet is its root user. Limit such a user by a session profile or an MFA policy.`
  const { start, end } = found ?? nowhere
  return [{ code: 'ROOT_USER', message, start, end }]
}

export declare namespace checkPolicy {
  type Parameters = Policy & {
    /**
     * Ids of the root users: policies that are meant for them are reported.
     * @default []
     */
    rootUserIds?: readonly string[] | undefined
    /**
     * The other policies of the organization: whether raw payloads are denied beside a rule over transactions.
     * @default []
     */
    policies?: readonly Policy[] | undefined
  }
  type ReturnType = {
    /** What the creation of the policy would refuse. */
    errors: readonly PolicyIssue[]
    /** What it would take, and is likely to be a mistake. */
    warnings: readonly PolicyIssue[]
  }
  type ErrorType = never
}
