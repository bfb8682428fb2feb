import type { DatabaseSync } from 'node:sqlite'
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

type Filter = { column: string; from: string; where: string }

const inSubOrganization =
  'EXISTS (SELECT 1 FROM organizations WHERE id = organization_id AND parent_id = ? AND deleted_ms IS NULL)'
const userBy = (column: string, index: string): Filter => ({
  column: 'organization_id',
  from: `users INDEXED BY ${index}`,
  where: `${inSubOrganization} AND ${column} = ? AND deleted_ms IS NULL`,
})
const credentialBy = (table: string, column: string, index: string, value = '?'): Filter => ({
  column: 'organization_id',
  from: `${table} INDEXED BY ${index}`,
  where: `${inSubOrganization} AND ${column} = ${value}`,
})
/** For each filter, an index with the matches in the order of the page: a page takes as long however many match. */
const matching: Record<SubOrganizationFilter, Filter> = {
  CREDENTIAL_ID: credentialBy('authenticators', 'credential_id', 'authenticators_by_credential'),
  NAME: {
    column: 'id',
    from: 'organizations INDEXED BY organizations_by_exact_name',
    where: 'parent_id = ? AND name = ? AND deleted_ms IS NULL',
  },
  USERNAME: userBy('name', 'users_by_exact_name'),
  EMAIL: userBy('email', 'users_by_exact_email'),
  PHONE_NUMBER: userBy('phone_number', 'users_by_phone_number'),
  WALLET_ACCOUNT_ADDRESS: credentialBy('wallet_accounts', 'address', 'wallet_accounts_by_address'),
  PUBLIC_KEY: credentialBy('api_keys', 'public_key', 'api_keys_by_public_key', 'lower(?)'),
}
/** Without a filter. */
const allBelow: Filter = {
  column: 'id',
  from: 'organizations INDEXED BY organizations_by_parent',
  where: 'parent_id = ? AND deleted_ms IS NULL',
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
    listBelow({ parentId, by, value = '', limit, after = '', before = '~' }) {
      const { column, from, where } = by === undefined ? allBelow : matching[by]
      // With only an upper bound, the page ends there.
      const descending = before !== '~' && after === ''
      const found = prepared(
        `SELECT DISTINCT ${column} AS id FROM ${from} WHERE ${where} AND ${column} > ? AND ${column} < ?
         ORDER BY ${column} ${descending ? 'DESC' : 'ASC'} LIMIT ?`,
      )
        .all(parentId, ...(by === undefined ? [] : [value]), after, before, limit)
        .map((row) => text(row, 'id'))
      return descending ? found.reverse() : found
    },
    delete(id, nowMs) {
      remove.run(nowMs, nowMs, id)
    },
  }
}
