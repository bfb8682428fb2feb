import type { RequestContext } from '../../context.js'
import type { MfaDecision, PolicyDecision, ScopeDecision } from '../../policyEngine/facts.js'
import type { WireError } from '../../protocol/WireError.js'

/** What an activity needs permission for. */
export type Subject =
  /** To sign with a key of the organization. */
  | { kind: 'signature' }
  /** To change one user's credentials. `deletedApiKeys` has the ids if all it does is delete API keys. */
  | { kind: 'credentials'; userId: string; deletedApiKeys?: readonly string[] }
  /** To import a key as this user. */
  | { kind: 'import'; userId: string }
  /** To create a session for the caller. */
  | { kind: 'login' }
  /** To vote on an activity that another user has submitted. */
  | { kind: 'vote' }
  /** To change anything else of the organization. */
  | { kind: 'organization' }

/** An approval in force, and the key that stamped it. */
export type Approval = { userId: string; publicKey: string; scheme: string }

/** An activity whose permission is asked for, by its submission or by a vote on it. */
export type AccessRequest = {
  subject: Subject
  /** The activity's type, and its parameters as the signer parsed them. */
  activity: { type: string; parameters: Record<string, unknown> }
  /** The approvals in force, oldest first. The caller's own is the last. */
  approvals: readonly Approval[]
}

/** What a step says. `undefined` leaves the decision to the steps after it. */
export type Verdict =
  | { outcome: 'allowed' }
  /** Whatever the steps after it allow waits until the caller has approved with other credentials, too. */
  | { outcome: 'authenticators needed' }
  /** Allowed once others approve, unless a later step allows it at once. */
  | { outcome: 'may be approved' }
  /** Only the root quorum can still allow it. */
  | { outcome: 'left to the root quorum' }
  | { outcome: 'denied'; error: WireError }
  | undefined

export type AccessContext = Pick<RequestContext, 'store' | 'organization' | 'people' | 'caller' | 'now' | 'policyCache'>

/** What steps have found out. */
export type Findings = { scope?: ScopeDecision; mfa?: MfaDecision; policies?: PolicyDecision }

/** One step of a decision. It notes what it finds out, so that it can be explained later. */
export type AccessStep = (context: AccessContext, request: AccessRequest, note: (findings: Findings) => void) => Verdict

export type Decision = Findings &
  (
    | { outcome: 'allowed' }
    | { outcome: 'authenticators needed' }
    | { outcome: 'consensus needed' }
    /** `isRecorded` if the refused activity is kept as a failed one. */
    | { outcome: 'denied'; error: WireError; isRecorded: boolean }
  )

/** Decides who may do what. Nothing else does. */
export type Decide = (context: AccessContext, request: AccessRequest) => Decision
