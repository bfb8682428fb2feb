import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { updateMfaPolicyParams } from './shared/mfaPolicyParams.js'
import { writeMfaPolicies } from './shared/writeMfaPolicies.js'

export const updateMfaPolicy: ActivityDefinition = defineActivity({
  path: 'update_mfa_policy',
  versions: {
    ACTIVITY_TYPE_UPDATE_MFA_POLICY: { intent: 'updateMfaPolicyIntent', result: 'updateMfaPolicyResult' },
  },
  parse: updateMfaPolicyParams,
  subject: () => ({ kind: 'organization' }),
  execute(context, { userId, mfaPolicyId: id, mfaPolicyName, condition, requiredAuthenticationMethods, order, notes }) {
    const fields = {
      ...(mfaPolicyName === undefined ? {} : { name: mfaPolicyName }),
      ...(condition === undefined ? {} : { condition }),
      ...(requiredAuthenticationMethods === undefined ? {} : { steps: requiredAuthenticationMethods }),
      ...(order === undefined ? {} : { position: order }),
      ...(notes === undefined ? {} : { notes }),
    }
    writeMfaPolicies(context, userId, { kind: 'update', id, fields })
    return { mfaPolicyId: id }
  },
})
