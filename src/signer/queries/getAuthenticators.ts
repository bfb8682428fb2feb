import type { GetAuthenticatorsRequest, GetAuthenticatorsResponse } from '../../wire/queries.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { serializeAuthenticator } from '../serialize/serializeUser.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetAuthenticatorsRequest> = exactObject({ organizationId: uuid(), userId: string() })

/** For an unknown user, production answers with an empty list, not 404. */
export const getAuthenticators: QueryDefinition = defineQuery({
  path: 'get_authenticators',
  parse,
  run({ store, organization }, { userId }): GetAuthenticatorsResponse {
    const user = store.users.byId(organization.id, userId)
    const rows = user === undefined ? [] : store.authenticators.ofUser(user.id)
    return {
      authenticators: boundedList(rows, serializeAuthenticator, 'ask for one passkey with get_authenticator'),
    }
  },
})
