import type { ClauseTrace, PolicyOutcome } from '../../policies/core.js'
import type { Vote } from '../../wire/activity.js'
import type { AuthenticationMethod, RequiredAuthenticationMethod } from '../../wire/mfaPolicies.js'
import type { PolicyEffect } from '../../wire/policies.js'
import type { SignerContext } from '../context.js'
import { SignerOptionError } from '../errors.js'
import type { ExplainedLimits } from './explainLimits.js'
import { explainVotes } from './explainVotes.js'

/** Why scopes, MFA policies and policies allowed an activity, denied it, or made it wait. */
export type ActivityExplanation = {
  /** Id of the activity. */
  activityId: string
  /** The organization of the activity. */
  organizationId: string
  /** Type of the activity, such as `ACTIVITY_TYPE_SIGN_TRANSACTION_V2`. */
  type: string
  /** Status of the activity, such as `ACTIVITY_STATUS_FAILED`. */
  status: string
  /** The votes at which one of them was asked, oldest first. Empty where the root quorum decided alone. */
  votes: VoteExplanation[]
}

/** What scope, MFA policies and policies said at one vote, in this order. */
export type VoteExplanation = {
  /** Id of the vote. The first is that of the submission. */
  voteId: string
  /** Id of the user who voted. */
  userId: string
  /** What the user voted. A user who may approve may reject, so at a rejection the rest says what an approval would have come to. */
  selection: Vote['selection']
  /** When they were evaluated, in milliseconds since the epoch. */
  evaluatedMs: number
  /** The scope of the session that voted. Absent for other credentials, and for a session without a profile. */
  scope?: ScopeExplanation
  /** The voter's MFA policies. Absent if there were none. */
  mfa?: MfaExplanation
  /** What policies came to together. Absent if none was asked, as where the root quorum decided. */
  outcome?: PolicyOutcome
  /** Each policy that was in force then, in the order of their creation. Empty if none was asked. */
  policies: PolicyExplanation[]
}

/** What the scope of a session said at one vote. */
export type ScopeExplanation = {
  /** Id of the session profile. */
  sessionProfileId: string
  /** Name of the session profile. */
  sessionProfileName: string
  /** Whether the activity is in the scope. If not, it was denied. */
  isInScope: boolean
  /** The scope, clause by clause. Absent if this version of the signer cannot read it. */
  condition?: ClauseTrace
}

/** What the MFA policies of a user said at one vote. */
export type MfaExplanation = {
  /** Whether all steps were passed, with this vote. */
  isSatisfied: boolean
  /** The methods that passed steps, with this vote. */
  satisfiedMethods: AuthenticationMethod[]
  /** The policies that were asked, in rising order. The one that is enforced is the last. */
  policies: MfaPolicyExplanation[]
}

/** What one MFA policy said at one vote. */
export type MfaPolicyExplanation = {
  /** Id of the policy. */
  mfaPolicyId: string
  /** Name of the policy, as it was then. */
  mfaPolicyName: string
  /** Whether it was the first whose condition held. A condition with an error counts as one that holds. */
  isEnforced: boolean
  /** The steps of the policy. */
  requiredMethods: RequiredAuthenticationMethod[]
  /** Its condition, clause by clause. Absent if this version of the signer cannot read it. */
  condition?: ClauseTrace
}

/** What one policy said at one vote. */
export type PolicyExplanation = {
  /** Id of the policy. */
  policyId: string
  /** Name of the policy, as it was then. */
  policyName: string
  /** Whether it allows or denies. */
  effect: PolicyEffect
  /** What it came to. */
  outcome: PolicyOutcome
  /** Its condition, clause by clause. Absent if it has none. */
  condition?: ClauseTrace
  /** Its consensus, clause by clause. Absent if it has none. */
  consensus?: ClauseTrace
  /** Its time, clause by clause. Absent if it has none. */
  time?: ClauseTrace
}

/**
 * Explains what was said about an activity, at each vote.
 *
 * @throws SignerOptionError if there is no such activity. SignerActivityError if this version cannot read it.
 */
export function explainActivity(
  context: Pick<SignerContext, 'store' | 'policyCache'>,
  activityId: string,
): ActivityExplanation {
  const activity = context.store.activities.byId(activityId)
  if (activity === undefined)
    throw new SignerOptionError('activityId', `There is no activity with the id ${activityId}. Check the id.`)
  return {
    activityId,
    organizationId: activity.organizationId,
    type: activity.type,
    status: activity.status,
    votes: explainVotes(context, activity).map(({ vote, limits, outcome, policies }) => ({
      voteId: vote.id,
      userId: vote.userId,
      selection: vote.selection,
      evaluatedMs: vote.createdMs,
      ...toLimits(limits),
      ...(outcome && { outcome }),
      policies: policies.map((policy) => ({
        policyId: policy.row.id,
        policyName: policy.row.name,
        effect: policy.row.effect,
        outcome: policy.outcome,
        ...policy.trace,
      })),
    })),
  }
}

function toLimits({ scope, mfa }: ExplainedLimits): Pick<VoteExplanation, 'scope' | 'mfa'> {
  return {
    ...(scope && {
      scope: {
        sessionProfileId: scope.profile.id,
        sessionProfileName: scope.profile.name,
        isInScope: scope.isInScope,
        ...(scope.condition && { condition: scope.condition }),
      },
    }),
    ...(mfa && {
      mfa: {
        ...mfa,
        policies: mfa.policies.map(({ policy, isEnforced, condition }) => ({
          mfaPolicyId: policy.id,
          mfaPolicyName: policy.name,
          isEnforced,
          requiredMethods: policy.steps,
          ...(condition && { condition }),
        })),
      },
    }),
  }
}
