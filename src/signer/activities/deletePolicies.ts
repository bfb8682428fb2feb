import type { DeletePoliciesIntent } from '../../wire/policies.js'
import { list, object, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { writePolicies } from './shared/writePolicies.js'

const parse: Parser<DeletePoliciesIntent> = object({ policyIds: list(uuid(), { min: 1, max: requestLimits.items }) })

/** Deletes all of the policies, or none. */
export const deletePolicies: ActivityDefinition = defineActivity({
  path: 'delete_policies',
  versions: { ACTIVITY_TYPE_DELETE_POLICIES: { intent: 'deletePoliciesIntent', result: 'deletePoliciesResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { policyIds }) {
    writePolicies(
      context,
      policyIds.map((id) => ({ kind: 'delete', id })),
    )
    return { policyIds }
  },
})
