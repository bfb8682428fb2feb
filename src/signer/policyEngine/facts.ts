import type { PolicyCredential, PolicyOutcome, PolicyPrivateKey, PolicyWallet } from '../../policies/core.js'
import type { AuthenticationMethod } from '../../wire/mfaPolicies.js'
import type { MfaPolicyRow } from '../store/mfaPolicies.js'

/** What policies were told beside the request. Kept with an evaluation, so that it can be explained after everything has changed. */
export type PolicyFacts = {
  /** Ids of the users who had approved, the one who submitted the activity first. */
  approvers: string[]
  /** The credentials that they approved with. */
  credentials: PolicyCredential[]
  /** How many changes the history of users had. */
  history: number
  wallet?: PolicyWallet
  privateKey?: PolicyPrivateKey
  /** The wallets that are deleted, in the order of the request, without those that do not exist. */
  wallets?: PolicyWallet[]
  /** Id of the smart contract interface that the call was read with. */
  interfaceId?: string
  /** `time.now`, milliseconds since the epoch. */
  now: number
}

/** What an organization's policies say about an activity. */
export type PolicyDecision = {
  setId: string
  outcome: PolicyOutcome
  /** In the order in which the policies were created. */
  evaluations: { policyId: string; outcome: PolicyOutcome }[]
  facts: PolicyFacts
}

/** Whether an activity is in the scope of the session that asks for it. */
export type ScopeDecision = { sessionProfileId: string; isInScope: boolean; facts: PolicyFacts }

/** What a user's MFA policies want for an activity, and what they have got. */
export type MfaDecision = {
  setId: string
  /** The policy that is enforced. Undefined if none is. */
  policy?: MfaPolicyRow
  /** The methods that pass steps. */
  satisfiedMethods: AuthenticationMethod[]
  /** Whether all steps are passed. */
  isSatisfied: boolean
  facts: PolicyFacts
}
