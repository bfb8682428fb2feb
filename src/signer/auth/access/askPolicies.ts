import { rootQuorumActivities } from '../../../policies/core.js'
import { decidePolicies } from '../../policyEngine/decidePolicies.js'
import { permissionDenied } from '../../policyEngine/permissionDenied.js'
import type { AccessStep } from './access.js'

/**
 * Asks the organization's policies. One that denies wins over those that allow, and those over one that waits for approvals.
 *
 * Policies cannot keep the root quorum from anything, so where one denies and the caller is a root user, the activity waits
 * for the quorum. Not verified against production.
 */
export const askPolicies: AccessStep = (context, request, note) => {
  const { store, organization, caller } = context
  if (rootQuorumActivities.has(request.activity.type)) return undefined
  const setId = store.policies.currentSet(organization.id)
  if (setId === undefined) return undefined
  const decision = decidePolicies(context, request, setId)
  note({ policies: decision })
  switch (decision.outcome) {
    case 'OUTCOME_DENY_EXPLICIT':
      return caller.inRootQuorum
        ? { outcome: 'left to the root quorum' }
        : { outcome: 'denied', error: permissionDenied(decision.evaluations) }
    case 'OUTCOME_ALLOW':
      return { outcome: 'allowed' }
    case 'OUTCOME_REQUIRES_CONSENSUS':
      return { outcome: 'may be approved' }
    default:
      return undefined
  }
}
