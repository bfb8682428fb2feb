import type { DatabaseSync } from 'node:sqlite'
import type { RequiredAuthenticationMethod } from '../../wire/mfaPolicies.js'
import { authenticationSteps } from '../protocol/authenticationMethods.js'
import { integer, type Row, text, textOrNull } from './row.js'
import { createVersionSets, type VersionSets } from './versionSets.js'

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

/** The owner of a set is a user. Its policies are in the order in which they are evaluated. */
export type MfaPolicies = VersionSets<MfaPolicyRow> & {
  /** Appends a version. It is in force once a set has it. @returns its number. */
  insert(policy: Omit<MfaPolicyRow, 'version'>): number
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
  const byVersion = database.prepare('SELECT * FROM mfa_policy_versions WHERE version = ?')
  const tables = { sets: 'mfa_policy_sets', versions: 'mfa_policy_versions', owner: 'user_id' }
  return {
    ...createVersionSets(database, tables, read),
    insert({ id, userId, name, condition, steps, position, notes, createdMs, updatedMs }) {
      const json = JSON.stringify(steps)
      const { lastInsertRowid } = insert.run(id, userId, name, condition, json, position, notes, createdMs, updatedMs)
      return Number(lastInsertRowid)
    },
    byVersion(version) {
      const row = byVersion.get(version)
      return row === undefined ? undefined : read(row)
    },
  }
}
