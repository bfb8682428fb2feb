import { votesInForce } from '../../access/votes.js'
import type { SignerContext } from '../../context.js'
import { isRecord } from '../../parse.js'
import { isEnded } from '../../present/presentActivity.js'
import type { ActivityRow } from '../../store/activities.js'
import type { Feed } from '../createFeed.js'
import type { ActivityDetail, ActivityLine, ActivityList, Fact } from '../types.js'
import { describeActivity } from '../words/describeActivity.js'
import { treeOf } from '../words/tree.js'
import { readStamped } from './readStamped.js'

/** What the page reads from. */
export type Readable = Pick<SignerContext, 'store' | 'now'> & { feed: Feed; organizationId: string }

const pageSize = 50

/** The newest activities, of all organizations or of one. */
export function readActivities(from: Readable, page: { olderThan?: string; organizationId?: string }): ActivityList {
  // Before anything is read: what changes meanwhile is told once more, not lost.
  const cursor = from.feed.cursor()
  const ids = from.store.browse.activityIds({ ...page, limit: pageSize + 1 })
  return { activities: readLines(from, ids.slice(0, pageSize)), more: ids.length > pageSize, cursor }
}

/** Those that are there. */
export function readLines(from: Readable, ids: readonly string[]): ActivityLine[] {
  return ids.flatMap((id) => {
    const activity = from.store.activities.byId(id)
    return activity === undefined ? [] : [readLine(from, activity).line]
  })
}

export function readActivity(from: Readable, id: string): ActivityDetail | undefined {
  const activity = from.store.activities.byId(id)
  if (activity === undefined) return undefined
  const { line, asked, votes, inForce } = readLine(from, activity)
  return {
    ...line,
    fingerprint: activity.fingerprint,
    asked,
    votes: votes.map((vote) => ({
      approves: vote.selection === 'VOTE_SELECTION_APPROVED',
      inForce: inForce.includes(vote),
      stamped: readStamped(from.store, activity.organizationId, vote),
      createdMs: vote.createdMs,
    })),
    result: resultOf(activity),
    failure: failureOf(activity),
    body: activity.body,
  }
}

function readLine(from: Readable, activity: ActivityRow) {
  const { store, feed, now } = from
  const { id, organizationId, type, status, createdMs, updatedMs } = activity
  const { title, asked } = describeActivity(activity, {
    user: (userId) => store.users.everById(organizationId, userId)?.name ?? userId,
  })
  const votes = store.activities.votes(id)
  const inForce = votesInForce(votes, isEnded(status) ? updatedMs : now())
  const [first] = votes
  const line: ActivityLine = {
    id,
    organizationId,
    organizationName: store.browse.organization(organizationId)?.name ?? '',
    type,
    title,
    status,
    stamped: first === undefined ? null : readStamped(store, organizationId, first),
    approvals: inForce.filter((vote) => vote.selection === 'VOTE_SELECTION_APPROVED').length,
    threshold: store.organizations.byId(organizationId)?.quorumThreshold ?? 1,
    createdMs,
    updatedMs,
    tookMs: feed.tookMs(id),
  }
  return { line, asked, votes, inForce }
}

function resultOf({ result }: ActivityRow): Fact[] {
  const value: unknown = result === null ? null : JSON.parse(result)
  const [content] = isRecord(value) ? Object.values(value) : []
  // A session token is for whoever asked for it.
  return isRecord(content) ? treeOf({ ...content, session: undefined }) : []
}

function failureOf({ failure }: ActivityRow): ActivityDetail['failure'] {
  const value: unknown = failure === null ? null : JSON.parse(failure)
  if (!isRecord(value) || typeof value.code !== 'number' || typeof value.message !== 'string') return null
  return { code: value.code, message: value.message }
}
