import type { DatabaseSync } from 'node:sqlite'
import type { RequiredAuthenticationMethod } from '../../wire/mfaPolicies.js'
import { authenticationSteps } from '../protocol/authenticationMethods.js'
import { integer, type Row, text, textOrNull } from './row.js'

/** One version of an MFA policy. */
export type MfaPolicyRow = {
  /** Ascends, and is never used again. */
  version: number
  id: string
  userId: string
  name: string
  condition: string
  steps: RequiredAuthenticationMethod[]
  /** The wire calls it `order`. */
  position: number
  notes: string | null
  /** Of the first version. */
  createdMs: number
  /** Of this version. */
  updatedMs: number
}

export type MfaPolicies = {
  /** Id of the user's current set. Undefined if the user never had one. An id is never used again. */
  currentSet(userId: string): string | undefined
  /** The policies of a set, in the order in which they are evaluated. */
  ofSet(setId: string): MfaPolicyRow[]
  /** The user's current policies, in the order in which they are evaluated. */
  ofUser(userId: string): MfaPolicyRow[]
  /** Appends a version. It is in force once a set has it. @returns its number. */
  insert(policy: Omit<MfaPolicyRow, 'version'>): number
  /** Appends a set, which becomes the current one. */
  insertSet(set: { id: string; userId: string; versions: readonly number[]; createdMs: number }): void
  byVersion(version: number): MfaPolicyRow | undefined
}

function read(row: Row): MfaPolicyRow {
  return {
    version: integer(row, 'version'),
    id: text(row, 'mfa_policy_id'),
    userId: text(row, 'user_id'),
    name: text(row, 'name'),
    condition: text(row, 'condition'),
    steps: authenticationSteps(JSON.parse(text(row, 'steps')), 'steps', true),
    position: integer(row, 'position'),
    notes: textOrNull(row, 'notes'),
    createdMs: integer(row, 'created_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

export function createMfaPolicies(database: DatabaseSync): MfaPolicies {
  const insert = database.prepare(
    `INSERT INTO mfa_policy_versions (mfa_policy_id, user_id, name, condition, steps, position, notes, created_ms, updated_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertSet = database.prepare(
    'INSERT INTO mfa_policy_sets (id, user_id, versions, created_ms) VALUES (?, ?, ?, ?)',
  )
  const currentSet = database.prepare('SELECT id FROM mfa_policy_sets WHERE user_id = ? ORDER BY rowid DESC LIMIT 1')
  const ofSet = database.prepare(
    `SELECT mfa_policy_versions.* FROM mfa_policy_sets, json_each(mfa_policy_sets.versions)
     JOIN mfa_policy_versions ON mfa_policy_versions.version = json_each.value
     WHERE mfa_policy_sets.id = ? ORDER BY json_each.key`,
  )
  const byVersion = database.prepare('SELECT * FROM mfa_policy_versions WHERE version = ?')
  const policies: MfaPolicies = {
    currentSet(userId) {
      const row = currentSet.get(userId)
      return row === undefined ? undefined : text(row, 'id')
    },
    ofSet(setId) {
      return ofSet.all(setId).map(read)
    },
    ofUser(userId) {
      const setId = policies.currentSet(userId)
      return setId === undefined ? [] : policies.ofSet(setId)
    },
    insert({ id, userId, name, condition, steps, position, notes, createdMs, updatedMs }) {
      const json = JSON.stringify(steps)
      const { lastInsertRowid } = insert.run(id, userId, name, condition, json, position, notes, createdMs, updatedMs)
      return Number(lastInsertRowid)
    },
    insertSet({ id, userId, versions, createdMs }) {
      insertSet.run(id, userId, JSON.stringify(versions), createdMs)
    },
    byVersion(version) {
      const row = byVersion.get(version)
      return row === undefined ? undefined : read(row)
    },
  }
  return policies
}
