import { evaluatePrepared, type PreparedRequest } from '../../policies/core.js'
import type { AuthenticationMethod } from '../../wire/mfaPolicies.js'
import type { AccessContext, AccessRequest } from '../auth/access/access.js'
import type { Store } from '../store/createStore.js'
import type { MfaPolicyRow } from '../store/mfaPolicies.js'
import { couldHold } from './couldHold.js'
import { defaultSession } from './defaultSession.js'
import type { MfaDecision, PolicyFacts } from './facts.js'
import { passSteps } from './passSteps.js'
import { prepareRequest } from './prepareRequest.js'

/** Steps for the conditions of all users that are asked about at once: some 30 milliseconds, and as many again for errors. */
export const maxMfaSteps = 1_000_000

/**
 * Tells, for each user, which MFA policy an activity is bound by, and how far the user's approvals satisfy it. Policies are asked in
 * rising order, and the first whose condition holds is the only one. One that this version cannot read, or that takes too many steps,
 * holds. Undefined for a user who has no MFA policies.
 *
 * @param steps Limit of the work for each user.
 */
export function createMfaDecider(
  context: Pick<AccessContext, 'store' | 'organization' | 'now' | 'policyCache'>,
  request: Pick<AccessRequest, 'activity' | 'approvals'>,
  steps: number,
): (userId: string) => MfaDecision | undefined {
  const { store, organization, policyCache } = context
  let prepared: { facts: PolicyFacts; request: PreparedRequest } | undefined
  return (userId) => {
    const setId = store.mfaPolicies.currentSet(userId)
    if (setId === undefined) return undefined
    const { rows, policies } = policyCache.mfaSetOf(setId)
    if (rows.length === 0) return undefined
    prepared ??= prepareRequest(context, request)
    const { facts, request: asked } = prepared
    const outcomes = evaluatePrepared(policies, asked, steps).policies
    const policy = rows.find((_, index) => {
      const outcome = outcomes[index]
      if (outcome?.outcome === 'OUTCOME_DENY_IMPLICIT') return false
      return outcome?.outcome !== 'OUTCOME_ERROR' || couldHold(outcome.policy, asked, steps / rows.length)
    })
    if (policy === undefined) return { setId, satisfiedMethods: [], isSatisfied: true, facts }
    return { setId, policy, ...satisfy(store, organization.id, policy, userId, facts), facts }
  }
}

/** Tells how far the credentials of a user satisfy a policy. */
function satisfy(
  store: Store,
  organizationId: string,
  { steps }: MfaPolicyRow,
  userId: string,
  { credentials }: Pick<PolicyFacts, 'credentials'>,
): Pick<MfaDecision, 'satisfiedMethods' | 'isSatisfied'> {
  const byCredential = new Map<string, AuthenticationMethod>()
  for (const { id = '', userId: owner, type } of credentials) {
    if (owner !== userId) continue
    byCredential.set(
      id,
      type === 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR'
        ? { type: 'AUTHENTICATION_TYPE_PASSKEY', id }
        : type === 'CREDENTIAL_TYPE_LOGIN'
          ? {
              type: 'AUTHENTICATION_TYPE_SESSION',
              id: store.apiKeys.byId(organizationId, id)?.sessionProfileId ?? defaultSession,
            }
          : { type: 'AUTHENTICATION_TYPE_API_KEY', id },
    )
  }
  const satisfiedMethods = passSteps(steps, [...byCredential.values()])
  return { satisfiedMethods, isSatisfied: satisfiedMethods.length === steps.length }
}
