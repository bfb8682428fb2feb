import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { cached } from '../util/cached.js'
import { integer, type Row, text, textOrNull } from './row.js'

export type OrganizationRow = {
  id: string
  parentId: string | null
  name: string
  quorumThreshold: number
  createdMs: number
  updatedMs: number
}

export const subOrganizationFilters = [
  'CREDENTIAL_ID',
  'NAME',
  'USERNAME',
  'EMAIL',
  'PHONE_NUMBER',
  'WALLET_ACCOUNT_ADDRESS',
  'PUBLIC_KEY',
] as const

export type SubOrganizationFilter = (typeof subOrganizationFilters)[number]

/** Matches exactly, as the wire does, by an index that ignores case. */
const exactly = (column: string): string =>
  `(SELECT ? AS wanted) WHERE ${column} = wanted COLLATE NOCASE AND ${column} = wanted`

/** Selects the organizations that match a filter. */
const matching: Record<SubOrganizationFilter, string> = {
  CREDENTIAL_ID: 'SELECT organization_id FROM authenticators WHERE credential_id = ?',
  NAME: `SELECT id FROM organizations, ${exactly('name')}`,
  USERNAME: `SELECT organization_id FROM users, ${exactly('name')} AND deleted_ms IS NULL`,
  EMAIL: `SELECT organization_id FROM users, ${exactly('email')} AND deleted_ms IS NULL`,
  PHONE_NUMBER: 'SELECT organization_id FROM users WHERE phone_number = ? AND deleted_ms IS NULL',
  WALLET_ACCOUNT_ADDRESS: 'SELECT organization_id FROM wallet_accounts WHERE address = ?',
  PUBLIC_KEY: 'SELECT organization_id FROM api_keys WHERE public_key = lower(?)',
}

export type SubOrganizationPage = {
  parentId: string
  by?: SubOrganizationFilter
  value?: string
  limit: number
  after?: string
  before?: string
}

export type Organizations = {
  insert(organization: OrganizationRow): void
  byId(id: string): OrganizationRow | undefined
  setQuorumThreshold(id: string, threshold: number, nowMs: number): void
  /** Ids, in ascending order. */
  listBelow(page: SubOrganizationPage): string[]
  /** Marks the row as deleted: activities and votes still refer to it. */
  delete(id: string, nowMs: number): void
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
  const byId = database.prepare('SELECT * FROM organizations WHERE id = ? AND deleted_ms IS NULL')
  const setQuorumThreshold = database.prepare(
    'UPDATE organizations SET quorum_threshold = ?, updated_ms = ? WHERE id = ?',
  )
  const remove = database.prepare('UPDATE organizations SET deleted_ms = ?, updated_ms = ? WHERE id = ?')
  const prepared = cached((sql) => database.prepare(sql), 100)
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
    listBelow({ parentId, by, value = '', limit, after, before }) {
      const conditions = ['parent_id = ?', 'deleted_ms IS NULL']
      const values: SQLInputValue[] = [parentId]
      if (by !== undefined) {
        conditions.push(`id IN (${matching[by]})`)
        values.push(value)
      }
      if (after !== undefined) {
        conditions.push('id > ?')
        values.push(after)
      }
      if (before !== undefined) {
        conditions.push('id < ?')
        values.push(before)
      }
      // With only an upper bound, the page ends there.
      const descending = before !== undefined && after === undefined
      const order = descending ? 'DESC' : 'ASC'
      const found = prepared(
        `SELECT id FROM organizations WHERE ${conditions.join(' AND ')} ORDER BY id ${order} LIMIT ?`,
      )
        .all(...values, limit)
        .map((row) => text(row, 'id'))
      return descending ? found.reverse() : found
    },
    delete(id, nowMs) {
      remove.run(nowMs, nowMs, id)
    },
  }
}
