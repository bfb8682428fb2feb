import type { UpdateUserTagIntent } from '../../wire/userTags.js'
import { limits } from '../protocol/limits.js'
import { label, listOrAbsent, object, optional, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { assertTagNameFree } from './shared/assertTagNameFree.js'
import { findUser } from './shared/findUser.js'
import { findUserTag } from './shared/findUserTag.js'
import { setUserTags } from './shared/setUserTags.js'

const userIds = listOrAbsent(uuid(), { max: limits.users })
const parse: Parser<UpdateUserTagIntent> = object({
  userTagId: uuid(),
  newUserTagName: optional(label()),
  addUserIds: userIds,
  removeUserIds: userIds,
})

/** Renames a tag, and gives it to users or takes it from them. A user in both lists loses it. */
export const updateUserTag: ActivityDefinition = defineActivity({
  path: 'update_user_tag',
  versions: { ACTIVITY_TYPE_UPDATE_USER_TAG: { intent: 'updateUserTagIntent', result: 'updateUserTagResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { userTagId, newUserTagName, addUserIds, removeUserIds }) {
    const tag = findUserTag(context, userTagId)
    if (newUserTagName !== undefined) {
      assertTagNameFree(context, newUserTagName, tag.id)
      context.store.userTags.rename(tag.id, newUserTagName, context.now())
    }
    for (const userId of addUserIds) {
      const user = findUser(context, userId)
      setUserTags(context, user, [...user.tags, tag.id])
    }
    for (const userId of removeUserIds) {
      const user = findUser(context, userId)
      setUserTags(
        context,
        user,
        user.tags.filter((id) => id !== tag.id),
      )
    }
    return { userTagId }
  },
})
