import type { DatabaseSync } from 'node:sqlite'
import { integer, type Row, text } from './row.js'

export type UserTagRow = {
  id: string
  organizationId: string
  name: string
  createdMs: number
  updatedMs: number
}

export type UserTags = {
  insert(tag: UserTagRow): void
  byId(organizationId: string, id: string): UserTagRow | undefined
  /** In the order of their creation. */
  inOrganization(organizationId: string): UserTagRow[]
  rename(id: string, name: string, nowMs: number): void
  /** Keeps the row: policies may still name it. */
  delete(id: string, nowMs: number): void
}

function read(row: Row): UserTagRow {
  return {
    id: text(row, 'id'),
    organizationId: text(row, 'organization_id'),
    name: text(row, 'name'),
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

export function createUserTags(database: DatabaseSync): UserTags {
  const insert = database.prepare(
    'INSERT INTO user_tags (id, organization_id, name, created_ms, updated_ms) VALUES (?, ?, ?, ?, ?)',
  )
  const byId = database.prepare('SELECT * FROM user_tags WHERE id = ? AND organization_id = ? AND deleted_ms IS NULL')
  const inOrganization = database.prepare(
    'SELECT * FROM user_tags WHERE organization_id = ? AND deleted_ms IS NULL ORDER BY rowid',
  )
  const rename = database.prepare('UPDATE user_tags SET name = ?, updated_ms = ? WHERE id = ?')
  const remove = database.prepare('UPDATE user_tags SET deleted_ms = ? WHERE id = ?')
  return {
    insert({ id, organizationId, name, createdMs, updatedMs }) {
      insert.run(id, organizationId, name, createdMs, updatedMs)
    },
    byId(organizationId, id) {
      const row = byId.get(id, organizationId)
      return row === undefined ? undefined : read(row)
    },
    inOrganization(organizationId) {
      return inOrganization.all(organizationId).map(read)
    },
    rename(id, name, nowMs) {
      rename.run(name, nowMs, id)
    },
    delete(id, nowMs) {
      remove.run(nowMs, id)
    },
  }
}
