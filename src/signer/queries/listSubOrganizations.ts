import type { ListSubOrganizationsRequest, ListSubOrganizationsResponse } from '../../wire/queries.js'
import { object, optional, type Parser, string } from '../parse.js'
import { badRequest, unimplemented } from '../WireError.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'
import { page, pagination } from './pagination.js'

const parse: Parser<Omit<ListSubOrganizationsRequest, 'organizationId'>> = object({
  filterType: optional(string()),
  filterValue: optional(string()),
  paginationOptions: optional(pagination),
})

export const listSubOrganizations: QueryDefinition = defineQuery({
  path: 'list_suborgs',
  parse,
  run({ store, organization }, { filterType, filterValue, paginationOptions }): ListSubOrganizationsResponse {
    if (filterType !== 'CREDENTIAL_ID')
      throw unimplemented(
        `the local signer lists sub-organizations by CREDENTIAL_ID alone, not by ${filterType ?? 'nothing'}`,
      )
    if (filterValue === undefined) throw badRequest('invalid request body: missing field `filterValue`')
    const found = store.authenticators.inSubOrganizations(organization.id, filterValue, -1)
    const ids = [...new Set(found.map(({ organizationId }) => organizationId))]
    return { organizationIds: page(ids, (id) => id, paginationOptions) }
  },
})
