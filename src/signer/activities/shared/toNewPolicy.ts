import type { CreatePolicyIntentV3 } from '../../../wire/policies.js'
import type { PolicyChange } from './writePolicies.js'

/** Turns the parameters of a new policy into the change that creates it. */
export function toNewPolicy(
  id: string,
  { policyName, effect, condition, consensus, time, notes }: CreatePolicyIntentV3,
): PolicyChange {
  return {
    kind: 'create',
    id,
    fields: {
      name: policyName,
      effect,
      notes,
      condition: condition ?? null,
      consensus: consensus ?? null,
      time: time ?? null,
    },
  }
}
