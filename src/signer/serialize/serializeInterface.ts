import type { SmartContractInterface } from '../../wire/smartContractInterfaces.js'
import type { SmartContractInterfaceRow } from '../store/smartContractInterfaces.js'
import { toTimestamp } from './toTimestamp.js'

export function serializeInterface(row: SmartContractInterfaceRow): SmartContractInterface {
  return {
    organizationId: row.organizationId,
    smartContractInterfaceId: row.id,
    smartContractAddress: row.address,
    smartContractInterface: row.interface,
    type: row.type,
    label: row.label,
    notes: row.notes,
    createdAt: toTimestamp(row.createdMs),
    updatedAt: toTimestamp(row.createdMs),
  }
}
