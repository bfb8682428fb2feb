import type { DatabaseSync } from 'node:sqlite'
import type { Vote } from '../../wire/activity.js'
import { integer, type Row, text, textOrNull } from './row.js'

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

export type Votes = {
  insert(vote: VoteRow): void
  /** Oldest first. */
  ofActivity(activityId: string): VoteRow[]
  /** The vote that these bytes cast, stamped with this key: with another key of the same user they cast another. */
  byFingerprint(userId: string, fingerprint: string, publicKey: string): VoteRow | undefined
}

function read(row: Row): VoteRow {
  return {
    id: text(row, 'id'),
    activityId: text(row, 'activity_id'),
    userId: text(row, 'user_id'),
    selection:
      text(row, 'selection') === 'VOTE_SELECTION_APPROVED' ? 'VOTE_SELECTION_APPROVED' : 'VOTE_SELECTION_REJECTED',
    fingerprint: text(row, 'fingerprint'),
    message: textOrNull(row, 'message'),
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
  const ofActivity = database.prepare('SELECT * FROM votes WHERE activity_id = ? ORDER BY created_ms, rowid')
  const byFingerprint = database.prepare('SELECT * FROM votes WHERE fingerprint = ? AND user_id = ? AND public_key = ?')
  return {
    insert(vote) {
      insert.run(
        vote.id,
        vote.activityId,
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
      return ofActivity.all(activityId).map(read)
    },
    byFingerprint(userId, fingerprint, publicKey) {
      const row = byFingerprint.get(fingerprint, userId, publicKey)
      return row === undefined ? undefined : read(row)
    },
  }
}
