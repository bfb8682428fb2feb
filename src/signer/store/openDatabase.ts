import { closeSync, existsSync, openSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { SignerDatabaseError } from '../errors.js'
import { databaseError } from './databaseError.js'
import { applicationId, migrations } from './schema.js'

/** Not imported, so that `/signer` loads, and says what is missing, where there is no `node:sqlite`. */
const sqlite = () => process.getBuiltinModule('node:sqlite')

export type OpenDatabase = { database: DatabaseSync; close(): void }

function pragma(database: DatabaseSync, name: string): number {
  const value = database.prepare(`PRAGMA ${name}`).get()?.[name]
  if (typeof value !== 'number') throw new TypeError(`PRAGMA ${name} is not a number`)
  return value
}

function migrate(database: DatabaseSync, path: string): void {
  const version = pragma(database, 'user_version')
  const owner = pragma(database, 'application_id')
  const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count
  if (owner !== applicationId && (owner !== 0 || version !== 0 || tables !== 0))
    throw new SignerDatabaseError(
      'DATABASE_FOREIGN',
      path,
      `${path} belongs to another program, and was not changed. Use another database.`,
    )
  if (version > migrations.length)
    throw new SignerDatabaseError(
      'DATABASE_NEWER',
      path,
      `${path} was written by a newer version: it has schema ${version}, and this version reads up to ${migrations.length}. Update viem-passkey-account, or use another database.`,
    )
  if (version === migrations.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const migration of migrations.slice(version)) database.exec(migration)
    database.exec(`PRAGMA application_id = ${applicationId}`)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/**
 * Locks the database while the signer runs. The operating system releases the lock when the process dies. The lock is a
 * separate file, so that other tools can read and back up the database meanwhile.
 */
function lock(path: string): DatabaseSync {
  createPrivately(`${path}.lock`)
  const holder = new (sqlite().DatabaseSync)(`${path}.lock`)
  try {
    holder.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return holder
  } catch (error) {
    holder.close()
    throw error
  }
}

/**
 * Creates a file that only its owner may read, unless it exists: SQLite would go by the umask. An existing file is not even
 * opened, because closing it would release the locks that this process holds on it.
 */
function createPrivately(path: string): void {
  if (existsSync(path)) return
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    // Another process created it first, unless it is a broken link.
    if (!existsSync(path)) throw error
  }
}

/**
 * WAL with FULL: a commit is on disk. What is deleted is overwritten with zeros. Savepoints stay in memory. Pages are read
 * through a memory map of up to 2 GiB, SQLite's limit, which saves a tenth of the time of a signature for an organization
 * that is not in SQLite's cache. With the map, a disk error ends the process instead of one request; nothing committed is
 * lost. https://www.sqlite.org/mmap.html
 */
const settings = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA mmap_size = 2147418112;
`

/** Opens `':memory:'` or a file. Checks that the file is the signer's, not in use, intact and writable, and migrates its schema. */
export function openDatabase(location: string): OpenDatabase {
  const memory = location === ':memory:'
  const path = memory ? location : resolve(location)
  let holder: DatabaseSync | undefined
  let database: DatabaseSync | undefined
  try {
    if (!memory) {
      if (existsSync(path)) {
        assertOneName(path)
        openUnchanged(path).close()
      }
      holder = lock(path)
      // SQLite creates its other files with the same mode.
      createPrivately(path)
    }
    database = new (sqlite().DatabaseSync)(path, { timeout: 5000, enableForeignKeyConstraints: true })
    // A read-only file opens as well, and fails at the first write: this is one, and is rolled back.
    database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${pragma(database, 'user_version')}; ROLLBACK`)
    if (!memory) database.exec(settings)
    migrate(database, path)
    const opened = database
    return {
      database: opened,
      close() {
        opened.close()
        holder?.close()
      },
    }
  } catch (error) {
    database?.close()
    holder?.close()
    throw databaseError(path, error)
  }
}

/** Opens an existing file for reading, also while a signer writes to it. */
export function openForReading(path: string): DatabaseSync {
  if (!existsSync(path))
    throw new SignerDatabaseError('DATABASE_UNUSABLE', path, `There is no database at ${path}. Check the path.`)
  try {
    const database = openUnchanged(path)
    if (pragma(database, 'application_id') === applicationId) return database
    database.close()
  } catch (error) {
    throw databaseError(path, error)
  }
  throw new SignerDatabaseError(
    'DATABASE_UNUSABLE',
    path,
    `${path} is empty, because no signer has used it yet. Start one with it first.`,
  )
}

/** The lock and SQLite's log are files beside a name. Signers that open two names of one file would damage it. */
function assertOneName(path: string): void {
  const file = statSync(path)
  if (file.isFile() && file.nlink > 1)
    throw new SignerDatabaseError(
      'DATABASE_UNUSABLE',
      path,
      `${path} has ${file.nlink} names (hard links), by which two signers could open it at once. Delete the others, or copy the file with passkey-signer backup.`,
    )
}

/** Opens a file read-only and checks it before anything is written, so that another program's file stays unchanged. */
function openUnchanged(path: string): DatabaseSync {
  const found = statSync(path)
  if (found.isDirectory())
    throw new SignerDatabaseError(
      'DATABASE_UNUSABLE',
      path,
      `${path} is a folder. Name a file in it, such as ${join(path, 'signer.db')}.`,
    )
  if (!found.isFile())
    throw new SignerDatabaseError(
      'DATABASE_UNUSABLE',
      path,
      `${path} is a device, a pipe or a socket. Name a file instead.`,
    )
  const database = new (sqlite().DatabaseSync)(path, { readOnly: true, timeout: 5000 })
  try {
    pragma(database, 'user_version')
    const owner = pragma(database, 'application_id')
    const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count
    if (owner !== applicationId && (owner !== 0 || tables !== 0))
      throw new SignerDatabaseError(
        'DATABASE_FOREIGN',
        path,
        `${path} belongs to another program, and was not changed. Use another database.`,
      )
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
