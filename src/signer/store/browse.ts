import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { readStored, type StoredActivity } from './activities.js'
import { integer, type Row, text, textOrNull } from './row.js'

export type NamedRow = { id: string; name: string; createdMs: number }
export type OrganizationPlace = NamedRow & { parentId: string | null }
export type PublicAccountRow = {
  id: string
  address: string
  name: string | null
  path: string
  addressFormat: string
  publicKey: string
}
export type PublicPrivateKeyRow = { id: string; name: string; publicKey: string; imported: boolean }

/** One page of a list that grows at one end; `next` is where to go on. */
export type Page<row> = { rows: row[]; next: string | null }

/** Where something with this id, name or address is. */
export type Found = {
  kind: 'activity' | 'organization' | 'user' | 'passkey' | 'API key' | 'wallet' | 'address' | 'private key'
  id: string
  organizationId: string
  text: string
}

/**
 * Reads for people who look around: across organizations, page by page, each by an index, and never a column that holds a
 * secret.
 */
export type Browse = {
  /** The newest first. */
  activityIds(page: { olderThan?: string; organizationId?: string; limit: number }): string[]
  /** Whatever has become of its row. */
  activity(id: string): StoredActivity | undefined
  /** Deleted or not. */
  organization(id: string): OrganizationPlace | undefined
  /** The newest first. */
  subOrganizations(limit: number, from?: string): Page<NamedRow>
  /** Counts no further than `most`. */
  countSubOrganizations(parentId: string, most: number): number
  wallets(organizationId: string): NamedRow[]
  accounts(walletId: string, limit: number, from?: string): Page<PublicAccountRow>
  privateKeys(organizationId: string, limit: number, from?: string): Page<PublicPrivateKeyRow>
  search(wanted: string, limit: number): Found[]
}

const named = (row: Row): NamedRow => ({
  id: text(row, 'id'),
  name: text(row, 'name'),
  createdMs: integer(row, 'created_ms'),
})

export function createBrowse(database: DatabaseSync): Browse {
  const prepared = new Map<string, StatementSync>()
  /** Prepared when first asked for: a signer nobody looks at does not pay for it. */
  function all(sql: string, ...values: SQLInputValue[]): Row[] {
    const statement = prepared.get(sql) ?? database.prepare(sql)
    prepared.set(sql, statement)
    return statement.all(...values)
  }

  function page<row>(found: Row[], limit: number, read: (row: Row) => row): Page<row> {
    const rows = found.slice(0, limit)
    const last = rows.at(-1)
    return {
      rows: rows.map(read),
      next: found.length > limit && last !== undefined ? `${integer(last, 'position')}` : null,
    }
  }

  return {
    activityIds({ olderThan = '~', organizationId, limit }) {
      const found =
        organizationId === undefined
          ? all('SELECT id FROM activities WHERE id < ? ORDER BY id DESC LIMIT ?', olderThan, limit)
          : all(
              'SELECT id FROM activities WHERE organization_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
              organizationId,
              olderThan,
              limit,
            )
      return found.map((row) => text(row, 'id'))
    },
    activity(id) {
      const [row] = all('SELECT * FROM activities WHERE id = ?', id)
      return row === undefined ? undefined : readStored(row)
    },
    organization(id) {
      const [row] = all('SELECT id, name, created_ms, parent_id FROM organizations WHERE id = ?', id)
      return row === undefined ? undefined : { ...named(row), parentId: textOrNull(row, 'parent_id') }
    },
    subOrganizations(limit, from) {
      // There is one parent: the rowid tells their age, and no index is needed.
      const found = all(
        `SELECT rowid AS position, id, name, created_ms FROM organizations
         WHERE rowid < ? AND +parent_id IS NOT NULL AND deleted_ms IS NULL ORDER BY rowid DESC LIMIT ?`,
        from === undefined ? Number.MAX_SAFE_INTEGER : Number(from),
        limit + 1,
      )
      return page(found, limit, named)
    },
    countSubOrganizations(parentId, most) {
      const [row = {}] = all(
        `SELECT count(*) AS count FROM
         (SELECT 1 FROM organizations WHERE parent_id = ? AND deleted_ms IS NULL LIMIT ?)`,
        parentId,
        most,
      )
      return integer(row, 'count')
    },
    wallets(organizationId) {
      return all(
        'SELECT id, name, created_ms FROM wallets WHERE organization_id = ? ORDER BY created_ms, rowid',
        organizationId,
      ).map(named)
    },
    accounts(walletId, limit, from = '0') {
      const found = all(
        `SELECT rowid AS position, id, address, name, path, address_format, public_key FROM wallet_accounts
         WHERE wallet_id = ? AND rowid > ? ORDER BY rowid LIMIT ?`,
        walletId,
        Number(from),
        limit + 1,
      )
      return page(found, limit, (row) => ({
        id: text(row, 'id'),
        address: text(row, 'address'),
        name: textOrNull(row, 'name'),
        path: text(row, 'path'),
        addressFormat: text(row, 'address_format'),
        publicKey: text(row, 'public_key'),
      }))
    },
    privateKeys(organizationId, limit, from = '0') {
      const found = all(
        `SELECT rowid AS position, id, name, public_key, imported FROM private_keys
         WHERE organization_id = ? AND rowid > ? ORDER BY rowid LIMIT ?`,
        organizationId,
        Number(from),
        limit + 1,
      )
      return page(found, limit, (row) => ({
        id: text(row, 'id'),
        name: text(row, 'name'),
        publicKey: text(row, 'public_key'),
        imported: integer(row, 'imported') === 1,
      }))
    },
    search(wanted, limit) {
      const found: Found[] = []
      for (const { kind, sql, values } of lookups(wanted)) {
        if (found.length >= limit) break
        for (const row of all(`${sql} LIMIT ?`, ...values, limit - found.length))
          found.push({
            kind,
            id: text(row, 'id'),
            organizationId: text(row, 'organization_id'),
            text: text(row, 'text'),
          })
      }
      return found
    },
  }
}

