import type { Decide, Subject } from '../auth/access/access.js'
import { assertMayVote } from '../auth/access/assertMayVote.js'
import { votesInForce } from '../auth/access/votesInForce.js'
import type { Caller, RequestContext } from '../context.js'
import { SignerActivityError } from '../errors.js'
import { createMfaDecider, maxMfaSteps } from '../policyEngine/createMfaDecider.js'
import { recordFindings } from '../policyEngine/recordFindings.js'
import { limits } from '../protocol/limits.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { badRequest, exhausted, notFound } from '../protocol/WireError.js'
import type { ActivityRow } from '../store/activities.js'
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
  const { fingerprint, verifiedStamp } = submission
  const castBefore = store.votes.byFingerprint(caller.userId, fingerprint, verifiedStamp.publicKey)
  const votedOn = castBefore === undefined ? undefined : store.activities.byId(castBefore.activityId)
  if (votedOn !== undefined) return { activity: asVoterSees(context, votedOn) }
  if (submission.text.length > requestLimits.voteText)
    throw badRequest(`invalid request body: a vote must be at most ${requestLimits.voteText} characters long`)

  const activity = store.activities.byFingerprint(organization.id, definition.target(submission.parameters))
  if (activity === undefined)
    throw notFound(
      'No activity found with fingerprint. Consensus activities must target an existing activity by fingerprint',
    )
  const { prepared, version } = prepareStoredActivity(activity)
  const asked = { type: activity.type, parameters: prepared.intent }
  const nowMs = context.now()
  const votes = store.votes.ofActivity(activity.id)
  // Submitting an activity approves it, by a vote with the same fingerprint.
  const requesterId = votes.find((vote) => vote.fingerprint === activity.fingerprint)?.userId
  if (requesterId === undefined) throw new SignerActivityError(activity.id, 'votes')
  const isRequester = caller.userId === requesterId
  const approved = votesInForce(votes, nowMs).filter((vote) => vote.selection === 'VOTE_SELECTION_APPROVED')
  const ofCaller = approved.filter((vote) => vote.userId === caller.userId)
  // What the MFA policies of users want, and what the approvals so far have given them.
  const voters = new Set(approved.map(({ userId }) => userId)).size
  const mfaOf = createMfaDecider(context, { activity: asked, approvals: approved }, maxMfaSteps / (voters + 1))

  // A vote counts by user, and only once the MFA policies of its user are satisfied. Those count by credential.
  const ofOthers = approved.filter(({ userId }) => userId !== caller.userId && mfaOf(userId)?.isSatisfied !== false)
  // The user who asked comes first, and the one who votes last.
  const counted = isRequester ? [...ofCaller, ...ofOthers] : [...ofOthers, ...ofCaller]
  // A fault may make an activity wait although its user may decide alone.
  const subject: Subject = isRequester ? prepared.subject : { kind: 'vote' }
  const decision = decide(context, {
    subject,
    activity: asked,
    approvals: [...counted, toApproval(context, submission)],
  })
  if (decision.outcome === 'denied') throw decision.error
  const { selection } = definition
  const isApproval = selection === 'VOTE_SELECTION_APPROVED'
  const hasApproved = ofCaller.length > 0
  assertMayVote({
    caller,
    activity,
    selection,
    hasApproved,
    decision,
    mfaBefore: hasApproved ? mfaOf(caller.userId) : undefined,
    requesterMfa: isRequester ? undefined : mfaOf(requesterId),
  })
  if (isApproval && decision.outcome !== 'allowed' && approved.length >= limits.approvals)
    throw exhausted('activity has exceeded maximum approvals')

  const vote = toVote(context, activity, selection, submission)
  store.votes.insert(vote)
  recordFindings(context, vote, decision)
  const voted = { ...activity, updatedMs: nowMs }
  const executed: Executed = !isApproval
    ? { activity: { ...voted, status: 'ACTIVITY_STATUS_REJECTED' } }
    : decision.outcome === 'allowed'
      ? executeActivity({ ...context, caller: requester(context, requesterId) }, prepared, version.result, voted)
      : { activity: isRequester ? { ...voted, status: statusOf[decision.outcome] } : voted }
  store.activities.update({ ...executed.activity, tookMs: performance.now() - submission.arrivedMs })
  context.onActivity?.(activity.id)
  // The vote counts even if the activity failed: everybody can read its failure in the activity.
  return { activity: asVoterSees(context, executed.activity) }
}

/**
 * Returns the activity as the answer to a vote shows it. A vote that does not count yet, because of the voter's MFA policies,
 * is answered so, while the activity waits for others, too.
 */
function asVoterSees({ store, caller }: RequestContext, activity: ActivityRow): ActivityRow {
  if (activity.status !== 'ACTIVITY_STATUS_CONSENSUS_NEEDED') return activity
  const voteIds = store.votes
    .ofActivity(activity.id)
    .filter(({ userId }) => userId === caller.userId)
    .map(({ id }) => id)
  const newest = store.limitEvaluations.ofActivity(activity.id).findLast(({ voteId }) => voteIds.includes(voteId))
  return newest?.isSatisfied === false ? { ...activity, status: 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED' } : activity
}

const statusOf = {
  'authenticators needed': 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED',
  'consensus needed': 'ACTIVITY_STATUS_CONSENSUS_NEEDED',
} as const

/** Returns the user who asked for the activity as its caller, not the one who completed its quorum. */
function requester({ store, organization }: RequestContext, userId: string): Caller {
  const inRootQuorum = store.users.byId(organization.id, userId)?.inRootQuorum ?? false
  return { organizationId: organization.id, userId, inRootQuorum }
}
