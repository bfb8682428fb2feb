import type { ListUsersResponse } from '../../wire/user.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { serializeUser } from '../serialize/serializeUser.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

export const listUsers: QueryDefinition = defineQuery({
  path: 'list_users',
  parse: exactObject({ organizationId: uuid() }),
  run: ({ store, organization }): ListUsersResponse => ({
    users: boundedList(
      store.users.inOrganization(organization.id),
      (user) => serializeUser(store, user),
      'ask for one user with get_user',
    ),
  }),
})
