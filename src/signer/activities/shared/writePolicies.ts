import type { RequestContext } from '../../context.js'
import { assertExpressions } from '../../policyEngine/assertExpressions.js'
import { charactersOf } from '../../policyEngine/createPolicyCache.js'
import { limits } from '../../protocol/limits.js'
import { badRequest, exhausted, notFound } from '../../protocol/WireError.js'
import type { PolicyRow } from '../../store/policies.js'

/** What a request says about a policy. What it leaves out stays unchanged. */
export type PolicyFields = Partial<Pick<PolicyRow, 'name' | 'effect' | 'condition' | 'consensus' | 'time' | 'notes'>>

export type PolicyChange =
  | { kind: 'create'; id: string; fields: Required<PolicyFields> }
  | { kind: 'update'; id: string; fields: PolicyFields }
  | { kind: 'delete'; id: string }

/**
 * Changes an organization's policies, in the order given. New versions are appended, and a set that has them.
 *
 * @throws 400 if a name is used already or an expression is not valid, 404 for an unknown id, 429 above the limit.
 */
export function writePolicies(context: RequestContext, changes: readonly PolicyChange[]): void {
  const { store, organization, now, newId } = context
  const nowMs = now()
  const current = new Map(store.policies.current(organization.id).map((row) => [row.id, row]))
  const find = (id: string): PolicyRow => {
    const row = current.get(id)
    // Its text is not verified against production.
    if (row === undefined) throw notFound(`unable to find policy ${id} in organization ${organization.id}`)
    return row
  }
  const append = (row: Omit<PolicyRow, 'version'>): void => {
    for (const other of current.values())
      if (other.name === row.name && other.id !== row.id) throw badRequest('policy label must be unique')
    current.set(row.id, { ...row, version: store.policies.insert(row) })
  }
  // Before the first text is parsed, which takes long for long texts.
  assertCharacters(current, changes)
  for (const change of changes) {
    if (change.kind === 'delete') {
      find(change.id)
      current.delete(change.id)
      continue
    }
    const { id, fields } = change
    assertExpressions(fields)
    if (change.kind === 'update') append({ ...find(id), ...fields, updatedMs: nowMs })
    else {
      // Its text is not verified against production.
      if (current.size >= limits.policies) throw exhausted('organization has exceeded maximum policies')
      append({ ...change.fields, id, organizationId: organization.id, createdMs: nowMs, updatedMs: nowMs })
    }
  }
  store.policies.insertSet({
    id: newId(),
    ownerId: organization.id,
    versions: [...current.values()].map(({ version }) => version),
    createdMs: nowMs,
  })
}

/** Refuses changes after which the expressions would be too long together. */
function assertCharacters(current: ReadonlyMap<string, PolicyRow>, changes: readonly PolicyChange[]): void {
  const policies = new Map<string, PolicyFields>(current)
  for (const change of changes) {
    if (change.kind === 'delete') policies.delete(change.id)
    else policies.set(change.id, { ...policies.get(change.id), ...change.fields })
  }
  const characters = [...policies.values()].reduce((sum, policy) => sum + charactersOf(policy), 0)
  if (characters > limits.policyCharacters)
    throw exhausted(`organization has exceeded maximum policies: their expressions have ${characters} characters`)
}
