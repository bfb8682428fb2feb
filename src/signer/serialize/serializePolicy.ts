import type { Policy } from '../../wire/policies.js'
import type { PolicyRow } from '../store/policies.js'
import { toTimestamp } from './toTimestamp.js'

/** The schema requires `condition` and `consensus`. What production answers for absent ones is not verified. */
export function serializePolicy(row: PolicyRow): Policy {
  return {
    policyId: row.id,
    policyName: row.name,
    effect: row.effect,
    createdAt: toTimestamp(row.createdMs),
    updatedAt: toTimestamp(row.updatedMs),
    notes: row.notes,
    consensus: row.consensus ?? '',
    condition: row.condition ?? '',
    ...(row.time === null ? {} : { time: row.time }),
  }
}
