import type { DatabaseSync } from 'node:sqlite'
import { integer, integerOrNull, type Row, text, textOrNull } from './row.js'

/** Never changed, and never deleted. */
export type SessionProfileRow = {
  id: string
  organizationId: string
  name: string
  scope: string
  expirationSeconds: number | null
  notes: string | null
  createdMs: number
}

export type SessionProfiles = {
  insert(profile: SessionProfileRow): void
  byId(id: string): SessionProfileRow | undefined
  /** In the order of their creation. */
  inOrganization(organizationId: string): SessionProfileRow[]
}

function read(row: Row): SessionProfileRow {
  return {
    id: text(row, 'id'),
    organizationId: text(row, 'organization_id'),
    name: text(row, 'name'),
    scope: text(row, 'scope'),
    expirationSeconds: integerOrNull(row, 'expiration_seconds'),
    notes: textOrNull(row, 'notes'),
    createdMs: integer(row, 'created_ms'),
  }
}

export function createSessionProfiles(database: DatabaseSync): SessionProfiles {
  const insert = database.prepare(
    `INSERT INTO session_profiles (id, organization_id, name, scope, expiration_seconds, notes, created_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const byId = database.prepare('SELECT * FROM session_profiles WHERE id = ?')
  const inOrganization = database.prepare('SELECT * FROM session_profiles WHERE organization_id = ? ORDER BY rowid')
  return {
    insert({ id, organizationId, name, scope, expirationSeconds, notes, createdMs }) {
      insert.run(id, organizationId, name, scope, expirationSeconds, notes, createdMs)
    },
    byId(id) {
      const row = byId.get(id)
      return row === undefined ? undefined : read(row)
    },
    inOrganization(organizationId) {
      return inOrganization.all(organizationId).map(read)
    },
  }
}
