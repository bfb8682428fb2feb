import type { AuthenticationMethod } from '../../wire/mfaPolicies.js'
import type { AccessContext, AccessRequest } from '../auth/access/access.js'
import type { Store } from '../store/createStore.js'
import type { MfaPolicyRow } from '../store/mfaPolicies.js'
import { couldHold } from './couldHold.js'
import { defaultSession } from './defaultSession.js'
import type { MfaDecision } from './facts.js'
import { passSteps } from './passSteps.js'
import { prepareLimits } from './prepareLimits.js'

/**
 * Tells which of a user's MFA policies an activity is bound by, and how far the user's approvals satisfy it. Policies are asked in
 * rising order, and the first whose condition holds is the only one. One that this version cannot read holds.
 *
 * @returns undefined if the user has no MFA policies.
 */
export function decideMfa(
  context: Pick<AccessContext, 'store' | 'organization' | 'now' | 'policyCache'>,
  request: Pick<AccessRequest, 'activity' | 'approvals'>,
  userId: string,
): MfaDecision | undefined {
  const { store, organization, policyCache } = context
  const setId = store.mfaPolicies.currentSet(userId)
  if (setId === undefined) return undefined
  const policies = policyCache.mfaSetOf(setId)
  if (policies.length === 0) return undefined
  const { facts, request: prepared } = prepareLimits(context, request)
  const policy = policies.find(({ condition }) => {
    const tree = policyCache.conditionOf(condition)
    return tree === undefined || couldHold(condition, tree, prepared)
  })
  if (policy === undefined) return { setId, satisfiedMethods: [], isSatisfied: true, facts }
  return { setId, policy, ...satisfy(store, organization.id, policy, userId, facts), facts }
}

/** Tells how far the credentials of a user satisfy a policy. */
export function satisfy(
  store: Store,
  organizationId: string,
  { steps }: MfaPolicyRow,
  userId: string,
  { credentials }: Pick<MfaDecision['facts'], 'credentials'>,
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
