import { dirname, resolve } from 'node:path'
import { SignerDatabaseError } from '../errors.js'
import { codeOf } from '../util/codeOf.js'

const busy = 5
const readOnly = 8
const corrupt = 11
const full = 13
const cantOpen = 14
const notADatabase = 26

/** SQLite's own texts for these codes. Not all errors of Deno's `node:sqlite` have a code. */
const codes = new Map<string | undefined, number>([
  ['database is locked', busy],
  ['attempt to write a readonly database', readOnly],
  ['database disk image is malformed', corrupt],
  ['database or disk is full', full],
  ['unable to open database file', cantOpen],
  ['file is not a database', notADatabase],
])

/** SQLite's result code, which `node:sqlite` puts on its errors. */
function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if (!('errcode' in error)) return codes.get(textOf(error, 'message'))
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

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
        `${path} is in use by another signer. Stop that signer, or use another database.`,
        error,
      )
    case readOnly:
      return new SignerDatabaseError(
        'DATABASE_READ_ONLY',
        path,
        `${path} cannot be written. Make the file and its folder writable, or use another database.`,
        error,
      )
    case full:
      return noRoom(path, error)
    case cantOpen:
      return new SignerDatabaseError(
        'DATABASE_UNUSABLE',
        path,
        `${path} cannot be opened. Check that its folder exists and that you may write to it.`,
        error,
      )
    case notADatabase:
      return new SignerDatabaseError(
        'DATABASE_FOREIGN',
        path,
        `${path} is not a database of the local signer, and was not changed. Use another database.`,
        error,
      )
    case corrupt:
      return new SignerDatabaseError(
        'DATABASE_CORRUPT',
        path,
        `${path} is damaged, and was not changed. Restore it from a backup, or use another database.`,
        error,
      )
    default:
      return new SignerDatabaseError(
        'DATABASE_UNUSABLE',
        path,
        `${path} cannot be used as a database: ${textOf(error, 'message') ?? 'unknown'}. Use another database.`,
        error,
      )
  }
}

/** Explains an error from opening or creating a file. */
function bySystem(path: string, error: unknown): SignerDatabaseError | undefined {
  const unusable = (problem: string): SignerDatabaseError =>
    new SignerDatabaseError('DATABASE_UNUSABLE', path, `${path} cannot be opened: ${problem}`, error)
  const failedPath = textOf(error, 'path') ?? path
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return unusable(`you may not write ${failedPath}. Allow it, for the folder too, or use another database.`)
    case 'EROFS':
      return new SignerDatabaseError(
        'DATABASE_READ_ONLY',
        path,
        `${path} cannot be written: its file system is read-only. Use another database.`,
        error,
      )
    case 'ENOENT':
      return unusable(`its folder ${dirname(path)} does not exist. Create it, or use another database.`)
    case 'ENOTDIR':
      return unusable('part of its path is a file, not a folder. Use another database.')
    case 'EEXIST':
      return unusable('it is a link to a file that does not exist. Create that file, empty, or use another database.')
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
    `There is no space left for ${path}. Free some, or use another database.`,
    error,
  )
}

function textOf(error: unknown, field: 'message' | 'path'): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, field) : undefined
  return typeof value === 'string' ? value : undefined
}
