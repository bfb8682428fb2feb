import type { GetPolicyRequest, GetPolicyResponse } from '../../wire/policies.js'
import { findPolicy } from '../activities/shared/findPolicy.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { serializePolicy } from '../serialize/serializePolicy.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetPolicyRequest> = exactObject({ organizationId: uuid(), policyId: string() })

export const getPolicy: QueryDefinition = defineQuery({
  path: 'get_policy',
  parse,
  run: (context, { policyId }): GetPolicyResponse => ({ policy: serializePolicy(findPolicy(context, policyId)) }),
})
