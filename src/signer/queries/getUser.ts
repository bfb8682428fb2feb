import type { GetUserRequest, GetUserResponse } from '../../wire/queries.js'
import { findUser } from '../activities/parts/findUser.js'
import { object, type Parser, string } from '../parse.js'
import { presentUser } from '../present/presentUser.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: Parser<Pick<GetUserRequest, 'userId'>> = object({ userId: string() })

export const getUser: QueryDefinition = defineQuery({
  path: 'get_user',
  parse,
  run: (context, { userId }): GetUserResponse => ({
    user: presentUser(context.store, findUser(context, userId)),
  }),
})
