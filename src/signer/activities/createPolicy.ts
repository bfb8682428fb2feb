import { randomUUID } from 'node:crypto'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { policyParams } from './shared/policyParams.js'
import { toNewPolicy } from './shared/toNewPolicy.js'
import { writePolicies } from './shared/writePolicies.js'

export const createPolicy: ActivityDefinition = defineActivity({
  path: 'create_policy',
  versions: { ACTIVITY_TYPE_CREATE_POLICY_V3: { intent: 'createPolicyIntentV3', result: 'createPolicyResult' } },
  parse: policyParams,
  subject: () => ({ kind: 'organization' }),
  execute(context, policy) {
    const policyId = randomUUID()
    writePolicies(context, [toNewPolicy(policyId, policy)])
    return { policyId }
  },
})
