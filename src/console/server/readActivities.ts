import { setImmediate } from 'node:timers/promises'
import { votesInForce } from '../../signer/auth/access/votes.js'
import type { SignerContext } from '../../signer/context.js'
import { isRecord } from '../../signer/protocol/parse.js'
import { readJsonObject } from '../../signer/protocol/readJson.js'
import { isEnded } from '../../signer/serialize/serializeActivity.js'
import type { ActivityHead, StoredActivity } from '../../signer/store/activities.js'
import type { Feed } from '../../signer/util/createFeed.js'
import type { Titles } from '../describe/createTitles.js'
import { describeActivity, namesIn } from '../describe/describeActivity.js'
import { askedBudget, type Budget, resultBudget, treeOf, unreadable } from '../describe/tree.js'
import { truncate } from '../describe/truncate.js'
import type { ActivityDetail, ActivityLine, ActivityList, Fact } from '../types.js'
import { readStamped } from './readStamped.js'

/** What the page reads from. */
export type Readable = Pick<SignerContext, 'store' | 'now'> & { feed: Feed; titles: Titles; organizationId: string }

export const pageSize = 50
/** Of reading, without a break. */
const atMostMs = 5

/** The newest activities, of all organizations or of one. */
export async function readActivities(
  from: Readable,
  page: { olderThan?: string; organizationId?: string },
): Promise<ActivityList> {
  // Before anything is read: what changes meanwhile is told once more, not lost.
  const cursor = from.feed.cursor()
  const ids = from.store.browse.activityIds({ ...page, limit: pageSize + 1 })
  return { activities: await readLines(from, ids.slice(0, pageSize)), more: ids.length > pageSize, cursor }
}

/** Those asked for that are there. */
export async function readOnly(from: Readable, ids: readonly string[]): Promise<ActivityList> {
  const cursor = from.feed.cursor()
  return { activities: await readLines(from, ids), more: false, cursor }
}

/** Those that are there. Whoever wants something signed comes in between: the requests may be long, and there is one thread. */
export async function readLines(from: Readable, ids: readonly string[]): Promise<ActivityLine[]> {
  const lines: ActivityLine[] = []
  let sinceMs = performance.now()
  for (const id of ids) {
    if (performance.now() - sinceMs > atMostMs) {
      // What has been read so far must be kept before the next turn writes.
      await from.store.settled()
      await setImmediate()
      sinceMs = performance.now()
    }
    const head = from.store.browse.activityHead(id)
    if (head !== undefined) lines.push(readLine(from, head).line)
  }
  return lines
}

export function readActivity(from: Readable, id: string): ActivityDetail | undefined {
  const activity = from.store.browse.activity(id)
  if (activity === undefined) return undefined
  const { line, votes, inForce } = readLine(from, activity)
  const [asking, resulting] = [askedBudget(), resultBudget()]
  return {
    ...line,
    fingerprint: activity.fingerprint,
    asked: truncate(describeActivity(activity, namesIn(from.store, activity.organizationId)).asked(asking), asking),
    votes: votes.map((vote) => ({
      approves: vote.selection === 'VOTE_SELECTION_APPROVED',
      inForce: inForce.includes(vote),
      stamped: readStamped(from.store, activity.organizationId, vote),
      createdMs: vote.createdMs,
    })),
    result: truncate(resultOf(activity, resulting), resulting),
    failure: activity.failure === null ? null : failureOf(activity.failure),
    body: activity.body,
  }
}

function readLine(from: Readable, activity: ActivityHead) {
  const { store, titles, now } = from
  const { id, organizationId, type, status, createdMs, updatedMs, tookMs } = activity
  const votes = store.activities.votes(id)
  const inForce = votesInForce(votes, isEnded(status) ? updatedMs : now())
  const [first] = votes
  const line: ActivityLine = {
    id,
    organizationId,
    organizationName: store.browse.organization(organizationId)?.name ?? '',
    type,
    title: titles.of(id),
    status,
    stamped: first === undefined ? null : readStamped(store, organizationId, first),
    approvals: inForce.filter((vote) => vote.selection === 'VOTE_SELECTION_APPROVED').length,
    threshold: store.organizations.byId(organizationId)?.quorumThreshold ?? 1,
    createdMs,
    updatedMs,
    tookMs,
  }
  return { line, votes, inForce }
}

function resultOf({ result, failure }: StoredActivity, budget: Budget): Fact[] {
  const facts = failure !== null && failureOf(failure) === null ? [unreadable('failure')] : []
  if (result === null) return facts
  const [content] = Object.values(readJsonObject(result) ?? {})
  // A session token is for whoever asked for it.
  return [
    ...facts,
    ...(isRecord(content) ? treeOf({ ...content, session: undefined }, budget) : [unreadable('result')]),
  ]
}

function failureOf(json: string): ActivityDetail['failure'] {
  const { code, message } = readJsonObject(json) ?? {}
  return typeof code === 'number' && typeof message === 'string' ? { code, message } : null
}
