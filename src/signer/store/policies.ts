import type { DatabaseSync } from 'node:sqlite'
import type { PolicyEffect } from '../../wire/policies.js'
import { integer, type Row, text, textOrNull } from './row.js'
import { createVersionSets, type VersionSets } from './versionSets.js'

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

/** The owner of a set is an organization. Its policies are in the order of their creation. */
export type Policies = VersionSets<PolicyRow> & {
  /** Appends a version. It is in force once a set has it. @returns its number. */
  insert(policy: Omit<PolicyRow, 'version'>): number
  /** The current policies of one organization, or of all that have any. */
  inForce(organizationId?: string): PolicyRow[]
  /** The newest version of a policy, also of a deleted one. */
  newest(id: string): PolicyRow | undefined
  /** Where a set has a policy, from 0. Reads none of its expressions. */
  positionIn(setId: string, id: string): number | undefined
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
  const organizations = database.prepare('SELECT DISTINCT organization_id FROM policy_sets ORDER BY organization_id')
  const newest = database.prepare('SELECT * FROM policy_versions WHERE policy_id = ? ORDER BY version DESC LIMIT 1')
  // Joined in this order, it takes one lookup for each policy of the set.
  const position = database.prepare(
    `SELECT json_each.key AS position FROM policy_sets CROSS JOIN json_each(policy_sets.versions)
     CROSS JOIN policy_versions ON policy_versions.version = json_each.value
     WHERE policy_sets.id = ? AND policy_versions.policy_id = ? LIMIT 1`,
  )
  const tables = { sets: 'policy_sets', versions: 'policy_versions', owner: 'organization_id' }
  const sets = createVersionSets(database, tables, read)
  return {
    ...sets,
    inForce(organizationId) {
      const ids =
        organizationId === undefined ? organizations.all().map((row) => text(row, 'organization_id')) : [organizationId]
      return ids.flatMap((id) => sets.current(id))
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
    positionIn(setId, id) {
      const row = position.get(setId, id)
      return row === undefined ? undefined : integer(row, 'position')
    },
    newest(id) {
      const row = newest.get(id)
      return row === undefined ? undefined : read(row)
    },
  }
}
