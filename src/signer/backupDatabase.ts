import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { SignerDatabaseError } from './errors.js'
import { readIdentity } from './establishIdentity.js'
import { createSealer } from './keys/createSealer.js'
import { loadMasterKey } from './keys/loadMasterKey.js'
import { writeMasterKey } from './keys/writeMasterKey.js'
import { createMeta } from './store/meta.js'
import { openForReading } from './store/openDatabase.js'
import { syncFolder } from './store/syncFolder.js'

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
  // SQLite would take the last two for a part of the copy.
  for (const path of [to, keyFile, `${to}-wal`, `${to}-journal`])
    if (existsSync(path))
      throw new SignerDatabaseError(
        'BACKUP_EXISTS',
        to,
        `${path} is there already, and a backup overwrites nothing. Give another --to, or move it away.`,
      )
  const source = openForReading(from)
  try {
    const masterKey = loadMasterKey(from, parameters.masterKey, true)
    // A copy that nobody could open is none.
    readIdentity(createMeta(source), createSealer(masterKey))
    copy(to, (temporary) => {
      // One read transaction: the signer's writes go on beside it. https://www.sqlite.org/lang_vacuum.html#vacuuminto
      source.prepare('VACUUM INTO ?').run(temporary)
      if (parameters.masterKey === undefined) writeMasterKey(keyFile, masterKey)
    })
    return parameters.masterKey === undefined ? [to, keyFile] : [to]
  } finally {
    source.close()
  }
}

/** It goes by its name only when it is whole and on disk. */
function copy(to: string, write: (temporary: string) => void): void {
  const temporary = `${to}.${process.pid}.tmp`
  try {
    closeSync(openSync(temporary, 'wx', 0o600))
    write(temporary)
    const file = openSync(temporary, 'r+')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, to)
    syncFolder(to)
  } catch (error) {
    for (const path of [temporary, `${temporary}-journal`, `${to}.key`]) rmSync(path, { force: true })
    throw new SignerDatabaseError(
      'BACKUP_FAILED',
      to,
      `${to} cannot be written, and nothing of it was left. Check that its folder exists, has room, and that this user may write to it.`,
      error,
    )
  }
}

export declare namespace backupDatabase {
  type Parameters = { database: string; to: string; masterKey?: string | undefined }
  type ReturnType = string[]
  type ErrorType = SignerDatabaseError
}