type Lookup = { kind: Found['kind']; sql: string; values: string[] }

/** The indexes in which something like this may stand. Names and ids are found by how they begin, the rest as a whole. */
function lookups(wanted: string): Lookup[] {
  const found: Lookup[] = []
  const ids = /^[0-9a-f-]{6,36}$/i.test(wanted) ? wanted.toLowerCase() : undefined
  if (ids !== undefined) {
    const begins = (kind: Found['kind'], table: string, columns: string, and = ''): void => {
      // 'g' comes after every character of a UUID.
      const sql = `SELECT id, ${columns} FROM ${table} WHERE id >= ? AND id < ?${and}`
      found.push({ kind, sql, values: [ids, `${ids}g`] })
    }
    begins('organization', 'organizations', 'id AS organization_id, name AS text', ' AND deleted_ms IS NULL')
    begins('activity', 'activities', 'organization_id, type AS text')
    begins('user', 'users', 'organization_id, name AS text', ' AND deleted_ms IS NULL')
    begins('wallet', 'wallets', 'organization_id, name AS text')
    begins('address', 'wallet_accounts', 'organization_id, address AS text')
    begins('private key', 'private_keys', 'organization_id, name AS text')
    begins('passkey', 'authenticators', 'organization_id, name AS text')
    begins('API key', 'api_keys', 'organization_id, name AS text')
  }
  const is = (kind: Found['kind'], table: string, columns: string, column: string, value: string): void => {
    found.push({ kind, sql: `SELECT ${columns} FROM ${table} WHERE ${column} = ?`, values: [value] })
  }
  is('address', 'wallet_accounts', 'id, organization_id, address AS text', 'address', wanted)
  is('address', 'private_key_addresses', 'private_key_id AS id, organization_id, address AS text', 'address', wanted)
  is('activity', 'activities', 'id, organization_id, type AS text', 'fingerprint', wanted)
  is('passkey', 'authenticators', 'id, organization_id, name AS text', 'credential_id', wanted)
  is('API key', 'api_keys', 'id, organization_id, name AS text', 'public_key', wanted.toLowerCase())
  is('user', 'users', 'id, organization_id, name AS text', 'deleted_ms IS NULL AND email', wanted)
  is('user', 'users', 'id, organization_id, name AS text', 'deleted_ms IS NULL AND phone_number', wanted)
  const capital = wanted.charAt(0).toUpperCase() + wanted.slice(1)
  for (const name of new Set([wanted, capital])) {
    const values = [name, `${name}\u{10ffff}`]
    const sql = (columns: string, table: string): string =>
      `SELECT id, ${columns}, name AS text FROM ${table} WHERE name >= ? AND name < ? AND deleted_ms IS NULL`
    found.push({ kind: 'organization', sql: sql('id AS organization_id', 'organizations'), values })
    found.push({ kind: 'user', sql: sql('organization_id', 'users'), values })
  }
  return found
}
