import type { DatabaseSync } from 'node:sqlite'
import type { PolicyEffect } from '../../wire/policies.js'
import { integer, type Row, text, textOrNull } from './row.js'

/** One version of a policy. */
export type PolicyRow = {
  /** Ascends, and is never used again. */
  version: number
  id: string
  organizationId: string
  name: string
  effect: PolicyEffect
  condition: string | null
  consensus: string | null
  time: string | null
  notes: string
  /** Of the first version. */
  createdMs: number
  /** Of this version. */
  updatedMs: number
}

export type Policies = {
  /** Id of the organization's current set of policies. Undefined if it never had one. An id is never used again. */
  currentSet(organizationId: string): string | undefined
  /** The policies of a set, in the order of their creation. */
  ofSet(setId: string): PolicyRow[]
  /** The current policies, in the order of their creation. */
  inOrganization(organizationId: string): PolicyRow[]
  /** Appends a version. It is in force once a set has it. @returns its number. */
  insert(policy: Omit<PolicyRow, 'version'>): number
  /** Appends a set, which becomes the current one. */
  insertSet(set: { id: string; organizationId: string; versions: readonly number[]; createdMs: number }): void
  /** The current policies of one organization, or of all that have any. */
  inForce(organizationId?: string): PolicyRow[]
  /** The newest version of a policy, also of a deleted one. */
  newest(id: string): PolicyRow | undefined
}

function read(row: Row): PolicyRow {
  return {
    version: integer(row, 'version'),
    id: text(row, 'policy_id'),
    organizationId: text(row, 'organization_id'),
    name: text(row, 'name'),
    effect: text(row, 'effect') === 'EFFECT_ALLOW' ? 'EFFECT_ALLOW' : 'EFFECT_DENY',
    condition: textOrNull(row, 'condition'),
    consensus: textOrNull(row, 'consensus'),
    time: textOrNull(row, 'time'),
    notes: text(row, 'notes'),
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

export function createPolicies(database: DatabaseSync): Policies {
  const insert = database.prepare(
    `INSERT INTO policy_versions (policy_id, organization_id, name, effect, condition, consensus, time, notes, created_ms,
       updated_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertSet = database.prepare(
    'INSERT INTO policy_sets (id, organization_id, versions, created_ms) VALUES (?, ?, ?, ?)',
  )
  const currentSet = database.prepare(
    'SELECT id FROM policy_sets WHERE organization_id = ? ORDER BY rowid DESC LIMIT 1',
  )
  const ofSet = database.prepare(
    `SELECT policy_versions.* FROM policy_sets, json_each(policy_sets.versions)
     JOIN policy_versions ON policy_versions.version = json_each.value
     WHERE policy_sets.id = ? ORDER BY json_each.key`,
  )
  const organizations = database.prepare('SELECT DISTINCT organization_id FROM policy_sets ORDER BY organization_id')
  const newest = database.prepare('SELECT * FROM policy_versions WHERE policy_id = ? ORDER BY version DESC LIMIT 1')
  const policies: Policies = {
    currentSet(organizationId) {
      const row = currentSet.get(organizationId)
      return row === undefined ? undefined : text(row, 'id')
    },
    ofSet(setId) {
      return ofSet.all(setId).map(read)
    },
    inOrganization(organizationId) {
      const setId = policies.currentSet(organizationId)
      return setId === undefined ? [] : policies.ofSet(setId)
    },
    inForce(organizationId) {
      const ids =
        organizationId === undefined ? organizations.all().map((row) => text(row, 'organization_id')) : [organizationId]
      return ids.flatMap((id) => policies.inOrganization(id))
    },
    insert(policy) {
      const { lastInsertRowid } = insert.run(
        policy.id,
        policy.organizationId,
        policy.name,
        policy.effect,
        policy.condition,
        policy.consensus,
        policy.time,
        policy.notes,
        policy.createdMs,
        policy.updatedMs,
      )
      return Number(lastInsertRowid)
    },
    insertSet({ id, organizationId, versions, createdMs }) {
      insertSet.run(id, organizationId, JSON.stringify(versions), createdMs)
    },
    newest(id) {
      const row = newest.get(id)
      return row === undefined ? undefined : read(row)
    },
  }
  return policies
}
