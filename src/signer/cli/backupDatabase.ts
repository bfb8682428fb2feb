import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { readIdentity } from '../auth/identity/establishIdentity.js'
import { SignerDatabaseError, type SignerMasterKeyError } from '../errors.js'
import { createSealer } from '../keys/createSealer.js'
import { loadMasterKey } from '../keys/loadMasterKey.js'
import { writeMasterKey } from '../keys/writeMasterKey.js'
import { createMeta } from '../store/meta.js'
import { openForReading } from '../store/openDatabase.js'
import { realPath } from '../util/realPath.js'
import { type UncommittedFile, writeFileAtomically } from '../util/writeFileAtomically.js'

/**
 * Copies a signer's database and its master key, also while the signer runs. The copy has everything that the signer has
 * answered before, and a signer can start from it.
 *
 * @returns the files it created.
 * @throws SignerDatabaseError, SignerMasterKeyError
 */
export function backupDatabase(parameters: backupDatabase.Parameters): string[] {
  const from = realPath(parameters.database)
  const to = resolve(parameters.to)
  const keyFile = `${to}.key`
  // Checked before any work is done. SQLite would read the last two as part of the copy.
  for (const path of [to, keyFile, `${to}-wal`, `${to}-journal`]) if (existsSync(path)) throw nameTaken(to, path)
  const source = openForReading(from)
  const files: UncommittedFile[] = []
  try {
    const masterKey = loadMasterKey(from, parameters.masterKey, true)
    // Throws if the master key does not open the database: the copy would be useless.
    readIdentity(createMeta(source), createSealer(masterKey))
    try {
      // One read transaction, beside which the signer can write. https://www.sqlite.org/lang_vacuum.html#vacuuminto
      files.push(writeFileAtomically(to, (temporary) => source.prepare('VACUUM INTO ?').run(temporary)))
      // The key gets its name first, so that the copy never exists without its key.
      if (parameters.masterKey === undefined) files.unshift(writeMasterKey(keyFile, masterKey))
      for (const file of files) if (!file.commit()) throw nameTaken(to, file.path)
    } catch (error) {
      for (const file of files) file.rollback()
      throw error instanceof SignerDatabaseError ? error : notWritten(to, error)
    }
  } finally {
    source.close()
  }
  return parameters.masterKey === undefined ? [to, keyFile] : [to]
}

function nameTaken(to: string, path: string): SignerDatabaseError {
  return new SignerDatabaseError(
    'BACKUP_EXISTS',
    to,
    `${path} already exists, and a backup overwrites nothing. Choose another --to, or move the file away.`,
  )
}

function notWritten(to: string, error: unknown): SignerDatabaseError {
  return new SignerDatabaseError(
    'BACKUP_FAILED',
    to,
    `${to} could not be written, and nothing was left behind. Check that its folder exists, has space, and that you may write to it.`,
    error,
  )
}

export declare namespace backupDatabase {
  type Parameters = {
    /** Path of the signer's file. */
    database: string
    /** Path of the copy. Its master key goes to `<to>.key`. Existing files are not overwritten. */
    to: string
    /** Hex. If given, no key file is read or written. */
    masterKey?: string | undefined
  }
  type ReturnType = string[]
  type ErrorType = SignerDatabaseError | SignerMasterKeyError
}
