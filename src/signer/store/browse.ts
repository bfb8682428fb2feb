import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  type Activities,
  type ActivityHead,
  headColumns,
  readHead,
  readStored,
  type StoredActivity,
} from './activities.js'
import { integer, type Row, text, textOrNull, uuid } from './row.js'
import { highest, toUuidBytes } from './uuidBytes.js'

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

export type Page<row> = {
  rows: row[]
  /** Where the next page starts. Null on the last page. */
  next: string | null
}

/** Something that a search has found by its id, name or address. */
export type Found = {
  kind: 'activity' | 'organization' | 'user' | 'passkey' | 'API key' | 'wallet' | 'address' | 'private key'
  id: string
  organizationId: string
  text: string
}

/** Reads for the console: across organizations, page by page, each by an index. Never reads a column that holds a secret. */
export type Browse = {
  /** Newest first. */
  activityIds(page: { olderThan?: string; organizationId?: string; limit: number }): string[]
  /** Also one that this version of the signer cannot read. */
  activity(id: string): StoredActivity | undefined
  activityHead(id: string): ActivityHead | undefined
  /** Also a deleted one. */
  organization(id: string): OrganizationPlace | undefined
  /** Newest first. */
  subOrganizations(parentId: string, limit: number, from?: string): Page<NamedRow>
  /** At most `max`. */
  countSubOrganizations(parentId: string, max: number): number
  wallets(organizationId: string): NamedRow[]
  accounts(walletId: string, limit: number, from?: string): Page<PublicAccountRow>
  privateKeys(organizationId: string, limit: number, from?: string): Page<PublicPrivateKeyRow>
  /** Finds what begins with a text, a few of each kind. Names and hex match in any case. */
  search(text: string): Found[]
}

/** Results of each kind that a search returns. */
const maxOfAKind = 8

const readNamed = (row: Row): NamedRow => ({
  id: text(row, 'id'),
  name: text(row, 'name'),
  createdMs: integer(row, 'created_ms'),
})

export function createBrowse(database: DatabaseSync, activities: Pick<Activities, 'list'>): Browse {
  const prepared = new Map<string, StatementSync>()
  /** Prepares statements on first use, so that a signer without visitors does not pay for them. */
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
    activityIds({ olderThan, organizationId, limit }) {
      const page = { limit, ...(olderThan === undefined ? {} : { olderThan }) }
      if (organizationId !== undefined) return activities.list({ organizationId, statuses: [], types: [], ...page })
      const before = olderThan === undefined ? highest : toUuidBytes(olderThan)
      const found = all('SELECT id FROM activities WHERE id < ? ORDER BY id DESC LIMIT ?', before, limit)
      return found.map((row) => uuid(row, 'id'))
    },
    activity(id) {
      const [row] = all('SELECT * FROM activities WHERE id = ?', toUuidBytes(id))
      return row === undefined ? undefined : readStored(row)
    },
    activityHead(id) {
      const [row] = all(`SELECT ${headColumns} FROM activities WHERE id = ?`, toUuidBytes(id))
      return row === undefined ? undefined : readHead(row)
    },
    organization(id) {
      const [row] = all('SELECT id, name, created_ms, parent_id FROM organizations WHERE id = ?', id)
      return row === undefined ? undefined : { ...readNamed(row), parentId: textOrNull(row, 'parent_id') }
    },
    subOrganizations(parentId, limit, from) {
      // The order of rowids, which every index has at its end, is the order of creation.
      const found = all(
        `SELECT rowid AS position, id, name, created_ms FROM organizations INDEXED BY organizations_by_creation
         WHERE parent_id = ? AND rowid < ? AND deleted_ms IS NULL ORDER BY rowid DESC LIMIT ?`,
        parentId,
        from === undefined ? Number.MAX_SAFE_INTEGER : Number(from),
        limit + 1,
      )
      return page(found, limit, readNamed)
    },
    countSubOrganizations(parentId, max) {
      const [row = {}] = all(
        `SELECT count(*) AS count FROM
         (SELECT 1 FROM organizations WHERE parent_id = ? AND deleted_ms IS NULL LIMIT ?)`,
        parentId,
        max,
      )
      return integer(row, 'count')
    },
    wallets(organizationId) {
      return all(
        'SELECT id, name, created_ms FROM wallets WHERE organization_id = ? ORDER BY created_ms, rowid',
        organizationId,
      ).map(readNamed)
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
    search(query) {
      const found: Found[] = []
      // A limit per kind, because the ids of activities, for example, begin alike.
      for (const { kind, sql, values } of toLookups(query))
        for (const row of all(`${sql} LIMIT ?`, ...values, maxOfAKind))
          found.push({
            kind,
            id: idIn(row, 'id'),
            organizationId: idIn(row, 'organization_id'),
            text: text(row, 'text'),
          })
      return found
    },
  }
}

