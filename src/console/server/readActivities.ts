import type { ConsoleReader, ConsoleVote } from '../../signer/store/consoleReader.js'
import { describeActivity } from '../describe/describeActivity.js'
import { type FieldBudget, recordToFields, requestBudget, resultBudget, unreadableField } from '../describe/fields.js'
import { isRecord, parseJson } from '../describe/json.js'
import { truncateFields } from '../describe/truncateFields.js'
import type { ActivityDetail, ActivityList, ActivitySummary, Field, StampedBy } from '../types.js'
import type { ConsoleContext } from './context.js'
import { createPause } from './createPause.js'
import { readPolicyVotes } from './readPolicyVotes.js'

type StoredActivity = NonNullable<ReturnType<ConsoleReader['browse']['activity']>>
type ActivityHead = NonNullable<ReturnType<ConsoleReader['browse']['activityHead']>>

export const pageSize = 50

/** Reads a page of activities, newest first, of all organizations or of one. */
export async function readActivities(
  context: ConsoleContext,
  page: { olderThan?: string; organizationId?: string },
): Promise<ActivityList> {
  // Taken before reading: a change in between then comes twice, and is not missed.
  const cursor = context.reader.changes.cursor()
  const ids = context.reader.browse.activityIds({ ...page, limit: pageSize + 1 })
  const activities = await readActivitySummaries(context, ids.slice(0, pageSize))
  return { activities, hasMore: ids.length > pageSize, cursor }
}

/** Reads these activities, without those that do not exist. */
export async function readActivitiesById(context: ConsoleContext, ids: readonly string[]): Promise<ActivityList> {
  const cursor = context.reader.changes.cursor()
  return { activities: await readActivitySummaries(context, ids), hasMore: false, cursor }
}

/** Reads summaries, without those of activities that do not exist. Pauses so that a long list does not delay signing. */
export async function readActivitySummaries(
  context: ConsoleContext,
  ids: readonly string[],
): Promise<ActivitySummary[]> {
  const { reader } = context
  const summaries: ActivitySummary[] = []
  const pause = createPause(reader)
  for (const id of ids) {
    await pause()
    const head = reader.browse.activityHead(id)
    if (head !== undefined) summaries.push(toSummary(context, head, reader.votes(head)))
  }
  return summaries
}

export function readActivity(context: ConsoleContext, id: string): ActivityDetail | undefined {
  const { reader } = context
  const activity = reader.browse.activity(id)
  if (activity === undefined) return undefined
  const votes = reader.votes(activity)
  const budgets = { request: requestBudget(), result: resultBudget() }
  const failure = activity.failure === null ? null : parseFailure(activity.failure)
  return {
    ...toSummary(context, activity, votes),
    policyVotes: readPolicyVotes(reader, activity),
    fingerprint: activity.fingerprint,
    request: truncateFields(describeActivity(reader, activity).fields(budgets.request), budgets.request),
    votes: votes.map((vote) => ({
      approves: vote.approves,
      inForce: vote.inForce,
      stampedBy: toStampedBy(reader, activity.organizationId, vote),
      createdMs: vote.createdMs,
    })),
    result: truncateFields(
      [
        ...(activity.failure !== null && failure === null ? [unreadableField('failure')] : []),
        ...describeResult(activity, budgets.result),
      ],
      budgets.result,
    ),
    failure,
    body: activity.body,
  }
}

function toSummary(
  { reader, titleOf }: ConsoleContext,
  activity: ActivityHead,
  votes: readonly ConsoleVote[],
): ActivitySummary {
  const { id, organizationId, type, status, createdMs, updatedMs, tookMs } = activity
  const [first] = votes
  // A user who has approved with several credentials, as MFA policies ask, counts once.
  const approvers = new Set(votes.flatMap(({ approves, inForce, userId }) => (approves && inForce ? [userId] : [])))
  return {
    id,
    organizationId,
    organizationName: reader.browse.organization(organizationId)?.name ?? '',
    type,
    title: titleOf(id),
    status,
    stampedBy: first === undefined ? null : toStampedBy(reader, organizationId, first),
    approvals: [...approvers].filter((userId) => reader.isRootUser(organizationId, userId)).length,
    threshold: reader.organization(organizationId)?.quorumThreshold ?? 1,
    waitsForPolicy: status === 'ACTIVITY_STATUS_CONSENSUS_NEEDED' && reader.waitsForPolicy(id),
    createdMs,
    updatedMs,
    tookMs,
  }
}

function toStampedBy(reader: ConsoleReader, organizationId: string, vote: ConsoleVote): StampedBy {
  const { kind, name } = reader.credential(organizationId, vote)
  const { userId } = vote
  const userName = reader.userName(organizationId, userId) ?? ''
  return { userId, userName, credentialKind: kind, credentialName: name }
}

function describeResult({ result }: StoredActivity, budget: FieldBudget): Field[] {
  if (result === null) return []
  const parsed = parseJson(result)
  const [content] = isRecord(parsed) ? Object.values(parsed) : []
  // A session token is a secret of the user who logged in.
  return isRecord(content) ? recordToFields({ ...content, session: undefined }, budget) : [unreadableField('result')]
}

function parseFailure(json: string): ActivityDetail['failure'] {
  const parsed = parseJson(json)
  const { code, message } = isRecord(parsed) ? parsed : {}
  return typeof code === 'number' && typeof message === 'string' ? { code, message } : null
}
