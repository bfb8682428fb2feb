import type { DatabaseSync } from 'node:sqlite'
import type { AuthenticatorTransport } from '../../wire/enums.js'
import { bytes, integer, type Row, text } from './row.js'
import { stringList } from './users.js'

export const transports: readonly AuthenticatorTransport[] = [
  'AUTHENTICATOR_TRANSPORT_BLE',
  'AUTHENTICATOR_TRANSPORT_INTERNAL',
  'AUTHENTICATOR_TRANSPORT_NFC',
  'AUTHENTICATOR_TRANSPORT_USB',
  'AUTHENTICATOR_TRANSPORT_HYBRID',
]

/** How many passkeys with one credential id a stamp is compared with, which bounds its cost. */
export const comparedAtMost = 100

export type AuthenticatorRow = {
  id: string
  organizationId: string
  userId: string
  name: string
  /** Base64url. */
  credentialId: string
  /** The COSE key, base64url. */
  publicKey: string
  rpIdHash: Uint8Array
  aaguid: string
  attestationType: string
  transports: string[]
  createdMs: number
  updatedMs: number
}

export type Authenticators = {
  insert(authenticator: AuthenticatorRow): void
  inOrganization(organizationId: string, credentialId: string): AuthenticatorRow | undefined
  /** The oldest, at most `comparedAtMost`: a copied credential id is registered later than the owner's. */
  inSubOrganizations(parentId: string, credentialId: string): AuthenticatorRow[]
  /** Whether an organization, or any, has a passkey with this credential id or one of these public keys. */
  isRegistered(
    passkey: { credentialId: string; publicKeys: readonly string[] },
    organizationId: string | undefined,
  ): boolean
  byId(organizationId: string, id: string): AuthenticatorRow | undefined
  ofUser(userId: string): AuthenticatorRow[]
  delete(id: string): void
}

function read(row: Row): AuthenticatorRow {
  return {
    id: text(row, 'id'),
    organizationId: text(row, 'organization_id'),
    userId: text(row, 'user_id'),
    name: text(row, 'name'),
    credentialId: text(row, 'credential_id'),
    publicKey: text(row, 'public_key'),
    rpIdHash: bytes(row, 'rp_id_hash'),
    aaguid: text(row, 'aaguid'),
    attestationType: text(row, 'attestation_type'),
    transports: stringList(text(row, 'transports')),
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

/** Tells whether an organization, or any, has a passkey with this value. Each statement reads one row of an index. */
function createSearch(database: DatabaseSync, column: 'credential_id' | 'public_key') {
  const anywhere = database.prepare(`SELECT 1 FROM authenticators WHERE ${column} = ? LIMIT 1`)
  const within = database.prepare(`SELECT 1 FROM authenticators WHERE ${column} = ? AND organization_id = ? LIMIT 1`)
  return (value: string, organizationId: string | undefined): boolean =>
    (organizationId === undefined ? anywhere.get(value) : within.get(value, organizationId)) !== undefined
}

export function createAuthenticators(database: DatabaseSync): Authenticators {
  const insert = database.prepare(
    `INSERT INTO authenticators (id, organization_id, user_id, name, credential_id, public_key, rp_id_hash, aaguid,
     attestation_type, transports, created_ms, updated_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const inOrganization = database.prepare(
    'SELECT * FROM authenticators WHERE credential_id = ? AND organization_id = ?',
  )
  // The index is in the order of age: any other would read and sort all passkeys before the limit. CROSS JOIN keeps SQLite
  // from looping over every sub-organization. https://www.sqlite.org/optoverview.html#crossjoin
  const inSubOrganizations = database.prepare(
    `SELECT authenticators.* FROM (
       SELECT rowid AS id FROM authenticators INDEXED BY authenticators_by_age WHERE credential_id = ?
       ORDER BY rowid LIMIT ${comparedAtMost}
     ) AS oldest
     CROSS JOIN authenticators ON authenticators.rowid = oldest.id
     CROSS JOIN organizations ON organizations.id = authenticators.organization_id
     WHERE organizations.parent_id = ? ORDER BY oldest.id`,
  )
  const hasCredentialId = createSearch(database, 'credential_id')
  const hasPublicKey = createSearch(database, 'public_key')
  const byId = database.prepare('SELECT * FROM authenticators WHERE id = ? AND organization_id = ?')
  const ofUser = database.prepare('SELECT * FROM authenticators WHERE user_id = ? ORDER BY created_ms, rowid')
  const remove = database.prepare('DELETE FROM authenticators WHERE id = ?')
  return {
    insert(authenticator) {
      insert.run(
        authenticator.id,
        authenticator.organizationId,
        authenticator.userId,
        authenticator.name,
        authenticator.credentialId,
        authenticator.publicKey,
        authenticator.rpIdHash,
        authenticator.aaguid,
        authenticator.attestationType,
        JSON.stringify(authenticator.transports),
        authenticator.createdMs,
        authenticator.updatedMs,
      )
    },
    inOrganization(organizationId, credentialId) {
      const row = inOrganization.get(credentialId, organizationId)
      return row === undefined ? undefined : read(row)
    },
    inSubOrganizations(parentId, credentialId) {
      return inSubOrganizations.all(credentialId, parentId).map(read)
    },
    isRegistered({ credentialId, publicKeys }, organizationId) {
      return (
        hasCredentialId(credentialId, organizationId) ||
        publicKeys.some((publicKey) => hasPublicKey(publicKey, organizationId))
      )
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
