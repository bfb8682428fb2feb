import { randomUUID } from 'node:crypto'
import type { CreatePoliciesIntent } from '../../wire/policies.js'
import { list, object, type Parser } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { policyParams } from './shared/policyParams.js'
import { toNewPolicy } from './shared/toNewPolicy.js'
import { writePolicies } from './shared/writePolicies.js'

const parse: Parser<CreatePoliciesIntent> = object({
  policies: list(policyParams, { min: 1, max: requestLimits.items }),
})

/** Creates all of the policies, or none. */
export const createPolicies: ActivityDefinition = defineActivity({
  path: 'create_policies',
  versions: { ACTIVITY_TYPE_CREATE_POLICIES: { intent: 'createPoliciesIntent', result: 'createPoliciesResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { policies }) {
    const changes = policies.map((policy) => toNewPolicy(randomUUID(), policy))
    writePolicies(context, changes)
    return { policyIds: changes.map(({ id }) => id) }
  },
})
