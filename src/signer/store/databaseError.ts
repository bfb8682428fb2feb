import { dirname, resolve } from 'node:path'
import { SignerDatabaseError } from '../errors.js'

/** SQLite's result code, which `node:sqlite` puts on its errors. */
function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

const busy = 5
const readOnly = 8
const corrupt = 11
const full = 13
const cantOpen = 14
const notADatabase = 26

/** Turns an error of SQLite or the operating system into one that says what to do. */
export function databaseError(path: string, error: unknown): SignerDatabaseError {
  if (error instanceof SignerDatabaseError) return error
  return bySystem(path, error) ?? bySqlite(path, error)
}

/** Turns an error of SQLite into one that says what to do, and returns any other error unchanged. */
export function toDatabaseError(location: string, error: unknown): unknown {
  return resultCode(error) === undefined ? error : databaseError(resolve(location), error)
}

function bySqlite(path: string, error: unknown): SignerDatabaseError {
  switch (resultCode(error)) {
    case busy:
      return new SignerDatabaseError(
        'DATABASE_IN_USE',
        path,
        `${path} is in use by another signer. Stop it, or give this one another --database.`,
        error,
      )
    case readOnly:
      return new SignerDatabaseError(
        'DATABASE_READ_ONLY',
        path,
        `${path} cannot be written. Make the file and its folder writable, or give another --database.`,
        error,
      )
    case full:
      return noRoom(path, error)
    case cantOpen:
      return new SignerDatabaseError(
        'DATABASE_UNUSABLE',
        path,
        `${path} cannot be opened. Check that its folder exists and that this user may write to it.`,
        error,
      )
    case notADatabase:
      return new SignerDatabaseError(
        'DATABASE_FOREIGN',
        path,
        `${path} is not a database of the local signer. Nothing was changed; give another --database.`,
        error,
      )
    case corrupt:
      return new SignerDatabaseError(
        'DATABASE_CORRUPT',
        path,
        `${path} is damaged or cut short. Nothing was changed; restore it from a backup, or give another --database.`,
        error,
      )
    default:
      return new SignerDatabaseError(
        'DATABASE_UNUSABLE',
        path,
        `${path} cannot be used as a database: ${error instanceof Error ? error.message : 'unknown'}.`,
        error,
      )
  }
}

/** Explains an error from opening or creating a file. */
function bySystem(path: string, error: unknown): SignerDatabaseError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const unusable = (problem: string): SignerDatabaseError =>
    new SignerDatabaseError('DATABASE_UNUSABLE', path, `${path} cannot be opened: ${problem}`, error)
  const failedPath = 'path' in error && typeof error.path === 'string' ? error.path : path
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return unusable(
        `this user may not write ${failedPath}. Allow that, for its folder too, or give another --database.`,
      )
    case 'EROFS':
      return new SignerDatabaseError(
        'DATABASE_READ_ONLY',
        path,
        `${path} cannot be written: its file system may only be read. Give another --database.`,
        error,
      )
    case 'ENOENT':
      return unusable(
        `${dirname(path)} does not exist, or takes no files. Create that folder, or give another --database.`,
      )
    case 'ENOTDIR':
      return unusable('part of its path is a file and not a folder. Give another --database.')
    case 'EEXIST':
      return unusable(
        'it is a link to a file that does not exist. Create that file, empty, or give another --database.',
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return noRoom(path, error)
    default:
      return undefined
  }
}

function noRoom(path: string, error: unknown): SignerDatabaseError {
  return new SignerDatabaseError(
    'DATABASE_UNUSABLE',
    path,
    `There is no room for ${path}. Make some, or give another --database.`,
    error,
  )
}
