import type { Caller } from '../../context.js'
import { badRequest } from '../../protocol/WireError.js'
import type { ActivityRow, VoteRow } from '../../store/activities.js'

/**
 * Votes are for an activity that waits for them, and a user approves once. Who has approved may still reject: the recorded
 * answers say so.
 *
 * That the others are refused is documented; with which words and code nobody has seen.
 *
 * @param approvals In force.
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
