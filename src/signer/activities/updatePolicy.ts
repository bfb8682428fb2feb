import type { UpdatePolicyIntentV2 } from '../../wire/policies.js'
import { label, object, optional, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { notes, policyEffect, policyExpression } from './shared/policyParams.js'
import { writePolicies } from './shared/writePolicies.js'

const parse: Parser<UpdatePolicyIntentV2> = object({
  policyId: uuid(),
  policyName: optional(label()),
  policyEffect: optional(policyEffect),
  policyCondition: optional(policyExpression),
  policyConsensus: optional(policyExpression),
  policyNotes: optional(notes),
  time: optional(policyExpression),
})

/** Changes the fields that are given, and leaves the others. */
export const updatePolicy: ActivityDefinition = defineActivity({
  path: 'update_policy',
  versions: { ACTIVITY_TYPE_UPDATE_POLICY_V2: { intent: 'updatePolicyIntentV2', result: 'updatePolicyResultV2' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { policyId, policyName, policyEffect, policyCondition, policyConsensus, policyNotes, time }) {
    const fields = {
      ...(policyName === undefined ? {} : { name: policyName }),
      ...(policyEffect === undefined ? {} : { effect: policyEffect }),
      ...(policyCondition === undefined ? {} : { condition: policyCondition }),
      ...(policyConsensus === undefined ? {} : { consensus: policyConsensus }),
      ...(policyNotes === undefined ? {} : { notes: policyNotes }),
      ...(time === undefined ? {} : { time }),
    }
    writePolicies(context, [{ kind: 'update', id: policyId, fields }])
    return { policyId }
  },
})
