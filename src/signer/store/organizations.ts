import type { DatabaseSync } from 'node:sqlite'
import { integer, type Row, text, textOrNull } from './row.js'

export type OrganizationRow = {
  id: string
  parentId: string | null
  name: string
  quorumThreshold: number
  createdMs: number
  updatedMs: number
}

export type Organizations = {
  insert(organization: OrganizationRow): void
  byId(id: string): OrganizationRow | undefined
  setQuorumThreshold(id: string, threshold: number, nowMs: number): void
}

function read(row: Row): OrganizationRow {
  return {
    id: text(row, 'id'),
    parentId: textOrNull(row, 'parent_id'),
    name: text(row, 'name'),
    quorumThreshold: integer(row, 'quorum_threshold'),
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

export function createOrganizations(database: DatabaseSync): Organizations {
  const insert = database.prepare(
    'INSERT INTO organizations (id, parent_id, name, quorum_threshold, created_ms, updated_ms) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const byId = database.prepare('SELECT * FROM organizations WHERE id = ?')
  const setQuorumThreshold = database.prepare(
    'UPDATE organizations SET quorum_threshold = ?, updated_ms = ? WHERE id = ?',
  )
  return {
    insert({ id, parentId, name, quorumThreshold, createdMs, updatedMs }) {
      insert.run(id, parentId, name, quorumThreshold, createdMs, updatedMs)
    },
    byId(id) {
      const row = byId.get(id)
      return row === undefined ? undefined : read(row)
    },
    setQuorumThreshold(id, threshold, nowMs) {
      setQuorumThreshold.run(threshold, nowMs, id)
    },
  }
}
