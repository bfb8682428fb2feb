import type { Decide, Subject } from '../auth/access/access.js'
import { assertMayVote } from '../auth/access/assertMayVote.js'
import { votesInForce } from '../auth/access/votesInForce.js'
import type { Caller, RequestContext } from '../context.js'
import { SignerActivityError } from '../errors.js'
import { recordEvaluation } from '../policyEngine/recordEvaluation.js'
import { limits } from '../protocol/limits.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { badRequest, exhausted, notFound } from '../protocol/WireError.js'
import type { VoteDefinition } from './defineVote.js'
import { type Executed, executeActivity } from './executeActivity.js'
import { prepareStoredActivity } from './prepareStoredActivity.js'
import { type Submission, toApproval, toVote } from './submission.js'

/** Records a vote, and executes the activity that it was missing, or rejects it. */
export function castVote(
  context: RequestContext,
  definition: VoteDefinition,
  submission: Submission,
  decide: Decide,
): Executed {
  const { store, caller, organization } = context
  const castBefore = store.votes.byFingerprint(caller.userId, submission.fingerprint)
  const votedOn = castBefore === undefined ? undefined : store.activities.byId(castBefore.activityId)
  if (votedOn !== undefined) return { activity: votedOn }
  if (submission.text.length > requestLimits.voteText)
    throw badRequest(`invalid request body: a vote must be at most ${requestLimits.voteText} characters long`)

  const activity = store.activities.byFingerprint(organization.id, definition.target(submission.parameters))
  if (activity === undefined)
    throw notFound(
      'No activity found with fingerprint. Consensus activities must target an existing activity by fingerprint',
    )
  const { prepared, version } = prepareStoredActivity(activity)
  const nowMs = context.now()
  const votes = store.votes.ofActivity(activity.id)
  // Submitting an activity approves it, by a vote with the same fingerprint.
  const requesterId = votes.find((vote) => vote.fingerprint === activity.fingerprint)?.userId
  if (requesterId === undefined) throw new SignerActivityError(activity.id, 'votes')
  const approved = votesInForce(votes, nowMs).filter((vote) => vote.selection === 'VOTE_SELECTION_APPROVED')
  const approvals = approved.map((vote) => vote.userId)
  // A fault may make an activity wait although its user may decide alone.
  const subject: Subject = caller.userId === requesterId ? prepared.subject : { kind: 'vote' }
  const decision = decide(context, {
    subject,
    activity: { type: activity.type, parameters: prepared.intent },
    approvals: [...approved, toApproval(context, submission)],
  })
  if (decision.outcome === 'denied') throw decision.error
  // If the quorum has shrunk meanwhile, users who have approved already may be enough: then one of them approves again.
  assertMayVote(caller, activity, definition.selection, decision.outcome === 'allowed' ? [] : approvals)
  const isOneMore = definition.selection === 'VOTE_SELECTION_APPROVED' && decision.outcome !== 'allowed'
  if (isOneMore && approvals.length >= limits.approvals) throw exhausted('activity has exceeded maximum approvals')

  const vote = toVote(context, activity, definition.selection, submission)
  store.votes.insert(vote)
  recordEvaluation(context, vote, decision.policies)
  const voted = { ...activity, updatedMs: nowMs }
  const executed: Executed =
    definition.selection === 'VOTE_SELECTION_REJECTED'
      ? { activity: { ...voted, status: 'ACTIVITY_STATUS_REJECTED' } }
      : decision.outcome === 'allowed'
        ? executeActivity({ ...context, caller: requester(context, requesterId) }, prepared, version.result, voted)
        : { activity: voted }
  store.activities.update({ ...executed.activity, tookMs: performance.now() - submission.arrivedMs })
  context.onActivity?.(activity.id)
  // The vote counts even if the activity failed: everybody can read its failure in the activity.
  return { activity: executed.activity }
}

/** Returns the user who asked for the activity as its caller, not the one who completed its quorum. */
function requester({ store, organization }: RequestContext, userId: string): Caller {
  const inRootQuorum = store.users.byId(organization.id, userId)?.inRootQuorum ?? false
  return { organizationId: organization.id, userId, inRootQuorum }
}
