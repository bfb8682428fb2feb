import { preparePolicy } from '../../policies/core.js'
import { badRequest } from '../protocol/WireError.js'
import type { PolicyRow } from '../store/policies.js'

/** Refuses a policy whose expressions do not parse, or name a keyword or a field that does not exist. */
export function assertExpressions({
  condition,
  consensus,
  time,
}: Partial<Pick<PolicyRow, 'condition' | 'consensus' | 'time'>>): void {
  const prepared = preparePolicy({
    effect: 'EFFECT_ALLOW',
    condition: condition ?? undefined,
    consensus: consensus ?? undefined,
    time: time ?? undefined,
  })
  if (prepared.ok) return
  // Production's texts begin like this. What follows is recorded for some mistakes, and not verified for the others.
  throw badRequest(`invalid policy ${prepared.error.field}: ${prepared.error.productionMessage}`)
}
