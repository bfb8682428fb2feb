import type { UpdateUserIntent } from '../../wire/intents.js'
import { limits } from '../protocol/limits.js'
import { label, list, object, optional, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { email, phoneNumber } from './shared/credentialParams.js'
import { findUser } from './shared/findUser.js'
import { findUserTag } from './shared/findUserTag.js'

/** The official browser client removes an address or a number by sending an empty string. */
const orEmpty =
  (parser: Parser<string>): Parser<string> =>
  (value, path, isStored) =>
    value === '' ? '' : parser(value, path, isStored)

const parse: Parser<UpdateUserIntent> = object({
  userId: uuid(),
  userName: optional(label()),
  userEmail: optional(orEmpty(email)),
  userTagIds: optional(list(uuid(), { max: limits.tags })),
  userPhoneNumber: optional(orEmpty(phoneNumber)),
})

/** Changes the fields that are given, and leaves the others. */
export const updateUser: ActivityDefinition = defineActivity({
  path: 'update_user',
  versions: { ACTIVITY_TYPE_UPDATE_USER: { intent: 'updateUserIntent', result: 'updateUserResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { userId, userName, userEmail, userTagIds, userPhoneNumber }) {
    const user = findUser(context, userId)
    for (const tagId of userTagIds ?? []) findUserTag(context, tagId)
    context.store.users.update({
      id: user.id,
      name: userName ?? user.name,
      email: userEmail === undefined ? user.email : userEmail || null,
      phoneNumber: userPhoneNumber === undefined ? user.phoneNumber : userPhoneNumber || null,
      tags: userTagIds === undefined ? user.tags : [...new Set(userTagIds)],
      updatedMs: context.now(),
    })
    return { userId }
  },
})
