import type { PolicyDecision } from '../../policyEngine/facts.js'
import { permissionDenied } from '../../policyEngine/permissionDenied.js'
import type { AccessStep, Decide } from './access.js'

/** Makes a decision of steps: the first that decides does. What no step allows is denied. */
export function decideBy(steps: readonly AccessStep[]): Decide {
  return (context, request) => {
    let policies: PolicyDecision | undefined
    let mayBeApproved = false
    const withPolicies = (): { policies?: PolicyDecision } => (policies === undefined ? {} : { policies })
    for (const step of steps) {
      const verdict = step(context, request, (decision) => {
        policies = decision
      })
      if (verdict === undefined) continue
      if (verdict.outcome === 'denied') return { ...verdict, ...withPolicies(), isRecorded: policies !== undefined }
      if (verdict.outcome === 'allowed') return { outcome: 'allowed', ...withPolicies() }
      mayBeApproved = true
      if (verdict.outcome === 'left to the root quorum') break
    }
    if (mayBeApproved) return { outcome: 'consensus needed', ...withPolicies() }
    const error = permissionDenied(policies?.evaluations ?? [])
    return { outcome: 'denied', error, ...withPolicies(), isRecorded: true }
  }
}
