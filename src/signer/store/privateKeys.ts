import type { DatabaseSync } from 'node:sqlite'
import { bytes, integer, type Row, text } from './row.js'
import { stringList } from './users.js'

export type PrivateKeyRow = {
  id: string
  organizationId: string
  name: string
  curve: string
  /** SEC1 compressed, hex without 0x. */
  publicKey: string
  tags: string[]
  exported: boolean
  imported: boolean
  sealedKey: Uint8Array
  createdMs: number
  updatedMs: number
}

export type PrivateKeyAddress = { format: string; address: string }

export type PrivateKeys = {
  insert(privateKey: PrivateKeyRow, addresses: readonly PrivateKeyAddress[]): void
  byId(organizationId: string, id: string): PrivateKeyRow | undefined
  byAddress(organizationId: string, address: string): PrivateKeyRow | undefined
  byPublicKey(organizationId: string, publicKey: string): PrivateKeyRow | undefined
  byName(organizationId: string, name: string): PrivateKeyRow | undefined
  inOrganization(organizationId: string): PrivateKeyRow[]
  count(organizationId: string): number
  addresses(id: string): PrivateKeyAddress[]
  markExported(id: string, nowMs: number): void
  delete(id: string): void
  /** Deletes all keys of an organization. */
  deleteAll(organizationId: string): void
}

function read(row: Row): PrivateKeyRow {
  return {
    id: text(row, 'id'),
    organizationId: text(row, 'organization_id'),
    name: text(row, 'name'),
    curve: text(row, 'curve'),
    publicKey: text(row, 'public_key'),
    tags: stringList(text(row, 'tags')),
    exported: integer(row, 'exported') === 1,
    imported: integer(row, 'imported') === 1,
    sealedKey: bytes(row, 'sealed_key'),
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

export function createPrivateKeys(database: DatabaseSync): PrivateKeys {
  const insert = database.prepare(
    `INSERT INTO private_keys (id, organization_id, name, curve, public_key, tags, exported, imported, sealed_key, created_ms, updated_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertAddress = database.prepare(
    'INSERT INTO private_key_addresses (private_key_id, organization_id, position, format, address) VALUES (?, ?, ?, ?, ?)',
  )
  const byId = database.prepare('SELECT * FROM private_keys WHERE id = ? AND organization_id = ?')
  const byAddress = database.prepare(
    `SELECT private_keys.* FROM private_key_addresses JOIN private_keys ON private_keys.id = private_key_id
     WHERE address = ? AND private_key_addresses.organization_id = ? LIMIT 1`,
  )
  const byPublicKey = database.prepare('SELECT * FROM private_keys WHERE organization_id = ? AND public_key = ?')
  const byName = database.prepare('SELECT * FROM private_keys WHERE organization_id = ? AND name = ?')
  const inOrganization = database.prepare(
    'SELECT * FROM private_keys WHERE organization_id = ? ORDER BY created_ms, rowid',
  )
  const count = database.prepare('SELECT count(*) AS count FROM private_keys WHERE organization_id = ?')
  const addresses = database.prepare(
    'SELECT format, address FROM private_key_addresses WHERE private_key_id = ? ORDER BY position',
  )
  const markExported = database.prepare('UPDATE private_keys SET exported = 1, updated_ms = ? WHERE id = ?')
  const removeAddresses = database.prepare('DELETE FROM private_key_addresses WHERE private_key_id = ?')
  const remove = database.prepare('DELETE FROM private_keys WHERE id = ?')
  const removeAllAddresses = database.prepare(
    'DELETE FROM private_key_addresses WHERE private_key_id IN (SELECT id FROM private_keys WHERE organization_id = ?)',
  )
  const removeAll = database.prepare('DELETE FROM private_keys WHERE organization_id = ?')
  const one = (row: Row | undefined): PrivateKeyRow | undefined => (row === undefined ? undefined : read(row))
  return {
    insert(privateKey, keyAddresses) {
      insert.run(
        privateKey.id,
        privateKey.organizationId,
        privateKey.name,
        privateKey.curve,
        privateKey.publicKey,
        JSON.stringify(privateKey.tags),
        Number(privateKey.exported),
        Number(privateKey.imported),
        privateKey.sealedKey,
        privateKey.createdMs,
        privateKey.updatedMs,
      )
      keyAddresses.forEach(({ format, address }, position) => {
        insertAddress.run(privateKey.id, privateKey.organizationId, position, format, address)
      })
    },
    byId(organizationId, id) {
      return one(byId.get(id, organizationId))
    },
    byAddress(organizationId, address) {
      return one(byAddress.get(address, organizationId))
    },
    byPublicKey(organizationId, publicKey) {
      return one(byPublicKey.get(organizationId, publicKey))
    },
    byName(organizationId, name) {
      return one(byName.get(organizationId, name))
    },
    inOrganization(organizationId) {
      return inOrganization.all(organizationId).map(read)
    },
    count(organizationId) {
      return integer(count.get(organizationId) ?? {}, 'count')
    },
    markExported(id, nowMs) {
      markExported.run(nowMs, id)
    },
    delete(id) {
      removeAddresses.run(id)
      remove.run(id)
    },
    deleteAll(organizationId) {
      removeAllAddresses.run(organizationId)
      removeAll.run(organizationId)
    },
    addresses(id) {
      return addresses.all(id).map((row) => ({ format: text(row, 'format'), address: text(row, 'address') }))
    },
  }
}
