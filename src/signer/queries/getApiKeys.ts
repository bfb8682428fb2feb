import type { GetApiKeysRequest, GetApiKeysResponse } from '../../wire/queries.js'
import { type ExactParser, exactObject, optional, string, uuid } from '../protocol/parse.js'
import { serializeApiKey } from '../serialize/serializeUser.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetApiKeysRequest> = exactObject({ organizationId: uuid(), userId: optional(string()) })

/** Lists the keys of one user, or of all users. Of an unknown user it lists none, as `get_authenticators` does in production. */
export const getApiKeys: QueryDefinition = defineQuery({
  path: 'get_api_keys',
  parse,
  run({ store, organization }, { userId }): GetApiKeysResponse {
    const users = store.users.inOrganization(organization.id).filter(({ id }) => userId === undefined || id === userId)
    const apiKeys = users.flatMap(({ id }) => store.apiKeys.ofUser(id))
    return { apiKeys: boundedList(apiKeys, serializeApiKey, 'ask for the keys of one user') }
  },
})
