import { randomUUID } from 'node:crypto'
import type { CreateUserTagIntent } from '../../wire/userTags.js'
import { limits } from '../protocol/limits.js'
import { label, listOrAbsent, object, type Parser, uuid } from '../protocol/parse.js'
import { exhausted } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { assertTagNameFree } from './shared/assertTagNameFree.js'
import { findUser } from './shared/findUser.js'
import { setUserTags } from './shared/setUserTags.js'

const parse: Parser<CreateUserTagIntent> = object({
  userTagName: label(),
  userIds: listOrAbsent(uuid(), { max: limits.users }),
})

export const createUserTag: ActivityDefinition = defineActivity({
  path: 'create_user_tag',
  versions: { ACTIVITY_TYPE_CREATE_USER_TAG: { intent: 'createUserTagIntent', result: 'createUserTagResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { userTagName, userIds }) {
    const { store, organization } = context
    // Its text is not verified against production.
    const limit = organization.parentId === null ? limits.tags : limits.tagsInSubOrganization
    if (store.userTags.inOrganization(organization.id).length >= limit)
      throw exhausted('organization has exceeded maximum user tags')
    assertTagNameFree(context, userTagName)
    const nowMs = context.now()
    const id = randomUUID()
    const times = { createdMs: nowMs, updatedMs: nowMs }
    store.userTags.insert({ id, organizationId: organization.id, name: userTagName, ...times })
    for (const userId of userIds) {
      const user = findUser(context, userId)
      setUserTags(context, user, [...user.tags, id])
    }
    return { userTagId: id, userIds }
  },
})
