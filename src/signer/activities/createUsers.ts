import type { CreateUsersIntentV4 } from '../../wire/intents.js'
import { object, type Parser } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addUser } from './shared/addUser.js'
import { otherUserList } from './shared/credentialParams.js'
import { findUserTag } from './shared/findUserTag.js'

const parse: Parser<CreateUsersIntentV4> = object({ users: otherUserList })

/** Creates users outside the root quorum. */
export const createUsers: ActivityDefinition = defineActivity({
  path: 'create_users',
  versions: {
    ACTIVITY_TYPE_CREATE_USERS_V4: { intent: 'createUsersIntentV4', result: 'createUsersResult' },
    ACTIVITY_TYPE_CREATE_USERS_V3: { intent: 'createUsersIntentV3', result: 'createUsersResult' },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { users }) {
    const { id } = context.organization
    for (const tagId of new Set(users.flatMap((user) => user.userTags))) findUserTag(context, tagId)
    return { userIds: users.map((user) => addUser(context, id, user, false)) }
  },
})
