import type { DatabaseSync } from 'node:sqlite'
import { bytes } from './row.js'

/**
 * Named values of the database itself: the parent organization's id and sealed API key, the sealed keys of
 * bundles and of session tokens.
 */
export type Meta = {
  get(name: string): Uint8Array | undefined
  set(name: string, value: Uint8Array): void
}

export function createMeta(database: DatabaseSync): Meta {
  const get = database.prepare('SELECT value FROM meta WHERE name = ?')
  const set = database.prepare('INSERT INTO meta (name, value) VALUES (?, ?)')
  return {
    get(name) {
      const row = get.get(name)
      return row === undefined ? undefined : bytes(row, 'value')
    },
    set(name, value) {
      set.run(name, value)
    },
  }
}
