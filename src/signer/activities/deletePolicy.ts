import type { DeletePolicyIntent } from '../../wire/policies.js'
import { object, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { writePolicies } from './shared/writePolicies.js'

const parse: Parser<DeletePolicyIntent> = object({ policyId: uuid() })

export const deletePolicy: ActivityDefinition = defineActivity({
  path: 'delete_policy',
  versions: { ACTIVITY_TYPE_DELETE_POLICY: { intent: 'deletePolicyIntent', result: 'deletePolicyResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { policyId }) {
    writePolicies(context, [{ kind: 'delete', id: policyId }])
    return { policyId }
  },
})
