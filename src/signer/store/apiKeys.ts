import type { DatabaseSync } from 'node:sqlite'
import type { CredentialType } from '../../wire/user.js'
import { integer, integerOrNull, type Row, text, textOrNull } from './row.js'

export type ApiKeyType = Extract<
  CredentialType,
  | 'CREDENTIAL_TYPE_API_KEY_P256'
  | 'CREDENTIAL_TYPE_API_KEY_SECP256K1'
  | 'CREDENTIAL_TYPE_API_KEY_ED25519'
  | 'CREDENTIAL_TYPE_LOGIN'
>

const types: readonly ApiKeyType[] = [
  'CREDENTIAL_TYPE_API_KEY_P256',
  'CREDENTIAL_TYPE_API_KEY_SECP256K1',
  'CREDENTIAL_TYPE_API_KEY_ED25519',
  'CREDENTIAL_TYPE_LOGIN',
]

/** The curve of each type of key. The key of a session is on P-256. */
export const apiKeyCurves: Readonly<Record<ApiKeyType, 'P256' | 'SECP256K1' | 'ED25519'>> = {
  CREDENTIAL_TYPE_API_KEY_P256: 'P256',
  CREDENTIAL_TYPE_API_KEY_SECP256K1: 'SECP256K1',
  CREDENTIAL_TYPE_API_KEY_ED25519: 'ED25519',
  CREDENTIAL_TYPE_LOGIN: 'P256',
}

export type ApiKeyRow = {
  id: string
  organizationId: string
  userId: string
  name: string
  /** Lowercase hex: a compressed point, or 32 bytes for Ed25519. */
  publicKey: string
  /** A P-256 key's point uncompressed, hex. Null for other keys, and for keys older than this column. */
  point: string | null
  type: ApiKeyType
  expirationSeconds: number | null
  /** What limits a session. Null for other keys, and for sessions that may do everything. */
  sessionProfileId: string | null
  createdMs: number
  updatedMs: number
}

export type ApiKeys = {
  insert(apiKey: ApiKeyRow): void
  inOrganization(organizationId: string, publicKey: string): ApiKeyRow | undefined
  /**
   * The keys on a curve that have not expired, else those that have. At most two, which is enough to tell none, one and
   * several apart. Of more than 1,000 keys only the oldest are looked at, so that later ones neither hide them nor take time.
   */
  inSubOrganizations(
    parentId: string,
    key: Pick<ApiKeyRow, 'publicKey'> & { curve: (typeof apiKeyCurves)[ApiKeyType]; nowMs: number },
  ): ApiKeyRow[]
  byId(organizationId: string, id: string): ApiKeyRow | undefined
  ofUser(userId: string): ApiKeyRow[]
  delete(id: string): void
}

/** Whether the key was made by a log-in. */
export function isSession(apiKey: ApiKeyRow): boolean {
  return apiKey.type === 'CREDENTIAL_TYPE_LOGIN'
}

export function isExpired(apiKey: ApiKeyRow, nowMs: number): boolean {
  return apiKey.expirationSeconds !== null && nowMs >= apiKey.createdMs + apiKey.expirationSeconds * 1000
}

function read(row: Row): ApiKeyRow {
  const type = types.find((known) => known === row.type)
  if (type === undefined) throw new TypeError('a stored API key has an unknown type')
  return {
    id: text(row, 'id'),
    organizationId: text(row, 'organization_id'),
    userId: text(row, 'user_id'),
    name: text(row, 'name'),
    publicKey: text(row, 'public_key'),
    point: textOrNull(row, 'point'),
    type,
    expirationSeconds: integerOrNull(row, 'expiration_seconds'),
    sessionProfileId: textOrNull(row, 'session_profile_id'),
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

export function createApiKeys(database: DatabaseSync): ApiKeys {
  const insert = database.prepare(
    `INSERT INTO api_keys (id, organization_id, user_id, name, public_key, point, type, expiration_seconds,
     session_profile_id, created_ms, updated_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const inOrganization = database.prepare('SELECT * FROM api_keys WHERE public_key = ? AND organization_id = ?')
  // The index is in the order of age: any other would read and sort all keys before the limit. CROSS JOIN keeps SQLite from
  // looping over every sub-organization. https://www.sqlite.org/optoverview.html#crossjoin
  const inSubOrganizations = database.prepare(
    `SELECT api_keys.* FROM (
       SELECT rowid AS id FROM api_keys INDEXED BY api_keys_by_age WHERE public_key = ? ORDER BY rowid LIMIT 1000
     ) AS oldest
     CROSS JOIN api_keys ON api_keys.rowid = oldest.id
     CROSS JOIN organizations ON organizations.id = api_keys.organization_id
     WHERE organizations.parent_id = ? AND type IN (SELECT value FROM json_each(?))
     ORDER BY coalesce(api_keys.created_ms + expiration_seconds * 1000 <= ?, 0), oldest.id LIMIT 2`,
  )
  const byId = database.prepare('SELECT * FROM api_keys WHERE id = ? AND organization_id = ?')
  const ofUser = database.prepare('SELECT * FROM api_keys WHERE user_id = ? ORDER BY created_ms, rowid')
  const remove = database.prepare('DELETE FROM api_keys WHERE id = ?')
  return {
    insert(apiKey) {
      insert.run(
        apiKey.id,
        apiKey.organizationId,
        apiKey.userId,
        apiKey.name,
        apiKey.publicKey,
        apiKey.point,
        apiKey.type,
        apiKey.expirationSeconds,
        apiKey.sessionProfileId,
        apiKey.createdMs,
        apiKey.updatedMs,
      )
    },
    inOrganization(organizationId, publicKey) {
      const row = inOrganization.get(publicKey, organizationId)
      return row === undefined ? undefined : read(row)
    },
    inSubOrganizations(parentId, { publicKey, curve, nowMs }) {
      const onCurve = types.filter((type) => apiKeyCurves[type] === curve)
      return inSubOrganizations.all(publicKey, parentId, JSON.stringify(onCurve), nowMs).map(read)
    },
    byId(organizationId, id) {
      const row = byId.get(id, organizationId)
      return row === undefined ? undefined : read(row)
    },
    ofUser(userId) {
      return ofUser.all(userId).map(read)
    },
    delete(id) {
      remove.run(id)
    },
  }
}
