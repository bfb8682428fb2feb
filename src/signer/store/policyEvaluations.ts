import type { DatabaseSync } from 'node:sqlite'
import type { PolicyOutcome } from '../../policies/core.js'
import { integer, type Row, text, uuid } from './row.js'
import { toUuidBytes } from './uuidBytes.js'

/** What became of an organization's policies at one vote. */
export type PolicyEvaluationRow = {
  id: string
  activityId: string
  voteId: string
  organizationId: string
  /** Id of the set of policies. */
  setId: string
  /** What was decided about the activity. */
  outcome: PolicyOutcome
  /** One letter for each policy of the set, in its order. */
  outcomes: string
  /** JSON of what the request says nothing about. */
  facts: string
  createdMs: number
}

const outcomes: readonly PolicyOutcome[] = [
  'OUTCOME_ALLOW',
  'OUTCOME_DENY_EXPLICIT',
  'OUTCOME_DENY_IMPLICIT',
  'OUTCOME_REQUIRES_CONSENSUS',
]

export type PolicyEvaluations = {
  insert(evaluation: PolicyEvaluationRow): void
  /** Oldest first. */
  ofActivity(activityId: string): PolicyEvaluationRow[]
  /** Those after a position, without those of rejections, oldest first, each with its own position. */
  after(position: number, limit: number): { position: number; evaluation: PolicyEvaluationRow }[]
  /** The newest in which a policy was asked, without those of rejections, newest first. */
  newest(
    organizationId: string,
    limit: number,
  ): Pick<PolicyEvaluationRow, 'activityId' | 'setId' | 'outcome' | 'outcomes'>[]
}

const readOutcome = (row: Row): PolicyOutcome => outcomes.find((known) => known === row.outcome) ?? 'OUTCOME_ERROR'

function read(row: Row): PolicyEvaluationRow {
  return {
    id: text(row, 'id'),
    activityId: uuid(row, 'activity_id'),
    voteId: text(row, 'vote_id'),
    organizationId: text(row, 'organization_id'),
    setId: text(row, 'set_id'),
    outcome: readOutcome(row),
    outcomes: text(row, 'outcomes'),
    facts: text(row, 'facts'),
    createdMs: integer(row, 'created_ms'),
  }
}

/** A user who may approve may reject. So policies are asked at a rejection, too, and what they say is about an approval. */
const isNoRejection = `NOT EXISTS
  (SELECT 1 FROM votes WHERE votes.id = policy_evaluations.vote_id AND votes.selection = 'VOTE_SELECTION_REJECTED')`

export function createPolicyEvaluations(database: DatabaseSync): PolicyEvaluations {
  const insert = database.prepare(
    `INSERT INTO policy_evaluations (id, activity_id, vote_id, organization_id, set_id, outcome, outcomes, facts, created_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const ofActivity = database.prepare('SELECT * FROM policy_evaluations WHERE activity_id = ? ORDER BY rowid')
  const after = database.prepare(
    `SELECT rowid AS position, * FROM policy_evaluations WHERE rowid > ? AND ${isNoRejection} ORDER BY rowid LIMIT ?`,
  )
  const newest = database.prepare(
    `SELECT activity_id, set_id, outcome, outcomes FROM policy_evaluations INDEXED BY policy_evaluations_by_organization
     WHERE organization_id = ? AND ${isNoRejection} ORDER BY rowid DESC LIMIT ?`,
  )
  return {
    insert({ id, activityId, voteId, organizationId, setId, outcome, outcomes, facts, createdMs }) {
      insert.run(id, toUuidBytes(activityId), voteId, organizationId, setId, outcome, outcomes, facts, createdMs)
    },
    ofActivity(activityId) {
      return ofActivity.all(toUuidBytes(activityId)).map(read)
    },
    after(position, limit) {
      return after.all(position, limit).map((row) => ({ position: integer(row, 'position'), evaluation: read(row) }))
    },
    newest(organizationId, limit) {
      return newest.all(organizationId, limit).map((row) => ({
        activityId: uuid(row, 'activity_id'),
        setId: text(row, 'set_id'),
        outcome: readOutcome(row),
        outcomes: text(row, 'outcomes'),
      }))
    },
  }
}
