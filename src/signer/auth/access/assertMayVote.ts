import type { Caller } from '../../context.js'
import { badRequest } from '../../protocol/WireError.js'
import type { ActivityRow } from '../../store/activities.js'
import type { VoteRow } from '../../store/votes.js'

/**
 * Refuses a vote on an activity that does not wait for one, and a second approval by the same user. A user who has approved
 * may still reject, as in production.
 *
 * The refusals are documented, their texts and codes are not verified against production.
 *
 * @param approvals Ids of the users whose approval is in force.
 */
export function assertMayVote(
  caller: Caller,
  activity: ActivityRow,
  selection: VoteRow['selection'],
  approvals: readonly string[],
): void {
  const { id, status } = activity
  if (status !== 'ACTIVITY_STATUS_CONSENSUS_NEEDED')
    throw badRequest(`activity ${id} is not waiting for votes: its status is ${status}`)
  if (selection === 'VOTE_SELECTION_APPROVED' && approvals.includes(caller.userId))
    throw badRequest(`user ${caller.userId} has already approved activity ${id}`)
}
