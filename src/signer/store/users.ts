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
  /** Keeps what the user was in the history. */
  update(user: Pick<UserRow, 'id' | 'name' | 'email' | 'phoneNumber' | 'tags' | 'updatedMs'>): void
  /** How many changes the history has. */
  historyLength(): number
  /** The user as of when the history had that many changes, also if the user has been deleted since. */
  atHistory(organizationId: string, id: string, length: number): UserRow | undefined
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
  const update = database.prepare(
    'UPDATE users SET name = ?, email = ?, phone_number = ?, tags = ?, updated_ms = ? WHERE id = ?',
  )
  const remember = database.prepare(
    'INSERT INTO user_history (user_id, name, email, tags) SELECT id, name, email, tags FROM users WHERE id = ?',
  )
  const historyLength = database.prepare('SELECT ifnull(max(version), 0) AS length FROM user_history')
  const firstChangeAfter = database.prepare(
    'SELECT * FROM user_history WHERE user_id = ? AND version > ? ORDER BY version LIMIT 1',
  )
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
    update({ id, name, email, phoneNumber, tags, updatedMs }) {
      remember.run(id)
      update.run(name, email, phoneNumber, JSON.stringify(tags), updatedMs, id)
    },
    historyLength() {
      return integer(historyLength.get() ?? {}, 'length')
    },
    atHistory(organizationId, id, length) {
      const row = byIdEvenDeleted.get(id, organizationId)
      const change = row === undefined ? undefined : firstChangeAfter.get(id, length)
      if (row === undefined) return undefined
      if (change === undefined) return read(row)
      return {
        ...read(row),
        name: text(change, 'name'),
        email: textOrNull(change, 'email'),
        tags: stringList(text(change, 'tags')),
      }
    },
    delete(id, nowMs) {
      remove.run(nowMs, nowMs, id)
    },
  }
}
