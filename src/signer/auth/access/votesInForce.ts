import type { VoteRow } from '../../store/votes.js'

/** Approvals lapse together, this long after the first of them. */
const approvalWindowMs = 24 * 60 * 60 * 1000

/**
 * Returns the votes in force at a time. The first vote opens a window of 24 hours. At its end all votes of the window lapse,
 * while the activity stays open: users must approve again.
 *
 * @param votes All votes that were ever cast on the activity, oldest first.
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
