import { closeSync, fsyncSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputError } from './errors.ts'

/** @throws InputError */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new InputError(`${path} cannot be read (${codeOf(error)}).`)
  }
}

/** The JSON object in a file, with these fields as strings. @throws InputError */
export function readRecord<field extends string>(
  path: string,
  fields: readonly field[],
): Record<field, string> & Record<string, unknown> {
  const record = parse(readText(path))
  if (!hasStrings(record, fields)) throw new InputError(`${path} is no JSON with ${fields.join(', ')}.`)
  return record
}

/** The same for a file that holds a secret. @throws InputError when others may read it, too. */
export function readSecret<field extends string>(
  path: string,
  fields: readonly field[],
): Record<field, string> & Record<string, unknown> {
  // Windows has no such modes.
  const mode = process.platform === 'win32' ? 0o600 : (statSync(path, { throwIfNoEntry: false })?.mode ?? 0)
  if (mode & 0o077) throw new InputError(`${path} holds a secret, and others may read it. Run: chmod 600 ${path}`)
  return readRecord(path, fields)
}

/**
 * Makes files for secrets that only their owner can read, before the secrets exist: better no secret than none that can be kept. They are
 * gone again when `use` fails, and when the script is stopped before it has come to its end.
 *
 * @param use Is given what writes each of the files.
 * @throws InputError, also when there is such a file already.
 */
export async function withSecretFiles<result>(
  paths: readonly string[],
  use: (...write: ((record: object) => void)[]) => Promise<result>,
): Promise<result> {
  const made: string[] = []
  const discard = (): void => {
    for (const path of made.splice(0)) rmSync(path)
  }
  const stop = (signal: NodeJS.Signals): void => {
    discard()
    // Nobody listens any more, so it ends as it would have.
    process.kill(process.pid, signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, stop)
  try {
    for (const path of paths) {
      makeSecretFile(path)
      made.push(path)
    }
    const write = (path: string) => (record: object) =>
      writeFileSync(path, `${JSON.stringify(record, null, 2)}\n`, { flush: true })
    return await use(...paths.map(write))
  } catch (error) {
    discard()
    throw error
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}

/** The name of a new file on disk, as `flush` puts what is in it. */
export function syncFolder(path: string): void {
  // Windows cannot open a directory.
  if (process.platform === 'win32') return
  const directory = openSync(dirname(path), 'r')
  fsyncSync(directory)
  closeSync(directory)
}

/** Such as ENOENT. */
export function codeOf(error: unknown): string {
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

function makeSecretFile(path: string): void {
  try {
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    throw new InputError(`${path} cannot be made (${codeOf(error)}). Nothing is overwritten.`)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is no JSON has none of the fields that are asked for.
    return undefined
  }
}
