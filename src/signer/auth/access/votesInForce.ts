import type { VoteRow } from '../../store/activities.js'

/** How long the approvals of a round stay in force, counted from its first. */
const approvalWindowMs = 24 * 60 * 60 * 1000

/**
 * The votes in force at a time. The first approval opens a window of 24 hours; at its end all approvals in it lapse and
 * must be given again, while the activity stays open.
 *
 * @param votes All that were ever cast on the activity, oldest first.
 */
export function votesInForce(votes: readonly VoteRow[], atMs: number): VoteRow[] {
  let round: VoteRow[] = []
  let openedMs = Number.NEGATIVE_INFINITY
  for (const vote of votes) {
    if (vote.createdMs >= openedMs + approvalWindowMs) {
      round = []
      openedMs = vote.createdMs
    }
    round.push(vote)
  }
  return atMs >= openedMs + approvalWindowMs ? [] : round
}
