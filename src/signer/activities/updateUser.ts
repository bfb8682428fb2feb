import type { UpdateUserIntent } from '../../wire/intents.js'
import { label, list, object, optional, type Parser, uuid } from '../parse.js'
import { notFound } from '../WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { email, phoneNumber } from './parts/credentialParams.js'
import { findUser } from './parts/findUser.js'

const parse: Parser<UpdateUserIntent> = object({
  userId: uuid(),
  userName: optional(label()),
  userEmail: optional(email),
  userTagIds: optional(list(uuid())),
  userPhoneNumber: optional(phoneNumber),
})

/** What is left out stays as it is. */
export const updateUser: ActivityDefinition = defineActivity({
  path: 'update_user',
  versions: { ACTIVITY_TYPE_UPDATE_USER: { intent: 'updateUserIntent', result: 'updateUserResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { userId, userName, userEmail, userTagIds = [], userPhoneNumber }) {
    const user = findUser(context, userId)
    const [tag] = userTagIds
    if (tag !== undefined) throw notFound(`unable to find user tag ${tag} in organization ${context.organization.id}`)
    context.store.users.update({
      id: user.id,
      name: userName ?? user.name,
      email: userEmail ?? user.email,
      phoneNumber: userPhoneNumber ?? user.phoneNumber,
      updatedMs: context.now(),
    })
    return { userId }
  },
})
