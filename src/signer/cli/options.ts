import { parseArgs } from 'node:util'
import { isTime } from '../util/createClock.js'

export type CliOptions =
  | { command: 'help' }
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
  faults: boolean
  json: boolean
}

/** A mistake in how the command was called. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  constructor(message: string) {
    super(`${message} See passkey-signer --help.`)
  }
}

/** Those with a value, and an example of one. */
const valued = {
  host: '127.0.0.1',
  'allowed-host': 'signer',
  port: '8181',
  database: './signer.db',
  to: './copy.db',
  origin: 'https://app.example.com',
  offset: '90m',
} as const
const flags = ['page', 'no-page', 'faults', 'json', 'help'] as const
const ofBackup: readonly string[] = ['database', 'to']

type Valued = keyof typeof valued
type Flag = (typeof flags)[number]

/** What the arguments of `passkey-signer` ask for. @throws UsageError */
export function readCliOptions(args: readonly string[]): CliOptions {
  const { words, values, given } = readArguments(args)
  if (given.has('help')) return { command: 'help' }
  const [command, ...more] = words
  if (command === undefined) return { command: 'serve', ...readServe(values, given) }
  if (command !== 'backup')
    throw new UsageError(`${JSON.stringify(command)} is no command; the one there is is backup.`)
  if (more.length > 0) throw new UsageError(`backup takes --database and --to, not ${JSON.stringify(more[0])}.`)
  for (const name of [...values.keys(), ...given])
    if (!ofBackup.includes(name)) throw new UsageError(`backup takes --database and --to, not --${name}.`)
  const [database] = values.get('database')?.slice(-1) ?? []
  const [to] = values.get('to')?.slice(-1) ?? []
  if (database === undefined || to === undefined)
    throw new UsageError(
      `backup needs ${database === undefined ? '--database, what to copy' : '--to, where to copy it'}.`,
    )
  return { command: 'backup', database, to }
}

function readServe(values: ReadonlyMap<Valued, string[]>, given: ReadonlySet<Flag>): ServeOptions {
  const last = (name: Valued): string | undefined => values.get(name)?.at(-1)
  if (values.has('to')) throw new UsageError('--to belongs to backup.')
  const host = last('host') ?? '127.0.0.1'
  const port = last('port') ?? '8181'
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65535)
    throw new UsageError(`--port must be a number from 0 to 65535, not ${JSON.stringify(port)}.`)
  const database = last('database')
  if (given.has('page') && given.has('no-page')) throw new UsageError('--page and --no-page contradict each other.')
  return {
    host,
    port: Number(port),
    allowedHosts: readAllowedHosts(values.get('allowed-host') ?? []),
    // As the signer takes it, and SQLite too.
    database: database === ':memory:' ? undefined : database,
    origins: values.get('origin'),
    offsetMs: readOffset(last('offset') ?? '0s'),
    page: given.has('no-page') ? false : given.has('page') ? true : undefined,
    faults: given.has('faults'),
    json: given.has('json'),
  }
}

function readAllowedHosts(names: string[]): string[] {
  for (const name of names)
    if (!/^[a-z0-9._-]+$/i.test(name))
      throw new UsageError(`--allowed-host must be a name without scheme and port, not ${JSON.stringify(name)}.`)
  return names
}

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function readOffset(offset: string): number {
  const match = /^([+-]?[0-9]{1,9})([smhd])$/.exec(offset)
  const unit = units[match?.[2] ?? '']
  if (match === null || unit === undefined)
    throw new UsageError(`--offset must be a number and a unit, such as 90m, 1d or -2h, not ${JSON.stringify(offset)}.`)
  const offsetMs = Number(match[1]) * unit
  if (!isTime(Date.now() + offsetMs))
    throw new UsageError(`--offset must leave the clock in a year from 1970 to 9999, which ${offset} does not.`)
  return offsetMs
}

type Arguments = { words: string[]; values: Map<Valued, string[]>; given: Set<Flag> }

function readArguments(args: readonly string[]): Arguments {
  const read: Arguments = { words: [], values: new Map(), given: new Set() }
  // Not strict: its own words for what is wrong help nobody.
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(Object.keys(valued).map((name) => [name, { type: 'string' as const }])),
      help: { type: 'boolean', short: 'h' },
    },
  })
  for (const token of tokens) {
    if (token.kind === 'positional') read.words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    if (isValued(name)) {
      // The next option is no value, though a negative number is. Nor is what a shell makes of a variable that is not set.
      if (!value || (inlineValue === false && /^-(?![0-9])/.test(value)))
        throw new UsageError(`${rawName} needs a value, such as ${rawName} ${valued[name]}.`)
      read.values.set(name, [...(read.values.get(name) ?? []), value])
    } else if (isFlag(name)) {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value.`)
      read.given.add(name)
    } else {
      const meant = nearest(name, [...Object.keys(valued), ...flags])
      throw new UsageError(`There is no option ${rawName}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`)
    }
  }
  return read
}

const isValued = (name: string): name is Valued => Object.hasOwn(valued, name)
const isFlag = (name: string): name is Flag => flags.some((flag) => flag === name)

/** The name that is at most two letters away, and no more than half of them. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((known) => ({ known, distance: editDistance(name, known) }))
    .sort((one, other) => one.distance - other.distance)
  return best !== undefined && best.distance <= 2 && 2 * best.distance <= name.length ? best.known : undefined
}

/** https://en.wikipedia.org/wiki/Levenshtein_distance */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...to].entries()) {
      const [left = 0, above = 0, corner = 0] = [next[column], row[column + 1], row[column]]
      next.push(Math.min(left + 1, above + 1, corner + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
