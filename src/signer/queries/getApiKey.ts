import type { GetApiKeyRequest, GetApiKeyResponse } from '../../wire/queries.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { serializeApiKey } from '../serialize/serializeUser.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetApiKeyRequest> = exactObject({ organizationId: uuid(), apiKeyId: string() })

export const getApiKey: QueryDefinition = defineQuery({
  path: 'get_api_key',
  parse,
  run({ store, organization }, { apiKeyId }): GetApiKeyResponse {
    const apiKey = store.apiKeys.byId(organization.id, apiKeyId)
    if (apiKey === undefined) throw notFound(`unable to find api key ${apiKeyId} in organization ${organization.id}`)
    return { apiKey: serializeApiKey(apiKey) }
  },
})
