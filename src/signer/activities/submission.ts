import type { Approval } from '../auth/access/access.js'
import type { VerifiedStamp } from '../auth/stamps/authenticate.js'
import type { RequestContext } from '../context.js'
import type { ActivityRow } from '../store/activities.js'
import type { VoteRow } from '../store/votes.js'

/** A posted activity, or a vote on one, with its stamp verified. */
export type Submission = {
  type: string
  /** The body, exactly as it was posted. */
  text: string
  /** Of the body. Not parsed yet. */
  parameters: unknown
  fingerprint: string
  verifiedStamp: VerifiedStamp
  /** From `performance.now()`. */
  arrivedMs: number
}

/** A status that a new activity gets instead of being executed. For tests. */
export type ActivityOverride = { status: ActivityRow['status']; failure?: string }

/** The caller's vote on `activity`, which is another user's, or their own that still waits. */
export function toVote(
  context: RequestContext,
  activity: ActivityRow,
  selection: VoteRow['selection'],
  { text, fingerprint, verifiedStamp }: Submission,
): VoteRow & { message: string } {
  return {
    id: context.newId(),
    activityId: activity.id,
    userId: context.caller.userId,
    selection,
    fingerprint,
    message: text,
    ...verifiedStamp,
    createdMs: context.now(),
  }
}

/** The caller's approval, by the credential that stamped the submission. */
export function toApproval({ caller }: RequestContext, { verifiedStamp }: Submission): Approval {
  const { publicKey, scheme } = verifiedStamp
  return { userId: caller.userId, publicKey, scheme }
}
