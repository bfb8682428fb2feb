import { parseArgs } from 'node:util'
import { isTime } from '../util/createClock.js'
import { editDistance } from '../util/editDistance.js'
import { backupOptions, type CliOption, serveOptions } from './cliOptions.js'

export type CliOptions =
  | { command: 'help' | 'version' }
  | { command: 'backup'; database: string; to: string }
  | ({ command: 'serve' } & ServeOptions)

export type ServeOptions = {
  host: string
  port: number
  allowedHosts: string[]
  database: string | undefined
  origins: string[] | undefined
  offsetMs: number
  page: boolean | undefined
  uniquePasskeys: boolean
  faults: boolean
  showKey: boolean
  json: boolean
}

/** The command line is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  constructor(message: string) {
    super(`${message} See passkey-signer --help.`)
  }
}

const allOptions = [...serveOptions, ...backupOptions]
const findOption = (name: string): CliOption | undefined => allOptions.find((option) => option.name === name)

/**
 * Parses the arguments of `passkey-signer`.
 *
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): CliOptions {
  const parsed = parseArguments(args)
  if (parsed.flags.has('--help')) return { command: 'help' }
  if (parsed.flags.has('--version')) return { command: 'version' }
  const [command] = parsed.positionals
  if (command === undefined) return { command: 'serve', ...readServeOptions(parsed) }
  if (command === 'backup') return { command, ...readBackupOptions(parsed) }
  throw new UsageError(`Unknown command ${JSON.stringify(command)}. The only command is backup.`)
}

function readBackupOptions({ positionals, values, flags }: Arguments): { database: string; to: string } {
  const names: readonly string[] = backupOptions.map(({ name }) => name)
  const unexpected =
    positionals.slice(1).map((word) => JSON.stringify(word))[0] ??
    [...values.keys(), ...flags].find((name) => !names.includes(name))
  if (unexpected !== undefined) throw new UsageError(`backup accepts --database and --to, not ${unexpected}.`)
  const database = values.get('--database')?.at(-1)
  const to = values.get('--to')?.at(-1)
  if (database === undefined) throw new UsageError('backup requires --database, the file to copy.')
  if (to === undefined) throw new UsageError('backup requires --to, the file to create.')
  return { database, to }
}

function readServeOptions({ values, flags }: Arguments): ServeOptions {
  if (values.has('--to')) throw new UsageError('--to is an option of backup.')
  if (flags.has('--page') && flags.has('--no-page')) throw new UsageError('Use either --page or --no-page.')
  const read = (name: string): string => values.get(name)?.at(-1) ?? findOption(name)?.default ?? ''
  const port = read('--port')
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65535)
    throw new UsageError(`--port must be a number from 0 to 65535, not ${JSON.stringify(port)}.`)
  const database = values.get('--database')?.at(-1)
  return {
    host: read('--host'),
    port: Number(port),
    allowedHosts: readAllowedHosts(values.get('--allowed-host') ?? []),
    // SQLite's own name for a database in memory.
    database: database === ':memory:' ? undefined : database,
    origins: values.get('--origin'),
    offsetMs: readOffset(read('--offset')),
    page: flags.has('--no-page') ? false : flags.has('--page') ? true : undefined,
    uniquePasskeys: flags.has('--unique-passkeys'),
    faults: flags.has('--faults'),
    showKey: flags.has('--show-key'),
    json: flags.has('--json'),
  }
}

function readAllowedHosts(names: string[]): string[] {
  for (const name of names)
    if (!/^[a-z0-9._-]+$/i.test(name))
      throw new UsageError(`--allowed-host must be a name without scheme and port, not ${JSON.stringify(name)}.`)
  return names
}

const unitsInMs = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

function readOffset(offset: string): number {
  const match = /^([+-]?[0-9]{1,9})([smhd])$/.exec(offset)
  const unit = unitsInMs.get(match?.[2] ?? '')
  if (match === null || unit === undefined)
    throw new UsageError(`--offset must be a number and a unit, such as 90m, 1d or -2h, not ${JSON.stringify(offset)}.`)
  const offsetMs = Number(match[1]) * unit
  if (!isTime(Date.now() + offsetMs))
    throw new UsageError(`--offset must keep the clock between the years 1970 and 9999, not ${JSON.stringify(offset)}.`)
  return offsetMs
}

type Arguments = { positionals: string[]; values: Map<string, string[]>; flags: Set<string> }

function parseArguments(args: readonly string[]): Arguments {
  const parsed: Arguments = { positionals: [], values: new Map(), flags: new Set() }
  // Not strict: the messages of parseArgs do not say what to do.
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(
        allOptions.map(({ name, value }) => [name.slice(2), { type: value === undefined ? 'boolean' : 'string' }]),
      ),
      help: { type: 'boolean', short: 'h' },
    },
  })
  for (const token of tokens) {
    if (token.kind === 'positional') parsed.positionals.push(token.value)
    if (token.kind !== 'option') continue
    const { rawName, value, inlineValue } = token
    const option = findOption(`--${token.name}`)
    if (option === undefined) {
      const similar = findSimilar(token.name)
      throw new UsageError(`Unknown option ${rawName}.${similar === undefined ? '' : ` Did you mean ${similar}?`}`)
    }
    if (option.value === undefined) {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value.`)
      parsed.flags.add(option.name)
      continue
    }
    // The next option is not a value, but a negative number is. An empty value is most likely an unset variable.
    if (!value || (inlineValue === false && /^-(?![0-9])/.test(value)))
      throw new UsageError(`${rawName} needs a value, such as ${rawName} ${option.example}.`)
    parsed.values.set(option.name, [...(parsed.values.get(option.name) ?? []), value])
  }
  return parsed
}

/** The option that differs by at most two letters, and by no more than half of them. */
function findSimilar(name: string): string | undefined {
  const [best] = allOptions
    .map((option) => ({ name: option.name, distance: editDistance(name, option.name.slice(2)) }))
    .sort((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= 2 && 2 * best.distance <= name.length ? best.name : undefined
}
