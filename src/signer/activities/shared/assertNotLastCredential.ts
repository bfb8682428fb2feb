import type { RequestContext } from '../../context.js'
import { badRequest } from '../../protocol/WireError.js'
import type { UserRow } from '../../store/users.js'
import { assertQuorumPossible } from './assertQuorumPossible.js'
import { hasLastingCredential } from './lastingCredentials.js'

/**
 * Refuses to leave a user without a credential, and an organization without the users of its quorum. Called after credentials
 * that do not expire were deleted: keys that expire do not count. Whether production counts them is not verified.
 */
export function assertNotLastCredential(context: RequestContext, user: UserRow): void {
  if (!hasLastingCredential(context.store, user.id)) throw badRequest(`user missing valid credential: ${user.id}`)
  if (user.inRootQuorum) assertQuorumPossible(context, user.organizationId)
}
