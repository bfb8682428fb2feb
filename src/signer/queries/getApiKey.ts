import type { GetApiKeyRequest, GetApiKeyResponse } from '../../wire/queries.js'
import { object, type Parser, string } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { serializeApiKey } from '../serialize/serializeUser.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: Parser<Pick<GetApiKeyRequest, 'apiKeyId'>> = object({ apiKeyId: string() })

export const getApiKey: QueryDefinition = defineQuery({
  path: 'get_api_key',
  parse,
  run({ store, organization }, { apiKeyId }): GetApiKeyResponse {
    const apiKey = store.apiKeys.byId(organization.id, apiKeyId)
    if (apiKey === undefined) throw notFound(`unable to find api key ${apiKeyId} in organization ${organization.id}`)
    return { apiKey: serializeApiKey(apiKey) }
  },
})
