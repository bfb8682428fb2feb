import type { GetOrganizationConfigsResponse } from '../../wire/queries.js'
import { rootQuorum } from '../auth/access/rootQuorum.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

/** The local signer has no organization features. */
export const getOrganizationConfigs: QueryDefinition = defineQuery({
  path: 'get_organization_configs',
  parse: exactObject({ organizationId: uuid() }),
  run({ store, organization }): GetOrganizationConfigsResponse {
    const { threshold, userIds } = rootQuorum(store, organization)
    return { configs: { features: [], quorum: { threshold, userIds: [...userIds] } } }
  },
})
