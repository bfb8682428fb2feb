import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { readIdentity } from '../auth/identity/establishIdentity.js'
import { SignerDatabaseError } from '../errors.js'
import { createSealer } from '../keys/createSealer.js'
import { draftMasterKey } from '../keys/draftMasterKey.js'
import { loadMasterKey } from '../keys/loadMasterKey.js'
import { createMeta } from '../store/meta.js'
import { openForReading } from '../store/openDatabase.js'
import { type Draft, writeFileAtomically } from '../util/writeFileAtomically.js'

/**
 * Copies the database of a signer and its master key, while the signer runs or not. What it has answered before is in the
 * copy; a signer starts from it as from the original.
 *
 * @param parameters.database The signer's file.
 * @param parameters.to The copy; its master key goes into `<to>.key`. Nothing is overwritten.
 * @param parameters.masterKey Hex, for a database whose master key is in no file. Then none is copied.
 * @returns the files it made.
 * @throws SignerDatabaseError, SignerMasterKeyError
 *
 * @example
 * backupDatabase({ database: 'signer.db', to: 'copy.db' })
 */
export function backupDatabase(parameters: backupDatabase.Parameters): string[] {
  const from = resolve(parameters.database)
  const to = resolve(parameters.to)
  const keyFile = `${to}.key`
  // Before any work is done. SQLite would take the last two for a part of the copy.
  for (const path of [to, keyFile, `${to}-wal`, `${to}-journal`]) if (existsSync(path)) throw taken(to, path)
  const source = openForReading(from)
  const drafts: Draft[] = []
  try {
    const masterKey = loadMasterKey(from, parameters.masterKey, true)
    // A copy that nobody could open is none.
    readIdentity(createMeta(source), createSealer(masterKey))
    try {
      // One read transaction: the signer's writes go on beside it. https://www.sqlite.org/lang_vacuum.html#vacuuminto
      drafts.push(writeFileAtomically(to, (temporary) => source.prepare('VACUUM INTO ?').run(temporary)))
      // The key is placed first: a copy that goes by its name has the key it belongs to.
      if (parameters.masterKey === undefined) drafts.unshift(draftMasterKey(keyFile, masterKey))
      for (const draft of drafts) if (!draft.place()) throw taken(to, draft.path)
    } catch (error) {
      for (const draft of drafts) draft.withdraw()
      throw error instanceof SignerDatabaseError ? error : notWritten(to, error)
    }
  } finally {
    source.close()
  }
  return parameters.masterKey === undefined ? [to, keyFile] : [to]
}

function taken(to: string, path: string): SignerDatabaseError {
  return new SignerDatabaseError(
    'BACKUP_EXISTS',
    to,
    `${path} is there already, and a backup overwrites nothing. Give another --to, or move it away.`,
  )
}

function notWritten(to: string, error: unknown): SignerDatabaseError {
  return new SignerDatabaseError(
    'BACKUP_FAILED',
    to,
    `${to} cannot be written, and nothing of it was left. Check that its folder exists, has room, and that this user may write to it.`,
    error,
  )
}

export declare namespace backupDatabase {
  type Parameters = { database: string; to: string; masterKey?: string | undefined }
  type ReturnType = string[]
  type ErrorType = SignerDatabaseError
}
