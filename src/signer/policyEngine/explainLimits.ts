import { type Budget, type ClauseTrace, explainPrepared } from '../../policies/core.js'
import type { AuthenticationMethod } from '../../wire/mfaPolicies.js'
import type { SignerContext } from '../context.js'
import { authenticationMethods } from '../protocol/authenticationMethods.js'
import type { LimitEvaluationRow } from '../store/limitEvaluations.js'
import type { MfaPolicyRow } from '../store/mfaPolicies.js'
import type { SessionProfileRow } from '../store/sessionProfiles.js'
import type { RestoreRequest } from './createRestorer.js'

/** What limited a vote, clause by clause. */
export type ExplainedLimits = {
  scope?: { profile: SessionProfileRow; isInScope: boolean; condition: ClauseTrace | undefined }
  mfa?: {
    isSatisfied: boolean
    satisfiedMethods: AuthenticationMethod[]
    /** Those that were asked, in the order in which they were. */
    policies: { policy: MfaPolicyRow; isEnforced: boolean; condition: ClauseTrace | undefined }[]
  }
}

/**
 * Evaluates scope and MFA policies once more as they were at a vote, over what they were told then.
 *
 * @param budget Steps for all of them. Beyond them, clauses are errors.
 */
export function explainLimits(
  context: Pick<SignerContext, 'store' | 'policyCache'>,
  restore: RestoreRequest,
  { sessionProfileId, isInScope, mfaSetId, mfaVersion, satisfiedMethods, isSatisfied, facts }: LimitEvaluationRow,
  budget: Budget,
): ExplainedLimits {
  const { store, policyCache } = context
  const request = restore(facts)
  const explain = (text: string): ClauseTrace | undefined => {
    const tree = policyCache.conditionOf(text)
    // The same reading as `decideScope` and `createMfaDecider` have.
    return tree && explainPrepared({ effect: 'EFFECT_ALLOW', condition: { text, tree } }, request, { budget }).condition
  }
  const profile = sessionProfileId === null ? undefined : store.sessionProfiles.byId(sessionProfileId)
  const policies = mfaSetId === null ? [] : policyCache.mfaSetOf(mfaSetId).rows
  const enforcedAt = policies.findIndex(({ version }) => version === mfaVersion)
  return {
    ...(profile && { scope: { profile, isInScope: isInScope === true, condition: explain(profile.scope) } }),
    ...(mfaSetId !== null && {
      mfa: {
        isSatisfied: isSatisfied === true,
        satisfiedMethods: authenticationMethods(JSON.parse(satisfiedMethods ?? '[]'), 'methods', true),
        policies: (enforcedAt === -1 ? policies : policies.slice(0, enforcedAt + 1)).map((policy, index) => ({
          policy,
          isEnforced: index === enforcedAt,
          condition: explain(policy.condition),
        })),
      },
    }),
  }
}
