import type { AccessStep } from './access.js'
import { rootQuorum } from './rootQuorum.js'

/** Root users decide by quorum. Where it is met no policy is asked, not even one that denies. */
export const allowByRootQuorum: AccessStep = ({ store, organization, caller }, { approvals }) => {
  if (!caller.inRootQuorum) return undefined
  // Where one root user is enough, the caller is: the others are not looked up.
  if (organization.quorumThreshold <= 1) return { outcome: 'allowed' }
  const { userIds, threshold } = rootQuorum(store, organization)
  const rootUserIds = new Set(userIds)
  const rootApprovals = new Set(approvals.map(({ userId }) => userId).filter((userId) => rootUserIds.has(userId)))
  return { outcome: rootApprovals.size >= threshold ? 'allowed' : 'may be approved' }
}
