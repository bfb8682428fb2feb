import type { DatabaseSync } from 'node:sqlite'
import { integerOrNull, type Row, text, textOrNull, uuid } from './row.js'
import { toUuidBytes } from './uuidBytes.js'

/** What became of a session's scope and of a user's MFA policies at one vote. */
export type LimitEvaluationRow = {
  voteId: string
  activityId: string
  /** Null if the vote was not cast by a session with a profile. */
  sessionProfileId: string | null
  /** Whether the scope allowed the activity. Null without a profile. */
  isInScope: boolean | null
  /** Id of the user's set of MFA policies. Null if they were not asked. */
  mfaSetId: string | null
  /** The version that was enforced. Null if none was. */
  mfaVersion: number | null
  /** JSON of the methods that passed steps. */
  satisfiedMethods: string | null
  /** Whether all steps were passed. Null if MFA policies were not asked. */
  isSatisfied: boolean | null
  /** JSON of what the request says nothing about. */
  facts: string
}

export type LimitEvaluations = {
  insert(evaluation: LimitEvaluationRow): void
  /** Oldest first. */
  ofActivity(activityId: string): LimitEvaluationRow[]
}

const flag = (row: Row, column: string): boolean | null => {
  const value = integerOrNull(row, column)
  return value === null ? null : value === 1
}

const toInteger = (value: boolean | null): number | null => (value === null ? null : Number(value))

export function createLimitEvaluations(database: DatabaseSync): LimitEvaluations {
  const insert = database.prepare(
    `INSERT INTO limit_evaluations (vote_id, activity_id, session_profile_id, is_in_scope, mfa_set_id, mfa_version,
       satisfied_methods, is_satisfied, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const ofActivity = database.prepare('SELECT * FROM limit_evaluations WHERE activity_id = ? ORDER BY rowid')
  return {
    insert(row) {
      insert.run(
        row.voteId,
        toUuidBytes(row.activityId),
        row.sessionProfileId,
        toInteger(row.isInScope),
        row.mfaSetId,
        row.mfaVersion,
        row.satisfiedMethods,
        toInteger(row.isSatisfied),
        row.facts,
      )
    },
    ofActivity(activityId) {
      return ofActivity.all(toUuidBytes(activityId)).map((row) => ({
        voteId: text(row, 'vote_id'),
        activityId: uuid(row, 'activity_id'),
        sessionProfileId: textOrNull(row, 'session_profile_id'),
        isInScope: flag(row, 'is_in_scope'),
        mfaSetId: textOrNull(row, 'mfa_set_id'),
        mfaVersion: integerOrNull(row, 'mfa_version'),
        satisfiedMethods: textOrNull(row, 'satisfied_methods'),
        isSatisfied: flag(row, 'is_satisfied'),
        facts: text(row, 'facts'),
      }))
    },
  }
}
