import { permissionDenied } from '../../policyEngine/permissionDenied.js'
import type { AccessStep, Decide, Findings } from './access.js'

/** Makes a decision of steps: the first that decides does. What no step allows is denied. */
export function decideBy(steps: readonly AccessStep[]): Decide {
  return (context, request) => {
    let findings: Findings = {}
    let needsAuthenticators = false
    let mayBeApproved = false
    for (const step of steps) {
      const verdict = step(context, request, (found) => {
        findings = { ...findings, ...found }
      })
      if (verdict === undefined) continue
      if (verdict.outcome === 'denied') {
        const { scope, policies } = findings
        return { ...verdict, ...findings, isRecorded: scope?.isInScope === false || policies !== undefined }
      }
      if (verdict.outcome === 'authenticators needed') {
        needsAuthenticators = true
        continue
      }
      if (verdict.outcome === 'allowed')
        return { outcome: needsAuthenticators ? 'authenticators needed' : 'allowed', ...findings }
      mayBeApproved = true
      if (verdict.outcome === 'left to the root quorum') break
    }
    if (mayBeApproved)
      return { outcome: needsAuthenticators ? 'authenticators needed' : 'consensus needed', ...findings }
    const error = permissionDenied(findings.policies?.evaluations ?? [])
    return { outcome: 'denied', error, ...findings, isRecorded: true }
  }
}
