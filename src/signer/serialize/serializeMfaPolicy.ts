import type { MfaPolicy } from '../../wire/user.js'
import type { MfaPolicyRow } from '../store/mfaPolicies.js'
import { toTimestamp } from './toTimestamp.js'

export function serializeMfaPolicy(row: MfaPolicyRow): MfaPolicy {
  return {
    mfaPolicyId: row.id,
    mfaPolicyName: row.name,
    condition: row.condition,
    requiredAuthenticationMethods: row.steps,
    order: row.position,
    ...(row.notes === null ? {} : { notes: row.notes }),
    createdAt: toTimestamp(row.createdMs),
    updatedAt: toTimestamp(row.updatedMs),
  }
}
