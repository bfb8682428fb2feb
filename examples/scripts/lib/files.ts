import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputError } from './errors.ts'

/** @throws InputError */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new InputError(`Cannot read ${path} (${errorCode(error)}).`)
  }
}

/** Reads a JSON object with these fields as strings. @throws InputError */
export function readRecord<field extends string>(
  path: string,
  fields: readonly field[],
): Record<field, string> & Record<string, unknown> {
  const record = parseJson(readText(path))
  if (!hasStrings(record, fields)) throw new InputError(`${path} is not JSON with ${fields.join(', ')}.`)
  return record
}

/** Like {@link readRecord}, for a file that contains a secret. @throws InputError if other users can read the file. */
export function readSecret<field extends string>(
  path: string,
  fields: readonly field[],
): Record<field, string> & Record<string, unknown> {
  // Windows has no file modes.
  const mode = process.platform === 'win32' ? 0o600 : (statSync(path, { throwIfNoEntry: false })?.mode ?? 0)
  if (mode & 0o077)
    throw new InputError(`${path} contains a secret, but other users can read it. Run: chmod 600 ${path}`)
  return readRecord(path, fields)
}

/**
 * Creates files that only their owner can read, before the secrets for them exist, so that no secret is created that cannot be stored.
 * Deletes them if `use` fails or the script is stopped.
 *
 * @param use Receives one write function per file.
 * @throws InputError, also if a file exists already.
 */
export async function withSecretFiles<result>(
  paths: readonly string[],
  use: (...write: ((record: object) => void)[]) => Promise<result>,
): Promise<result> {
  const created: string[] = []
  const discard = (): void => {
    for (const path of created.splice(0)) rmSync(path)
  }
  const stop = (signal: NodeJS.Signals): void => {
    discard()
    // The handler is gone, so the signal now ends the process.
    process.kill(process.pid, signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, stop)
  try {
    for (const path of paths) {
      createFile(path)
      created.push(path)
    }
    const write = (path: string) => (record: object) => writeFileSync(path, toText(record), { flush: true })
    return await use(...paths.map(write))
  } catch (error) {
    discard()
    throw error
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}

/** Creates a file that only its owner can read. @throws InputError, also if it exists already. */
export function createFile(path: string, record?: object): void {
  try {
    writeFileSync(path, record ? toText(record) : '', { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    throw new InputError(`Cannot create ${path} (${errorCode(error)}). Existing files are not overwritten.`)
  }
}

/** Replaces a file once the new one is complete, and returns once that is on disk. */
export function replaceFile(path: string, record: object): void {
  writeFileSync(`${path}.part`, toText(record), { mode: 0o600, flush: true })
  renameSync(`${path}.part`, path)
  syncDirectory(path)
}

/** Flushes the directory entry of a new file to disk. `flush` only covers the file's content. */
export function syncDirectory(path: string): void {
  // Windows cannot open a directory.
  if (process.platform === 'win32') return
  const directory = openSync(dirname(path), 'r')
  fsyncSync(directory)
  closeSync(directory)
}

/** Returns a system error's code, such as ENOENT. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

export function hasStrings<field extends string>(
  value: unknown,
  fields: readonly field[],
): value is Record<field, string> & Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    fields.every((field) => field in value && typeof Reflect.get(value, field) === 'string')
  )
}

function toText(record: object): string {
  return `${JSON.stringify(record, null, 2)}\n`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The caller reports it as JSON without the fields it needs.
    return undefined
  }
}
