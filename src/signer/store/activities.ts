import type { DatabaseSync } from 'node:sqlite'
import type { ActivityStatus } from '../../wire/activity.js'
import { SignerActivityError } from '../errors.js'
import { toFingerprint, toFingerprintBytes } from './fingerprintBytes.js'
import { bytes, integer, integerOrNull, type Row, text, textOrNull, uuid } from './row.js'
import { highest, lowest, toUuidBytes } from './uuidBytes.js'
import { readSubmissionVote, type SubmissionVote } from './votes.js'

export const activityStatuses: readonly ActivityStatus[] = [
  'ACTIVITY_STATUS_CREATED',
  'ACTIVITY_STATUS_PENDING',
  'ACTIVITY_STATUS_COMPLETED',
  'ACTIVITY_STATUS_FAILED',
  'ACTIVITY_STATUS_CONSENSUS_NEEDED',
  'ACTIVITY_STATUS_REJECTED',
  'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED',
]

export type ActivityRow = {
  /** UUIDv7, so that ids sort by age. */
  id: string
  organizationId: string
  fingerprint: string
  type: string
  /** The exact body that was posted. */
  body: string
  status: ActivityStatus
  /** JSON of the wire's `result`, which has one key. Null unless completed. */
  result: string | null
  /** JSON of the wire's `failure`. Null unless failed. */
  failure: string | null
  createdMs: number
  updatedMs: number
  /**
   * Milliseconds that the signer worked on the request that last changed the activity. Without the commit, which requests
   * share. Null if an older version wrote it.
   */
  tookMs: number | null
  /** The vote that its submission cast. Null only if another program has removed it. */
  vote: SubmissionVote | null
}

export type ActivityFilter = {
  organizationId: string
  statuses: readonly string[]
  types: readonly string[]
  limit: number
  /** Only activities older than this id. */
  olderThan?: string
  /** Only activities newer than this id. */
  newerThan?: string
}

export type Activities = {
  insert(activity: ActivityRow): void
  update(activity: Pick<ActivityRow, 'id' | 'status' | 'result' | 'failure' | 'updatedMs' | 'tookMs'>): void
  byId(id: string): ActivityRow | undefined
  byFingerprint(organizationId: string, fingerprint: string): ActivityRow | undefined
  /** Their ids, newest first. */
  list(filter: ActivityFilter): string[]
  /** Bytes of an activity's columns that may be long. Reads none of them. */
  storedBytes(id: string): number
}

/** An activity in the database, whose status may be one that only another version of the signer knows. */
export type StoredActivity = Omit<ActivityRow, 'status'> & { status: string }

/** An activity without the columns that may be long. */
export type ActivityHead = Omit<StoredActivity, 'fingerprint' | 'body' | 'result' | 'failure' | 'vote'>

export const headColumns = 'id, organization_id, type, status, created_ms, updated_ms, took_us'

export function readHead(row: Row): ActivityHead {
  const tookUs = integerOrNull(row, 'took_us')
  return {
    id: uuid(row, 'id'),
    organizationId: uuid(row, 'organization_id'),
    type: text(row, 'type'),
    status: text(row, 'status'),
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
    tookMs: tookUs === null ? null : tookUs / 1000,
  }
}

export function readStored(row: Row): StoredActivity {
  return {
    ...readHead(row),
    fingerprint: toFingerprint(bytes(row, 'fingerprint')),
    body: text(row, 'body'),
    result: textOrNull(row, 'result'),
    failure: textOrNull(row, 'failure'),
    vote: readSubmissionVote(row),
  }
}

const toUs = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 1000))

function read(row: Row): ActivityRow {
  const stored = readStored(row)
  const status = activityStatuses.find((known) => known === stored.status)
  if (status === undefined) throw new SignerActivityError(stored.id, 'status')
  return { ...stored, status }
}

type Kind = { type: string; status: string }

