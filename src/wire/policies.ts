import type { Timestamp } from './timestamp.js'

/** What a policy does where it applies. `EFFECT_DENY` wins over `EFFECT_ALLOW`. */
export type PolicyEffect = 'EFFECT_ALLOW' | 'EFFECT_DENY'

/** What became of one policy, for one vote on an activity. */
export type PolicyOutcome =
  | 'OUTCOME_ALLOW'
  | 'OUTCOME_DENY_EXPLICIT'
  | 'OUTCOME_DENY_IMPLICIT'
  | 'OUTCOME_REQUIRES_CONSENSUS'
  | 'OUTCOME_REJECTED'
  | 'OUTCOME_ERROR'
  | 'OUTCOME_REQUIRES_AUTHENTICATORS'
  | 'OUTCOME_TIME_INACTIVE'

/** A rule of an organization. */
export type Policy = {
  /** Id of the policy. */
  policyId: string
  /** Name of the policy, unique in the organization. */
  policyName: string
  /** What the policy does where it applies. */
  effect: PolicyEffect
  /** When the policy was created. */
  createdAt: Timestamp
  /** When the policy last changed. */
  updatedAt: Timestamp
  /** Notes for people. */
  notes: string
  /** Expression in the policy language about who must approve. Empty if the policy has none. */
  consensus: string
  /** Expression in the policy language about the activity. Empty if the policy has none. */
  condition: string
  /** Expression in the policy language about the time. Empty or absent if the policy is always active. */
  time?: string
}

/** Creates a policy. */
export type CreatePolicyIntentV3 = {
  /** Name of the policy, unique in the organization. */
  policyName: string
  /** What the policy does where it applies. */
  effect: PolicyEffect
  /**
   * Expression in the policy language about the activity. Without it, the policy applies to every activity.
   * @default undefined
   */
  condition?: string
  /**
   * Expression in the policy language about who must approve. Without it, any user of the organization is enough.
   * @default undefined
   */
  consensus?: string
  /** Notes for people. */
  notes: string
  /**
   * Expression in the policy language about the time. Without it, the policy is always active.
   * @default undefined
   */
  time?: string
}

/** Creates several policies: all of them, or none. */
export type CreatePoliciesIntent = {
  /** The policies to create. */
  policies: CreatePolicyIntentV3[]
}

/** Changes a policy. Properties left out stay unchanged. */
export type UpdatePolicyIntentV2 = {
  /** Id of the policy. */
  policyId: string
  /** New name of the policy. */
  policyName?: string
  /** New effect of the policy. */
  policyEffect?: PolicyEffect
  /** New expression about the activity. */
  policyCondition?: string
  /** New expression about who must approve. */
  policyConsensus?: string
  /** New notes for people. */
  policyNotes?: string
  /** New expression about the time. */
  time?: string
}

/** Deletes a policy. */
export type DeletePolicyIntent = {
  /** Id of the policy. */
  policyId: string
}

/** Deletes several policies: all of them, or none. */
export type DeletePoliciesIntent = {
  /** Ids of the policies. */
  policyIds: string[]
}

/** A created policy. */
export type CreatePolicyResult = {
  /** Id of the policy. */
  policyId: string
}

/** Created policies. */
export type CreatePoliciesResult = {
  /** Ids of the policies, in the order of the request. */
  policyIds: string[]
}

/** A changed policy. */
export type UpdatePolicyResultV2 = {
  /** Id of the policy. */
  policyId: string
}

/** A deleted policy. */
export type DeletePolicyResult = {
  /** Id of the policy. */
  policyId: string
}

/** Deleted policies. */
export type DeletePoliciesResult = {
  /** Ids of the policies. */
  policyIds: string[]
}

/** Body of `get_policy`. */
export type GetPolicyRequest = {
  /** The organization of the policy. */
  organizationId: string
  /** Id of the policy. */
  policyId: string
}

/** Response to `get_policy`. */
export type GetPolicyResponse = {
  /** The policy. */
  policy: Policy
}

/** Response to `list_policies`. */
export type ListPoliciesResponse = {
  /** The policies, in the order of their creation. */
  policies: Policy[]
}

/** Body of `get_policy_evaluations`. */
export type GetPolicyEvaluationsRequest = {
  /** The organization of the activity. */
  organizationId: string
  /** Id of the activity. */
  activityId: string
}

/** What became of one policy. */
export type PolicyEvaluation = {
  /** Id of the policy. */
  policyId?: string
  /** What became of it. */
  outcome?: PolicyOutcome
}

/** What became of all policies of an organization, for one vote on an activity. */
export type VoteEvaluation = {
  /** Id of this evaluation. */
  id: string
  /** Id of the activity. */
  activityId: string
  /** The organization of the activity. */
  organizationId: string
  /** Id of the vote. */
  voteId: string
  /** What became of each policy. */
  policyEvaluations: PolicyEvaluation[]
  /** When the policies were evaluated. */
  createdAt: Timestamp
}

/** Response to `get_policy_evaluations`. */
export type GetPolicyEvaluationsResponse = {
  /** One evaluation for each vote that policies had to decide on. */
  policyEvaluations: VoteEvaluation[]
}
