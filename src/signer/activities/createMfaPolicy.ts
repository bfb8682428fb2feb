import { randomUUID } from 'node:crypto'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { createMfaPolicyParams } from './shared/mfaPolicyParams.js'
import { writeMfaPolicies } from './shared/writeMfaPolicies.js'

export const createMfaPolicy: ActivityDefinition = defineActivity({
  path: 'create_mfa_policy',
  versions: {
    ACTIVITY_TYPE_CREATE_MFA_POLICY: { intent: 'createMfaPolicyIntent', result: 'createMfaPolicyResult' },
  },
  parse: createMfaPolicyParams,
  subject: () => ({ kind: 'organization' }),
  execute(
    context,
    { userId, mfaPolicyName: name, condition, requiredAuthenticationMethods: steps, order: position, notes = null },
  ) {
    const mfaPolicyId = randomUUID()
    writeMfaPolicies(context, userId, {
      kind: 'create',
      id: mfaPolicyId,
      fields: { name, condition, steps, position, notes },
    })
    return { mfaPolicyId }
  },
})
