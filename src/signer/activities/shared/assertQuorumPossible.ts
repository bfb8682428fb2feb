import { rootQuorum } from '../../auth/access/rootQuorum.js'
import type { RequestContext } from '../../context.js'
import { badRequest } from '../../protocol/WireError.js'
import { hasLastingApiKey, hasLastingCredential } from './lastingCredentials.js'

/**
 * Refuses to leave an organization to users who could not meet its quorum: nobody could ever decide anything again.
 * Production documents that the users must exist. That keys which expire do not count is not verified against production.
 */
export function assertQuorumPossible({ store }: RequestContext, organizationId: string): void {
  const organization = store.organizations.byId(organizationId)
  if (organization === undefined) throw new TypeError('the organization does not exist')
  const { threshold, userIds } = rootQuorum(store, organization)
  if (userIds.length < threshold) throw badRequest('quorum users missing')
  if (userIds.filter((userId) => hasLastingCredential(store, userId)).length < threshold)
    throw badRequest('quorum users missing: fewer users than the threshold have a credential that does not expire')
  // A backend creates sub-organizations, and has no passkey.
  if (organization.parentId === null && !userIds.some((userId) => hasLastingApiKey(store, userId)))
    throw badRequest(
      'quorum users missing: no root user of the parent organization has an API key that does not expire',
    )
}