export function createActivities(database: DatabaseSync): Activities {
  const insert = database.prepare(
    `INSERT INTO activities (id, organization_id, fingerprint, type, status, created_ms, updated_ms, took_us, vote_id, user_id,
       public_key, signature, scheme, voted_ms, body, result, failure)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = database.prepare(
    'UPDATE activities SET status = ?, result = ?, failure = ?, updated_ms = ?, took_us = ? WHERE id = ?',
  )
  const byId = database.prepare('SELECT * FROM activities WHERE id = ?')
  const storedBytes = database.prepare(
    `SELECT octet_length(body) + ifnull(octet_length(result), 0) + ifnull(octet_length(failure), 0) AS bytes
     FROM activities WHERE id = ?`,
  )
  const byFingerprint = database.prepare('SELECT * FROM activities WHERE fingerprint = ? AND organization_id = ?')
  // Two statements, because SQLite would use only the first half of a condition on both columns to find its place.
  const nextStatus = database.prepare(
    `SELECT type, status FROM activities INDEXED BY activities_by_type
     WHERE organization_id = ? AND type = ? AND status > ? ORDER BY status LIMIT 1`,
  )
  const nextType = database.prepare(
    `SELECT type, status FROM activities INDEXED BY activities_by_type
     WHERE organization_id = ? AND type > ? ORDER BY type, status LIMIT 1`,
  )
  const ofKind = (order: 'ASC' | 'DESC') =>
    database.prepare(
      `SELECT id FROM activities INDEXED BY activities_by_type
       WHERE organization_id = ? AND type = ? AND status = ? AND id > ? AND id < ? ORDER BY id ${order} LIMIT ?`,
    )
  const [newestFirst, oldestFirst] = [ofKind('DESC'), ofKind('ASC')]

  /** The types and statuses that an organization's activities have. Takes one step in the index for each. */
  function kindsIn(organizationId: Uint8Array): Kind[] {
    const kinds: Kind[] = []
    let last: Kind = { type: '', status: '' }
    for (;;) {
      const row = nextStatus.get(organizationId, last.type, last.status) ?? nextType.get(organizationId, last.type)
      if (row === undefined) return kinds
      last = { type: text(row, 'type'), status: text(row, 'status') }
      kinds.push(last)
    }
  }

  return {
    insert(activity) {
      const { vote } = activity
      insert.run(
        toUuidBytes(activity.id),
        toUuidBytes(activity.organizationId),
        toFingerprintBytes(activity.fingerprint),
        activity.type,
        activity.status,
        activity.createdMs,
        activity.updatedMs,
        toUs(activity.tookMs),
        vote === null ? null : toUuidBytes(vote.id),
        vote === null ? null : toUuidBytes(vote.userId),
        vote?.publicKey ?? null,
        vote?.signature ?? null,
        vote?.scheme ?? null,
        vote?.createdMs ?? null,
        activity.body,
        activity.result,
        activity.failure,
      )
    },
    update({ id, status, result, failure, updatedMs, tookMs }) {
      update.run(status, result, failure, updatedMs, toUs(tookMs), toUuidBytes(id))
    },
    byId(id) {
      const row = byId.get(toUuidBytes(id))
      return row === undefined ? undefined : read(row)
    },
    byFingerprint(organizationId, fingerprint) {
      const row = byFingerprint.get(toFingerprintBytes(fingerprint), toUuidBytes(organizationId))
      return row === undefined ? undefined : read(row)
    },
    list({ organizationId, statuses, types, limit, olderThan, newerThan }) {
      // With only a lower bound, the page starts there, and not at the newest activity.
      const ascending = newerThan !== undefined && olderThan === undefined
      const statement = ascending ? oldestFirst : newestFirst
      const organization = toUuidBytes(organizationId)
      const after = newerThan === undefined ? lowest : toUuidBytes(newerThan)
      const before = olderThan === undefined ? highest : toUuidBytes(olderThan)
      const isWanted = ({ type, status }: Kind): boolean =>
        (types.length === 0 || types.includes(type)) && (statuses.length === 0 || statuses.includes(status))
      const ids = kindsIn(organization)
        .filter(isWanted)
        .flatMap(({ type, status }) => statement.all(organization, type, status, after, before, limit))
        .map((row) => uuid(row, 'id'))
        .sort()
      return (ascending ? ids.slice(0, limit) : ids.slice(-limit)).reverse()
    },
    storedBytes(id) {
      return integer(storedBytes.get(toUuidBytes(id)) ?? {}, 'bytes')
    },
  }
}
