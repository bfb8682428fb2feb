import type { WhoamiResponse } from '../../wire/queries.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

export const whoami: QueryDefinition = defineQuery({
  path: 'whoami',
  resolvesOrganization: true,
  parse: exactObject({ organizationId: uuid() }),
  /** Describes the caller: a key of the parent stays the parent's when it names a sub-organization. */
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
