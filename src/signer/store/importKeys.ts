import type { DatabaseSync } from 'node:sqlite'
import { bytes, type Row, text } from './row.js'

/** What a key opens. */
export type ImportKind = 'wallet' | 'private_key'

/** A private key for which a client seals what it imports. */
export type ImportKeyRow = {
  id: string
  organizationId: string
  userId: string
  kind: ImportKind
  sealedKey: Uint8Array
  createdMs: number
}

export type ImportKeys = {
  insert(key: ImportKeyRow): void
  /** The newest first. */
  ofUser(userId: string, kind: ImportKind): { id: string; sealedKey: Uint8Array }[]
  delete(id: string): void
  deleteOfUser(userId: string): void
}

const read = (row: Row): { id: string; sealedKey: Uint8Array } => ({
  id: text(row, 'id'),
  sealedKey: bytes(row, 'sealed_key'),
})

export function createImportKeys(database: DatabaseSync): ImportKeys {
  const insert = database.prepare(
    'INSERT INTO import_keys (id, organization_id, user_id, kind, sealed_key, created_ms) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const ofUser = database.prepare(
    'SELECT id, sealed_key FROM import_keys WHERE user_id = ? AND kind = ? ORDER BY rowid DESC',
  )
  const remove = database.prepare('DELETE FROM import_keys WHERE id = ?')
  const removeOfUser = database.prepare('DELETE FROM import_keys WHERE user_id = ?')
  return {
    insert({ id, organizationId, userId, kind, sealedKey, createdMs }) {
      insert.run(id, organizationId, userId, kind, sealedKey, createdMs)
    },
    ofUser(userId, kind) {
      return ofUser.all(userId, kind).map(read)
    },
    delete(id) {
      remove.run(id)
    },
    deleteOfUser(userId) {
      removeOfUser.run(userId)
    },
  }
}
