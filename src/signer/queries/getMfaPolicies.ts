import type { GetMfaPoliciesRequest, GetMfaPoliciesResponse } from '../../wire/mfaPolicies.js'
import { findUser } from '../activities/shared/findUser.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { serializeMfaPolicy } from '../serialize/serializeMfaPolicy.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetMfaPoliciesRequest> = exactObject({ organizationId: uuid(), userId: string() })

export const getMfaPolicies: QueryDefinition = defineQuery({
  path: 'get_mfa_policies',
  parse,
  run: (context, { userId }): GetMfaPoliciesResponse => ({
    mfaPolicies: context.store.mfaPolicies.current(findUser(context, userId).id).map(serializeMfaPolicy),
  }),
})
