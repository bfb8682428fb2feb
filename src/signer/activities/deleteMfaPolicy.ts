import type { DeleteMfaPolicyIntent } from '../../wire/mfaPolicies.js'
import { object, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { writeMfaPolicies } from './shared/writeMfaPolicies.js'

const parse: Parser<DeleteMfaPolicyIntent> = object({ userId: uuid(), mfaPolicyId: uuid() })

export const deleteMfaPolicy: ActivityDefinition = defineActivity({
  path: 'delete_mfa_policy',
  versions: {
    ACTIVITY_TYPE_DELETE_MFA_POLICY: { intent: 'deleteMfaPolicyIntent', result: 'deleteMfaPolicyResult' },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { userId, mfaPolicyId }) {
    writeMfaPolicies(context, userId, { kind: 'delete', id: mfaPolicyId })
    return { mfaPolicyId }
  },
})
