import type { ListUserTagsResponse } from '../../wire/userTags.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { serializeUserTag } from '../serialize/serializeUserTag.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

export const listUserTags: QueryDefinition = defineQuery({
  path: 'list_user_tags',
  parse: exactObject({ organizationId: uuid() }),
  run: ({ store, organization }): ListUserTagsResponse => ({
    userTags: store.userTags.inOrganization(organization.id).map(serializeUserTag),
  }),
})
