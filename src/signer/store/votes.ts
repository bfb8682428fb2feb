import type { DatabaseSync } from 'node:sqlite'
import type { Vote } from '../../wire/activity.js'
import { toFingerprint } from './fingerprintBytes.js'
import { bytes, integer, type Row, text, uuid } from './row.js'
import { toUuidBytes } from './uuidBytes.js'

export type VoteRow = {
  id: string
  activityId: string
  userId: string
  selection: Vote['selection']
  /** SHA-256 of the body that cast the vote. */
  fingerprint: string
  /** The body that cast the vote. Null if it is the activity's own. */
  message: string | null
  publicKey: string
  signature: string
  scheme: string
  createdMs: number
}

/** The vote that an activity's submission cast, which is in the activity's row. It approves, with the same fingerprint. */
export type SubmissionVote = Pick<VoteRow, 'id' | 'userId' | 'publicKey' | 'signature' | 'scheme' | 'createdMs'>

export type Votes = {
  /** Not for the vote of a submission. */
  insert(vote: Omit<VoteRow, 'message'> & { message: string }): void
  /** Oldest first. */
  ofActivity(activityId: string): VoteRow[]
  /** The vote that these bytes cast, stamped with this key: with another key of the same user they cast another. */
  byFingerprint(userId: string, fingerprint: string, publicKey: string): VoteRow | undefined
}

/** @param row A row of an activity. */
export function readSubmissionVote(row: Row): SubmissionVote | null {
  if (row.vote_id === null) return null
  return {
    id: uuid(row, 'vote_id'),
    userId: uuid(row, 'user_id'),
    publicKey: text(row, 'public_key'),
    signature: text(row, 'signature'),
    scheme: text(row, 'scheme'),
    createdMs: integer(row, 'voted_ms'),
  }
}

/** The vote of an activity's submission, as others see it. */
export function toSubmissionVotes(activity: {
  id: string
  fingerprint: string
  vote: SubmissionVote | null
}): VoteRow[] {
  const { id: activityId, fingerprint, vote } = activity
  return vote === null
    ? []
    : [{ ...vote, activityId, selection: 'VOTE_SELECTION_APPROVED', fingerprint, message: null }]
}

function read(row: Row): VoteRow {
  return {
    id: text(row, 'id'),
    activityId: uuid(row, 'activity_id'),
    userId: text(row, 'user_id'),
    selection:
      text(row, 'selection') === 'VOTE_SELECTION_APPROVED' ? 'VOTE_SELECTION_APPROVED' : 'VOTE_SELECTION_REJECTED',
    fingerprint: text(row, 'fingerprint'),
    message: text(row, 'message'),
    publicKey: text(row, 'public_key'),
    signature: text(row, 'signature'),
    scheme: text(row, 'scheme'),
    createdMs: integer(row, 'created_ms'),
  }
}

export function createVotes(database: DatabaseSync): Votes {
  const insert = database.prepare(
    `INSERT INTO votes (id, activity_id, user_id, selection, fingerprint, message, public_key, signature, scheme, created_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const ofSubmission = database.prepare(
    'SELECT fingerprint, vote_id, user_id, public_key, signature, scheme, voted_ms FROM activities WHERE id = ?',
  )
  const later = database.prepare('SELECT * FROM votes WHERE activity_id = ? ORDER BY created_ms, rowid')
  const byFingerprint = database.prepare('SELECT * FROM votes WHERE fingerprint = ? AND user_id = ? AND public_key = ?')
  return {
    insert(vote) {
      insert.run(
        vote.id,
        toUuidBytes(vote.activityId),
        vote.userId,
        vote.selection,
        vote.fingerprint,
        vote.message,
        vote.publicKey,
        vote.signature,
        vote.scheme,
        vote.createdMs,
      )
    },
    ofActivity(activityId) {
      const row = ofSubmission.get(toUuidBytes(activityId))
      if (row === undefined) return []
      const fingerprint = toFingerprint(bytes(row, 'fingerprint'))
      const own = toSubmissionVotes({ id: activityId, fingerprint, vote: readSubmissionVote(row) })
      // The clock may have gone back in between.
      return [...own, ...later.all(toUuidBytes(activityId)).map(read)].sort((a, b) => a.createdMs - b.createdMs)
    },
    byFingerprint(userId, fingerprint, publicKey) {
      const row = byFingerprint.get(fingerprint, userId, publicKey)
      return row === undefined ? undefined : read(row)
    },
  }
}
