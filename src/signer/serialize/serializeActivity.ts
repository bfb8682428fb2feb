import type { Activity, RpcStatus, Vote } from '../../wire/activity.js'
import type { ActivityVersion, PreparedActivity } from '../activities/defineActivity.js'
import { prepareStoredActivity } from '../activities/prepareStoredActivity.js'
import { mayVote } from '../auth/access/mayVote.js'
import { votesInForce } from '../auth/access/votesInForce.js'
import type { RequestContext, SignerContext } from '../context.js'
import { SignerActivityError } from '../errors.js'
import { readJsonObject } from '../protocol/readJson.js'
import type { ActivityRow } from '../store/activities.js'
import type { UserRow } from '../store/users.js'
import type { VoteRow } from '../store/votes.js'
import { isEnded } from './isEnded.js'
import { mfaStatuses } from './mfaStatuses.js'
import { serializeUser } from './serializeUser.js'
import { toTimestamp } from './toTimestamp.js'

/** For each activity of a list, which may have a hundred of them. Real MFA policies take some hundreds. */
const maxSteps = 20_000

function readRecord(activity: ActivityRow, what: 'result' | 'failure'): Record<string, unknown> | null {
  const json = activity[what]
  if (json === null) return null
  const value = readJsonObject(json)
  if (value === undefined) throw new SignerActivityError(activity.id, what)
  return value
}

function failureOf(activity: ActivityRow): RpcStatus | null {
  const failure = readRecord(activity, 'failure')
  if (failure === null) return null
  const { code, message } = failure
  if (typeof code !== 'number' || typeof message !== 'string') throw new SignerActivityError(activity.id, 'failure')
  return { code, message, details: [] }
}

function serializeVote(
  context: SignerContext,
  activity: ActivityRow,
  vote: VoteRow,
  voter: UserRow | undefined,
): Vote[] {
  const user = voter ?? context.store.users.byIdEvenDeleted(activity.organizationId, vote.userId)
  if (user === undefined) return []
  return [
    {
      id: vote.id,
      userId: vote.userId,
      user: serializeUser(context.store, user),
      activityId: vote.activityId,
      selection: vote.selection,
      message: vote.message ?? activity.body,
      publicKey: vote.publicKey,
      signature: vote.signature,
      scheme: vote.scheme,
      createdAt: toTimestamp(vote.createdMs),
    },
  ]
}

/** What a request that submits an activity knows of it. */
export type KnownActivity = {
  prepared: PreparedActivity
  version: ActivityVersion
  /** All of them. */
  votes: readonly VoteRow[]
  /** The one user who has voted, if the activity has changed no user. */
  voter?: UserRow
}

/** Serializes an activity as its caller sees it. @param known Else it is read. */
export function serializeActivity(
  context: RequestContext,
  activity: ActivityRow,
  known: KnownActivity = {
    ...prepareStoredActivity(activity),
    votes: context.store.votes.ofActivity(activity.id),
  },
): Activity {
  const { caller } = context
  const { prepared, version, voter } = known
  const ended = isEnded(activity.status)
  const votes = votesInForce(known.votes, ended ? activity.updatedMs : context.now())
  // These depend on the caller and not on the status: in production, a completed activity that its caller has approved has
  // canApprove false and canReject true.
  const isVoter =
    caller.organizationId === activity.organizationId &&
    (caller.inRootQuorum || (!ended && mayVote(context, activity.type, prepared.intent, votes)))
  const hasVoted = (selection: Vote['selection']): boolean =>
    votes.some((vote) => vote.userId === caller.userId && vote.selection === selection)
  // An MFA policy wants other credentials of a user whose vote is there already.
  const isAwaited =
    !ended && mfaStatuses(context, activity, caller.userId, maxSteps).some(({ satisfied }) => !satisfied)
  return {
    id: activity.id,
    organizationId: activity.organizationId,
    status: activity.status,
    type: activity.type,
    intent: { [version.intent]: prepared.intent },
    result: readRecord(activity, 'result'),
    votes: votes.flatMap((vote) => serializeVote(context, activity, vote, voter)),
    appProofs: [],
    fingerprint: activity.fingerprint,
    canApprove: isAwaited || (isVoter && !hasVoted('VOTE_SELECTION_APPROVED')),
    canReject: isVoter && !hasVoted('VOTE_SELECTION_REJECTED'),
    createdAt: toTimestamp(activity.createdMs),
    updatedAt: toTimestamp(activity.updatedMs),
    failure: failureOf(activity),
  }
}
