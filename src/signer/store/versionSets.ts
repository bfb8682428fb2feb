import type { DatabaseSync } from 'node:sqlite'
import { type Row, text } from './row.js'

/**
 * The versions that are in force at once, set by set. An owner has one set at a time. Sets are only appended, so that what was
 * decided by an earlier one can still be explained.
 */
export type VersionSets<row> = {
  /** Id of the owner's current set. Undefined if the owner never had one. An id is never used again. */
  currentSet(ownerId: string): string | undefined
  /** The versions of a set, in its order. */
  ofSet(setId: string): row[]
  /** The versions of the owner's current set, in its order. */
  current(ownerId: string): row[]
  /** Appends a set, which becomes the current one. */
  insertSet(set: { id: string; ownerId: string; versions: readonly number[]; createdMs: number }): void
}

/** @param tables Their names, and the column of the sets that has the owner's id. */
export function createVersionSets<row>(
  database: DatabaseSync,
  { sets, versions, owner }: { sets: string; versions: string; owner: string },
  read: (row: Row) => row,
): VersionSets<row> {
  const insertSet = database.prepare(`INSERT INTO ${sets} (id, ${owner}, versions, created_ms) VALUES (?, ?, ?, ?)`)
  const currentSet = database.prepare(`SELECT id FROM ${sets} WHERE ${owner} = ? ORDER BY rowid DESC LIMIT 1`)
  const ofSet = database.prepare(
    `SELECT ${versions}.* FROM ${sets}, json_each(${sets}.versions)
     JOIN ${versions} ON ${versions}.version = json_each.value
     WHERE ${sets}.id = ? ORDER BY json_each.key`,
  )
  const versionSets: VersionSets<row> = {
    currentSet(ownerId) {
      const row = currentSet.get(ownerId)
      return row === undefined ? undefined : text(row, 'id')
    },
    ofSet(setId) {
      return ofSet.all(setId).map(read)
    },
    current(ownerId) {
      const setId = versionSets.currentSet(ownerId)
      return setId === undefined ? [] : versionSets.ofSet(setId)
    },
    insertSet({ id, ownerId, versions, createdMs }) {
      insertSet.run(id, ownerId, JSON.stringify(versions), createdMs)
    },
  }
  return versionSets
}
