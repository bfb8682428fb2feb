import type { GetMfaPolicyRequest, GetMfaPolicyResponse } from '../../wire/mfaPolicies.js'
import { findUser } from '../activities/shared/findUser.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { serializeMfaPolicy } from '../serialize/serializeMfaPolicy.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetMfaPolicyRequest> = exactObject({
  organizationId: uuid(),
  userId: string(),
  mfaPolicyId: string(),
})

export const getMfaPolicy: QueryDefinition = defineQuery({
  path: 'get_mfa_policy',
  parse,
  run(context, { userId, mfaPolicyId }): GetMfaPolicyResponse {
    const user = findUser(context, userId)
    const row = context.store.mfaPolicies.current(user.id).find(({ id }) => id === mfaPolicyId)
    if (row === undefined) throw notFound(`unable to find mfa policy ${mfaPolicyId} of user ${userId}`)
    return { mfaPolicy: serializeMfaPolicy(row) }
  },
})
