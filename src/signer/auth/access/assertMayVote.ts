import type { Caller } from '../../context.js'
import type { MfaDecision } from '../../policyEngine/facts.js'
import { badRequest } from '../../protocol/WireError.js'
import type { ActivityRow } from '../../store/activities.js'
import type { VoteRow } from '../../store/votes.js'
import type { Decision } from './access.js'

/**
 * Refuses a vote on an activity that does not wait for one, an approval before the user who asked has satisfied their own MFA
 * policies, and a second approval by the same user that brings nothing. A user who has approved may still reject, as in production.
 *
 * The refusals are documented, their texts and codes are not verified against production.
 */
export function assertMayVote({
  caller,
  activity,
  selection,
  hasApproved,
  decision,
  mfaBefore,
  requesterMfa,
}: {
  caller: Caller
  activity: ActivityRow
  selection: VoteRow['selection']
  /** Whether an approval of the caller is in force. */
  hasApproved: boolean
  /** What becomes of the activity with this vote. */
  decision: Decision
  /** What the caller's MFA policies had without this vote. */
  mfaBefore: MfaDecision | undefined
  /** What the MFA policies of the user who asked have. */
  requesterMfa: MfaDecision | undefined
}): void {
  const { id, status } = activity
  if (status !== 'ACTIVITY_STATUS_CONSENSUS_NEEDED' && status !== 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED')
    throw badRequest(`activity ${id} is not waiting for votes: its status is ${status}`)
  if (selection === 'VOTE_SELECTION_REJECTED') return
  if (requesterMfa?.isSatisfied === false)
    throw badRequest(`activity ${id} is not waiting for votes of others: its user must satisfy an MFA policy first`)
  // If the quorum has shrunk meanwhile, users who have approved already may be enough: then one of them approves again.
  if (!hasApproved || decision.outcome === 'allowed') return
  const { mfa } = decision
  if (mfa !== undefined && mfaBefore?.isSatisfied === false) {
    if (mfa.satisfiedMethods.length > mfaBefore.satisfiedMethods.length) return
    throw badRequest(`activity ${id} needs another credential of user ${caller.userId}: get_mfa_status says which`)
  }
  throw badRequest(`user ${caller.userId} has already approved activity ${id}`)
}
