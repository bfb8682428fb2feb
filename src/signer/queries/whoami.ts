import type { WhoamiResponse } from '../../wire/queries.js'
import { object } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

export const whoami: QueryDefinition = defineQuery({
  path: 'whoami',
  resolvesOrganization: true,
  parse: object({}),
  /** Answers for the caller: a parent's key that asks about a sub-organization is still the parent's. */
  run({ caller, store }): WhoamiResponse {
    const organization = store.organizations.byId(caller.organizationId)
    const user = store.users.byId(caller.organizationId, caller.userId)
    if (organization === undefined || user === undefined) throw notFound('no user found for this credential')
    return {
      organizationId: organization.id,
      organizationName: organization.name,
      userId: user.id,
      username: user.name,
    }
  },
})
