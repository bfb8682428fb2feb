import type { GetUserRequest, GetUserResponse } from '../../wire/user.js'
import { findUser } from '../activities/shared/findUser.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { serializeUser } from '../serialize/serializeUser.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetUserRequest> = exactObject({ organizationId: uuid(), userId: string() })

export const getUser: QueryDefinition = defineQuery({
  path: 'get_user',
  parse,
  run: (context, { userId }): GetUserResponse => ({
    user: serializeUser(context.store, findUser(context, userId)),
  }),
})
