import type { DatabaseSync } from 'node:sqlite'
import { integer, type Row, text, textOrNull } from './row.js'

export type UserRow = {
  id: string
  organizationId: string
  name: string
  email: string | null
  phoneNumber: string | null
  tags: string[]
  /** Root users decide by quorum. Other users manage their own credentials only. */
  inRootQuorum: boolean
  createdMs: number
  updatedMs: number
}

export type Users = {
  insert(user: UserRow): void
  byId(organizationId: string, id: string): UserRow | undefined
  /** The same, also if the user has been deleted. */
  byIdEvenDeleted(organizationId: string, id: string): UserRow | undefined
  inOrganization(organizationId: string): UserRow[]
  count(organizationId: string): number
  setRootQuorum(organizationId: string, ids: readonly string[], nowMs: number): void
  update(user: Pick<UserRow, 'id' | 'name' | 'email' | 'phoneNumber' | 'updatedMs'>): void
  /** Marks the row as deleted: votes still refer to it. Credentials are deleted separately. */
  delete(id: string, nowMs: number): void
}

export function stringList(json: string): string[] {
  const value: unknown = JSON.parse(json)
  if (!Array.isArray(value) || !value.every((entry): entry is string => typeof entry === 'string'))
    throw new TypeError('a stored list is not a list of strings')
  return value
}

function read(row: Row): UserRow {
  return {
    id: text(row, 'id'),
    organizationId: text(row, 'organization_id'),
    name: text(row, 'name'),
    email: textOrNull(row, 'email'),
    phoneNumber: textOrNull(row, 'phone_number'),
    tags: stringList(text(row, 'tags')),
    inRootQuorum: integer(row, 'in_root_quorum') === 1,
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

export function createUsers(database: DatabaseSync): Users {
  const insert = database.prepare(
    `INSERT INTO users (id, organization_id, name, email, phone_number, tags, in_root_quorum, created_ms, updated_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const byId = database.prepare('SELECT * FROM users WHERE id = ? AND organization_id = ? AND deleted_ms IS NULL')
  const byIdEvenDeleted = database.prepare('SELECT * FROM users WHERE id = ? AND organization_id = ?')
  const inOrganization = database.prepare(
    'SELECT * FROM users WHERE organization_id = ? AND deleted_ms IS NULL ORDER BY created_ms, rowid',
  )
  const count = database.prepare('SELECT count(*) AS count FROM users WHERE organization_id = ? AND deleted_ms IS NULL')
  const update = database.prepare('UPDATE users SET name = ?, email = ?, phone_number = ?, updated_ms = ? WHERE id = ?')
  const remove = database.prepare('UPDATE users SET deleted_ms = ?, in_root_quorum = 0, updated_ms = ? WHERE id = ?')
  const leaveQuorum = database.prepare(
    `UPDATE users SET in_root_quorum = 0, updated_ms = ?
     WHERE organization_id = ? AND in_root_quorum = 1 AND deleted_ms IS NULL`,
  )
  const enterQuorum = database.prepare(
    'UPDATE users SET in_root_quorum = 1, updated_ms = ? WHERE organization_id = ? AND id = ?',
  )
  return {
    insert(user) {
      insert.run(
        user.id,
        user.organizationId,
        user.name,
        user.email,
        user.phoneNumber,
        JSON.stringify(user.tags),
        user.inRootQuorum ? 1 : 0,
        user.createdMs,
        user.updatedMs,
      )
    },
    byId(organizationId, id) {
      const row = byId.get(id, organizationId)
      return row === undefined ? undefined : read(row)
    },
    byIdEvenDeleted(organizationId, id) {
      const row = byIdEvenDeleted.get(id, organizationId)
      return row === undefined ? undefined : read(row)
    },
    inOrganization(organizationId) {
      return inOrganization.all(organizationId).map(read)
    },
    count(organizationId) {
      return integer(count.get(organizationId) ?? {}, 'count')
    },
    setRootQuorum(organizationId, ids, nowMs) {
      leaveQuorum.run(nowMs, organizationId)
      for (const id of ids) enterQuorum.run(nowMs, organizationId, id)
    },
    update({ id, name, email, phoneNumber, updatedMs }) {
      update.run(name, email, phoneNumber, updatedMs, id)
    },
    delete(id, nowMs) {
      remove.run(nowMs, nowMs, id)
    },
  }
}