type Lookup = { kind: Found['kind']; sql: string; values: SQLInputValue[] }

/** Ids are text, those of activities and in their rows bytes. */
const idIn = (row: Row, column: string): string =>
  typeof row[column] === 'string' ? text(row, column) : uuid(row, column)

/** Sorts after every text that begins with this one. */
const after = (beginning: string): string => `${beginning}\u{10ffff}`

const isUuidBeginning = (text: string): boolean =>
  [...text].every((letter, at) => (letter === '-') === [8, 13, 18, 23].includes(at))

/** Chooses the queries that may find a text, by what it looks like. */
function toLookups(query: string): Lookup[] {
  const found: Lookup[] = []
  const begins = (
    kind: Found['kind'],
    [table, columns]: readonly [table: string, columns: string],
    column: string,
    beginning: string,
    and = '',
  ): void => {
    const sql = `SELECT ${columns} AS text FROM ${table} WHERE ${column} >= ? AND ${column} < ?${and}`
    found.push({ kind, sql, values: [beginning, after(beginning)] })
  }
  /** Finds activities by the beginning of a column of bytes. */
  const activityBegins = (column: 'id' | 'fingerprint', length: number, hex: string): void => {
    if (hex.length > 2 * length) return
    const sql = `SELECT id, organization_id, type AS text FROM activities WHERE ${column} BETWEEN ? AND ?`
    const values = ['0', 'f'].map((digit) => Buffer.from(hex.padEnd(2 * length, digit), 'hex'))
    found.push({ kind: 'activity', sql, values })
  }
  const notDeleted = ' AND deleted_ms IS NULL'
  const organizations = ['organizations', 'id, id AS organization_id, name'] as const
  const users = ['users', 'id, organization_id, name'] as const
  const accounts = ['wallet_accounts', 'id, organization_id, address'] as const
  const addresses = ['private_key_addresses', 'private_key_id AS id, organization_id, address'] as const
  const passkeys = ['authenticators', 'id, organization_id, name'] as const
  const apiKeys = ['api_keys', 'id, organization_id, name'] as const

  const [, prefix, hex = ''] = /^(0x|sha256:)?([0-9a-f]{4,130})$/i.exec(query) ?? []
  const lower = hex.toLowerCase()
  // Four hex digits without a prefix may mean anything.
  if (lower !== '' && (prefix !== undefined || lower.length >= 6)) {
    if (prefix?.toLowerCase() !== 'sha256:') {
      begins('address', accounts, 'address COLLATE NOCASE', `0x${lower}`)
      begins('address', addresses, 'address COLLATE NOCASE', `0x${lower}`)
      begins('API key', apiKeys, 'public_key', lower)
    }
    if (prefix?.toLowerCase() !== '0x') activityBegins('fingerprint', 32, lower)
  }
  if (/^[0-9a-f-]{6,36}$/i.test(query)) {
    const id = query.toLowerCase()
    begins('organization', organizations, 'id', id, notDeleted)
    if (isUuidBeginning(id)) activityBegins('id', 16, id.replaceAll('-', ''))
    begins('user', users, 'id', id, notDeleted)
    begins('wallet', ['wallets', 'id, organization_id, name'], 'id', id)
    begins('address', accounts, 'id', id)
    begins('private key', ['private_keys', 'id, organization_id, name'], 'id', id)
    begins('passkey', passkeys, 'id', id)
    begins('API key', apiKeys, 'id', id)
  }
  if (/^[\w-]{6,}$/.test(query)) begins('passkey', passkeys, 'credential_id', query)
  // Addresses of other formats than Ethereum's.
  if (/^[0-9a-z]{6,}$/i.test(query)) begins('address', accounts, 'address COLLATE NOCASE', query)
  if (/^\+[0-9]{4,}$/.test(query)) begins('user', users, 'phone_number', query, notDeleted)
  begins('organization', organizations, 'name COLLATE NOCASE', query, notDeleted)
  begins('user', users, 'name COLLATE NOCASE', query, notDeleted)
  if (query.includes('@')) begins('user', users, 'email COLLATE NOCASE', query, notDeleted)
  return found
}
