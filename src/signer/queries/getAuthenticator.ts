import type { GetAuthenticatorRequest, GetAuthenticatorResponse } from '../../wire/queries.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { serializeAuthenticator } from '../serialize/serializeUser.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetAuthenticatorRequest> = exactObject({ organizationId: uuid(), authenticatorId: string() })

export const getAuthenticator: QueryDefinition = defineQuery({
  path: 'get_authenticator',
  parse,
  run({ store, organization }, { authenticatorId }): GetAuthenticatorResponse {
    const authenticator = store.authenticators.byId(organization.id, authenticatorId)
    if (authenticator === undefined)
      throw notFound(`unable to find authenticator ${authenticatorId} in organization ${organization.id}`)
    return { authenticator: serializeAuthenticator(authenticator) }
  },
})
