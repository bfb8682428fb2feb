import { setImmediate } from 'node:timers/promises'
import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import type { Titles } from '../describe/createTitles.js'
import { describeActivity } from '../describe/describeActivity.js'
import { isRecord, parseJson } from '../describe/json.js'
import { askedBudget, type Budget, resultBudget, treeOf, unreadable } from '../describe/tree.js'
import { truncate } from '../describe/truncate.js'
import type { ActivityDetail, ActivityLine, ActivityList, Fact } from '../types.js'
import { readStamped } from './readStamped.js'

/** What the page reads from. */
export type Readable = ConsoleReader & { titles: Titles }

type StoredActivity = NonNullable<ReturnType<ConsoleReader['browse']['activity']>>
type ActivityHead = NonNullable<ReturnType<ConsoleReader['browse']['activityHead']>>

export const pageSize = 50
/** Of reading, without a break. */
const atMostMs = 5

/** The newest activities, of all organizations or of one. */
export async function readActivities(
  from: Readable,
  page: { olderThan?: string; organizationId?: string },
): Promise<ActivityList> {
  // Before anything is read: what changes meanwhile is told once more, not lost.
  const cursor = from.changes.cursor()
  const ids = from.browse.activityIds({ ...page, limit: pageSize + 1 })
  return { activities: await readLines(from, ids.slice(0, pageSize)), more: ids.length > pageSize, cursor }
}

/** Those asked for that are there. */
export async function readOnly(from: Readable, ids: readonly string[]): Promise<ActivityList> {
  const cursor = from.changes.cursor()
  return { activities: await readLines(from, ids), more: false, cursor }
}

/** Those that are there. Whoever wants something signed comes in between: the requests may be long, and there is one thread. */
export async function readLines(from: Readable, ids: readonly string[]): Promise<ActivityLine[]> {
  const lines: ActivityLine[] = []
  let sinceMs = performance.now()
  for (const id of ids) {
    if (performance.now() - sinceMs > atMostMs) {
      // What has been read so far must be kept before the next turn writes.
      await from.settled()
      await setImmediate()
      sinceMs = performance.now()
    }
    const head = from.browse.activityHead(id)
    if (head !== undefined) lines.push(readLine(from, head).line)
  }
  return lines
}

export function readActivity(from: Readable, id: string): ActivityDetail | undefined {
  const activity = from.browse.activity(id)
  if (activity === undefined) return undefined
  const { line, votes } = readLine(from, activity)
  const [asking, resulting] = [askedBudget(), resultBudget()]
  return {
    ...line,
    fingerprint: activity.fingerprint,
    asked: truncate(describeActivity(from, activity).asked(asking), asking),
    votes: votes.map((vote) => ({
      approves: vote.approves,
      inForce: vote.inForce,
      stamped: readStamped(from, activity.organizationId, vote),
      createdMs: vote.createdMs,
    })),
    result: truncate(resultOf(activity, resulting), resulting),
    failure: activity.failure === null ? null : failureOf(activity.failure),
    body: activity.body,
  }
}

function readLine(from: Readable, activity: ActivityHead) {
  const { browse, titles } = from
  const { id, organizationId, type, status, createdMs, updatedMs, tookMs } = activity
  const votes = from.votes(activity)
  const [first] = votes
  const line: ActivityLine = {
    id,
    organizationId,
    organizationName: browse.organization(organizationId)?.name ?? '',
    type,
    title: titles.of(id),
    status,
    stamped: first === undefined ? null : readStamped(from, organizationId, first),
    approvals: votes.filter((vote) => vote.inForce && vote.approves).length,
    threshold: from.organization(organizationId)?.quorumThreshold ?? 1,
    createdMs,
    updatedMs,
    tookMs,
  }
  return { line, votes }
}

function resultOf({ result, failure }: StoredActivity, budget: Budget): Fact[] {
  const facts = failure !== null && failureOf(failure) === null ? [unreadable('failure')] : []
  if (result === null) return facts
  const parsed = parseJson(result)
  const [content] = isRecord(parsed) ? Object.values(parsed) : []
  // A session token is for whoever asked for it.
  return [
    ...facts,
    ...(isRecord(content) ? treeOf({ ...content, session: undefined }, budget) : [unreadable('result')]),
  ]
}

function failureOf(json: string): ActivityDetail['failure'] {
  const parsed = parseJson(json)
  const { code, message } = isRecord(parsed) ? parsed : {}
  return typeof code === 'number' && typeof message === 'string' ? { code, message } : null
}
