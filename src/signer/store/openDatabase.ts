import { closeSync, existsSync, openSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SignerDatabaseError } from '../errors.js'
import { databaseError } from './databaseError.js'
import { applicationId, migrations } from './schema.js'

export type OpenDatabase = { database: DatabaseSync; close(): void }

function pragma(database: DatabaseSync, name: string): number {
  const value = database.prepare(`PRAGMA ${name}`).get()?.[name]
  if (typeof value !== 'number') throw new TypeError(`PRAGMA ${name} is no number`)
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
      `${path} belongs to another program. Nothing was changed; give another --database.`,
    )
  if (version > migrations.length)
    throw new SignerDatabaseError(
      'DATABASE_NEWER',
      path,
      `${path} has schema ${version}, this version knows up to ${migrations.length}. Update viem-passkey-account, or give another --database.`,
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
 * Held for as long as the signer runs, and let go by the operating system when its process dies. A file of its own, so
 * that other tools may read or back up the database meanwhile.
 */
function lock(path: string): DatabaseSync {
  makePrivate(`${path}.lock`)
  const holder = new DatabaseSync(`${path}.lock`)
  try {
    holder.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return holder
  } catch (error) {
    holder.close()
    throw error
  }
}

/**
 * Makes a file that is not there yet for its owner alone: by itself SQLite would go by the umask. One that is there is not
 * even opened: to close it again would let go of the locks that this process has on it.
 */
function makePrivate(path: string): void {
  if (existsSync(path)) return
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    // Somebody else was faster, unless it is a link to nowhere.
    if (!existsSync(path)) throw error
  }
}

/**
 * WAL with FULL: what is committed is on disk. What a savepoint would take back stays in memory, and pages are read where the
 * operating system has them (up to SQLite's own limit of 2 GiB), which is a tenth of the time of a signature for an organization
 * that nobody asked for lately. Reading so, a disk that fails ends the process in place of a request: nothing committed is lost.
 * https://www.sqlite.org/mmap.html
 */
const settings = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA temp_store = MEMORY;
  PRAGMA mmap_size = 2147418112;
`

/** Opens `':memory:'` or a file: checks that it is ours, alone with it, whole and writable, and brings its schema up to date. */
export function openDatabase(location: string): OpenDatabase {
  const memory = location === ':memory:'
  const path = memory ? location : resolve(location)
  let holder: DatabaseSync | undefined
  let database: DatabaseSync | undefined
  try {
    if (!memory) {
      if (existsSync(path)) openUnchanged(path).close()
      holder = lock(path)
      // SQLite gives its side files the same mode.
      makePrivate(path)
    }
    database = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true })
    // A file that may only be read opens all the same, and would fail at the first write: so try one, and take it back.
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

/** Opens a file that is there to read from it, beside a signer that writes. */
export function openForReading(path: string): DatabaseSync {
  if (!existsSync(path))
    throw new SignerDatabaseError('DATABASE_UNUSABLE', path, `There is no database ${path}. Give another --database.`)
  try {
    const database = openUnchanged(path)
    if (pragma(database, 'application_id') === applicationId) return database
    database.close()
  } catch (error) {
    throw databaseError(path, error)
  }
  throw new SignerDatabaseError('DATABASE_UNUSABLE', path, `${path} is empty: no signer has used it yet.`)
}

/** Looks before anything is written, the lock included: a file that is not ours stays as it is. */
function openUnchanged(path: string): DatabaseSync {
  if (statSync(path).isDirectory())
    throw new SignerDatabaseError(
      'DATABASE_UNUSABLE',
      path,
      `${path} is a folder. Name a file in it, such as ${join(path, 'signer.db')}.`,
    )
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
  try {
    pragma(database, 'user_version')
    const owner = pragma(database, 'application_id')
    const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count
    if (owner !== applicationId && (owner !== 0 || tables !== 0))
      throw new SignerDatabaseError(
        'DATABASE_FOREIGN',
        path,
        `${path} belongs to another program. Nothing was changed; give another --database.`,
      )
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
