import type { ListSubOrganizationsRequest, ListSubOrganizationsResponse } from '../../wire/queries.js'
import { type ExactParser, exactObject, optional, string, uuid } from '../protocol/parse.js'
import { badRequest, unimplemented } from '../protocol/WireError.js'
import { subOrganizationFilters } from '../store/organizations.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'
import { pagination, parsePageLimit } from './pagination.js'

const parse: ExactParser<ListSubOrganizationsRequest> = exactObject({
  organizationId: uuid(),
  filterType: optional(string()),
  filterValue: optional(string()),
  paginationOptions: optional(pagination),
})

/** Ordered by id. Production's order is not verified. */
export const listSubOrganizations: QueryDefinition = defineQuery({
  path: 'list_suborgs',
  parse,
  run({ store, organization }, { filterType, filterValue, paginationOptions }): ListSubOrganizationsResponse {
    if (filterType === 'OIDC_TOKEN') throw unimplemented('the local signer does not support OIDC tokens')
    const filter = subOrganizationFilters.find((known) => known === filterType)
    if (filterType !== undefined && filter === undefined)
      throw badRequest(`invalid request body: field \`filterType\` must be one of ${subOrganizationFilters.join(', ')}`)
    if ((filter === undefined) !== (filterValue === undefined))
      throw badRequest(
        `invalid request body: missing field \`${filterValue === undefined ? 'filterValue' : 'filterType'}\``,
      )
    const { before, after } = paginationOptions ?? {}
    for (const cursor of [before, after])
      if (cursor !== undefined && store.organizations.byId(cursor)?.parentId !== organization.id)
        throw badRequest(`invalid pagination cursor: ${cursor}`)
    return {
      organizationIds: store.organizations.listBelow({
        parentId: organization.id,
        ...(filter === undefined || filterValue === undefined ? {} : { by: filter, value: filterValue }),
        limit: parsePageLimit(paginationOptions),
        ...(after === undefined ? {} : { after }),
        ...(before === undefined ? {} : { before }),
      }),
    }
  },
})
