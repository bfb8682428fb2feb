import { createMfaDecider, maxMfaSteps } from '../../policyEngine/createMfaDecider.js'
import type { AccessStep } from './access.js'
import { endsOwnSession } from './endsOwnSession.js'

/**
 * Asks the caller for the credentials that an MFA policy wants, root users included. What is denied anyway is denied at once, so
 * that nobody is asked for a passkey in vain.
 */
export const askAuthenticators: AccessStep = (context, request, note) => {
  const { caller, organization } = context
  if (caller.organizationId !== organization.id || endsOwnSession(caller, request)) return undefined
  const mfa = createMfaDecider(context, request, maxMfaSteps)(caller.userId)
  if (mfa === undefined) return undefined
  note({ mfa })
  return mfa.isSatisfied ? undefined : { outcome: 'authenticators needed' }
}
