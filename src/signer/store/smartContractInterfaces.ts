import type { DatabaseSync } from 'node:sqlite'
import { integer, type Row, text } from './row.js'

export type SmartContractInterfaceRow = {
  id: string
  organizationId: string
  address: string
  type: string
  /** JSON of the ABI or IDL. */
  interface: string
  label: string
  notes: string
  createdMs: number
}

export type SmartContractInterfaces = {
  insert(row: SmartContractInterfaceRow): void
  byId(organizationId: string, id: string): SmartContractInterfaceRow | undefined
  /** The JSON of an interface, also of a deleted one. Empty for an unknown id. */
  text(id: string): string
  /** Id of the newest for an address, in any case. */
  idByAddress(organizationId: string, address: string): string | undefined
  /** In the order of their creation. */
  inOrganization(organizationId: string): SmartContractInterfaceRow[]
  count(organizationId: string): number
  /** Keeps the row: evaluations refer to it. */
  delete(id: string, nowMs: number): void
}

function read(row: Row): SmartContractInterfaceRow {
  return {
    id: text(row, 'id'),
    organizationId: text(row, 'organization_id'),
    address: text(row, 'address'),
    type: text(row, 'type'),
    interface: text(row, 'interface'),
    label: text(row, 'label'),
    notes: text(row, 'notes'),
    createdMs: integer(row, 'created_ms'),
  }
}

export function createSmartContractInterfaces(database: DatabaseSync): SmartContractInterfaces {
  const insert = database.prepare(
    `INSERT INTO smart_contract_interfaces (id, organization_id, address, type, interface, label, notes, created_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const json = database.prepare('SELECT interface FROM smart_contract_interfaces WHERE id = ?')
  const byId = database.prepare(
    'SELECT * FROM smart_contract_interfaces WHERE id = ? AND organization_id = ? AND deleted_ms IS NULL',
  )
  const idByAddress = database.prepare(
    `SELECT id FROM smart_contract_interfaces INDEXED BY smart_contract_interfaces_by_address
     WHERE organization_id = ? AND address = ? COLLATE NOCASE AND deleted_ms IS NULL ORDER BY rowid DESC LIMIT 1`,
  )
  const inOrganization = database.prepare(
    'SELECT * FROM smart_contract_interfaces WHERE organization_id = ? AND deleted_ms IS NULL ORDER BY rowid',
  )
  const count = database.prepare(
    'SELECT count(*) AS count FROM smart_contract_interfaces WHERE organization_id = ? AND deleted_ms IS NULL',
  )
  const remove = database.prepare('UPDATE smart_contract_interfaces SET deleted_ms = ? WHERE id = ?')
  return {
    insert(row) {
      insert.run(row.id, row.organizationId, row.address, row.type, row.interface, row.label, row.notes, row.createdMs)
    },
    byId(organizationId, id) {
      const row = byId.get(id, organizationId)
      return row === undefined ? undefined : read(row)
    },
    text(id) {
      const row = json.get(id)
      return row === undefined ? '' : text(row, 'interface')
    },
    idByAddress(organizationId, address) {
      const row = idByAddress.get(organizationId, address)
      return row === undefined ? undefined : text(row, 'id')
    },
    inOrganization: (organizationId) => inOrganization.all(organizationId).map(read),
    count: (organizationId) => integer(count.get(organizationId) ?? {}, 'count'),
    delete(id, nowMs) {
      remove.run(nowMs, id)
    },
  }
}
