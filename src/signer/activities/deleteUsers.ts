import type { DeleteUsersIntent } from '../../wire/intents.js'
import { list, object, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { assertQuorumPossible } from './shared/assertQuorumPossible.js'
import { deleteUser } from './shared/deleteUser.js'
import { findUser } from './shared/findUser.js'

const parse: Parser<DeleteUsersIntent> = object({ userIds: list(uuid(), { min: 1, max: requestLimits.items }) })

/**
 * Deletes users with their credentials. Enough root users must remain to meet the quorum, or nobody could decide anything
 * any more. The text of the refusal is not verified against production.
 */
export const deleteUsers: ActivityDefinition = defineActivity({
  path: 'delete_users',
  versions: { ACTIVITY_TYPE_DELETE_USERS: { intent: 'deleteUsersIntent', result: 'deleteUsersResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { userIds }) {
    let fromQuorum = false
    for (const userId of userIds) {
      const user = findUser(context, userId)
      deleteUser(context, user.id)
      fromQuorum ||= user.inRootQuorum
    }
    if (fromQuorum) assertQuorumPossible(context, context.organization.id)
    return { userIds }
  },
})
