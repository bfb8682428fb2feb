import type { UpdateUserNameIntent } from '../../wire/intents.js'
import { label, object, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { findUser } from './shared/findUser.js'

const parse: Parser<UpdateUserNameIntent> = object({ userId: uuid(), userName: label() })

export const updateUserName: ActivityDefinition = defineActivity({
  path: 'update_user_name',
  versions: { ACTIVITY_TYPE_UPDATE_USER_NAME: { intent: 'updateUserNameIntent', result: 'updateUserNameResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { userId, userName }) {
    const user = findUser(context, userId)
    context.store.users.update({ ...user, name: userName, updatedMs: context.now() })
    return { userId }
  },
})
