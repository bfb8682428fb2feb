import type { AuthenticationType, MfaPolicy } from './user.js'

/** A way to authenticate that counts for a step. */
export type AuthenticationMethod = {
  /** The kind of method. */
  type: AuthenticationType
  /**
   * Limits the method to one: the id of a passkey, an API key or an OAuth provider. For a session, the id of its session profile, or
   * `00000000-0000-0000-0000-000000000000` for sessions that have none.
   * @default undefined, any of the type
   */
  id?: string
}

/** A step: any of its methods passes it. */
export type RequiredAuthenticationMethod = {
  /** The methods that pass the step. */
  any: AuthenticationMethod[]
}

/** Creates an MFA policy, which is in force at once. */
export type CreateMfaPolicyIntent = {
  /** Id of the user whom the policy binds. */
  userId: string
  /** Name of the policy. */
  mfaPolicyName: string
  /** Expression in the policy language: the activities that it is about. `true` stands for all. */
  condition: string
  /** The steps that the user must pass, in any order. */
  requiredAuthenticationMethods: RequiredAuthenticationMethod[]
  /** Position among the user's policies, from 0. Only the first whose condition holds is enforced. */
  order: number
  /**
   * Notes for people.
   * @default undefined
   */
  notes?: string
}

/** A created MFA policy. */
export type CreateMfaPolicyResult = {
  /** Id of the policy. */
  mfaPolicyId: string
}

/** Changes an MFA policy. Properties left out stay unchanged. */
export type UpdateMfaPolicyIntent = {
  /** Id of the user whom the policy binds. */
  userId: string
  /** Id of the policy. */
  mfaPolicyId: string
  /** New name of the policy. */
  mfaPolicyName?: string
  /** New expression about the activity. */
  condition?: string
  /** New steps, all of them. */
  requiredAuthenticationMethods?: RequiredAuthenticationMethod[]
  /** New position among the user's policies. */
  order?: number
  /** New notes for people. */
  notes?: string
}

/** A changed MFA policy. */
export type UpdateMfaPolicyResult = {
  /** Id of the policy. */
  mfaPolicyId: string
}

/** Deletes an MFA policy. */
export type DeleteMfaPolicyIntent = {
  /** Id of the user whom the policy binds. */
  userId: string
  /** Id of the policy. */
  mfaPolicyId: string
}

/** A deleted MFA policy. */
export type DeleteMfaPolicyResult = {
  /** Id of the policy. */
  mfaPolicyId: string
}

/** Body of `get_mfa_policy`. */
export type GetMfaPolicyRequest = {
  /** The organization of the user. */
  organizationId: string
  /** Id of the user whom the policy binds. */
  userId: string
  /** Id of the policy. */
  mfaPolicyId: string
}

/** Response to `get_mfa_policy`. */
export type GetMfaPolicyResponse = {
  /** The policy. */
  mfaPolicy: MfaPolicy
}

/** Body of `get_mfa_policies`. */
export type GetMfaPoliciesRequest = {
  /** The organization of the user. */
  organizationId: string
  /** Id of the user. */
  userId: string
}

/** Response to `get_mfa_policies`. */
export type GetMfaPoliciesResponse = {
  /** The user's MFA policies. */
  mfaPolicies: MfaPolicy[]
}

/** Body of `get_mfa_status`. */
export type GetMfaStatusRequest = {
  /** The organization of the activity. */
  organizationId: string
  /** Id of the activity. */
  activityId: string
  /**
   * Returns only the status of this user.
   * @default undefined, everybody who has voted
   */
  userId?: string
}

/** What an MFA policy wants of a user who has voted on an activity, and what it has got. */
export type MfaStatus = {
  /** Id of the policy that is enforced. */
  mfaPolicyId: string
  /** Id of the user. */
  userId: string
  /** Whether every step is passed. */
  satisfied: boolean
  /** The methods by which steps are passed. */
  satisfiedMethods: AuthenticationMethod[]
  /** All steps of the policy. */
  requiredMethods: RequiredAuthenticationMethod[]
}

/** Response to `get_mfa_status`. */
export type GetMfaStatusResponse = {
  /** One for each user who has voted and whom an MFA policy binds. Submitting an activity is a vote. */
  mfaStatuses: MfaStatus[]
}
