import type { Caller } from '../context.js'
import type { ActivityRow, VoteRow } from '../store/activities.js'
import { badRequest, type WireError } from '../WireError.js'

/**
 * One vote a user, while an activity waits for votes.
 *
 * That these are refused is documented; with which words and code nobody has seen.
 */
export function assertMayVote(caller: Caller, activity: ActivityRow, inForce: readonly VoteRow[]): void {
  if (activity.status !== 'ACTIVITY_STATUS_CONSENSUS_NEEDED') throw notOpen(activity)
  if (inForce.some((vote) => vote.userId === caller.userId))
    throw badRequest(`user ${caller.userId} has already voted on activity ${activity.id}`)
}

function notOpen({ id, status }: ActivityRow): WireError {
  return badRequest(`activity ${id} is not waiting for votes: its status is ${status}`)
}
