import type { DeleteUserTagsIntent } from '../../wire/userTags.js'
import { limits } from '../protocol/limits.js'
import { list, object, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { findUserTag } from './shared/findUserTag.js'
import { setUserTags } from './shared/setUserTags.js'

const parse: Parser<DeleteUserTagsIntent> = object({ userTagIds: list(uuid(), { min: 1, max: limits.tags }) })

/** Deletes tags, and takes them from their users. */
export const deleteUserTags: ActivityDefinition = defineActivity({
  path: 'delete_user_tags',
  versions: { ACTIVITY_TYPE_DELETE_USER_TAGS: { intent: 'deleteUserTagsIntent', result: 'deleteUserTagsResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { userTagIds }) {
    const { store, organization } = context
    for (const id of userTagIds) {
      findUserTag(context, id)
      store.userTags.delete(id, context.now())
    }
    const deleted = new Set(userTagIds)
    const tagged = store.users.inOrganization(organization.id).filter(({ tags }) => tags.some((id) => deleted.has(id)))
    for (const user of tagged)
      setUserTags(
        context,
        user,
        user.tags.filter((id) => !deleted.has(id)),
      )
    return { userTagIds, userIds: tagged.map(({ id }) => id) }
  },
})
