import type { CronSpan } from './tree.js'

/**
 * Parses the arguments of `CronSpan`: five fields of numbers, ranges, lists and `*`; a duration such as `1d12h` of up to seven days; an IANA
 * time zone.
 *
 * @returns the span, or what is wrong.
 */
export function parseCronSpan(cron: string, duration: string, timeZone: string): CronSpan | string {
  const fields = cron.split(' ')
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = ranges.map(([from, to], index) =>
    parseField(fields[index] ?? '', from, to),
  )
  if (
    fields.length !== 5 ||
    minutes === undefined ||
    hours === undefined ||
    daysOfMonth === undefined ||
    months === undefined ||
    daysOfWeek === undefined
  )
    return "The schedule has five fields, '<minute> <hour> <day of month> <month> <day of week>', of numbers, ranges, lists and *."
  const durationMinutes = parseDuration(duration)
  if (durationMinutes === undefined)
    return "The duration is of days, hours and minutes, such as '8h' or '1d12h', and at most 7 days."
  if (!isTimeZone(timeZone)) return "The time zone is an IANA name, such as 'America/New_York'."
  return {
    minutes,
    hours,
    daysOfMonth,
    months,
    daysOfWeek,
    restrictsDayOfMonth: fields[2] !== '*',
    restrictsDayOfWeek: fields[4] !== '*',
    durationMinutes,
    timeZone,
  }
}

const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const

function parseField(field: string, from: number, to: number): ReadonlySet<number> | undefined {
  const values = new Set<number>()
  for (const part of field === '*' ? [`${from}-${to}`] : field.split(',')) {
    const match = /^([0-9]{1,2})(?:-([0-9]{1,2}))?$/.exec(part)
    if (match === null) return undefined
    const first = Number(match[1])
    const last = match[2] === undefined ? first : Number(match[2])
    if (first < from || last > to || first > last) return undefined
    for (let value = first; value <= last; value += 1) values.add(value)
  }
  return values
}

function parseDuration(text: string): number | undefined {
  const match = /^(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?$/.exec(text)
  if (match === null) return undefined
  const [days = 0, hours = 0, minutes = 0] = match.slice(1).map((part) => Number(part ?? 0))
  const total = (days * 24 + hours) * 60 + minutes
  return total > 0 && total <= 7 * 24 * 60 ? total : undefined
}

/** Where the platform knows no time zones, every name passes: the evaluation is then an error. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false
  return isKnown(name) || !hasFormat('America/New_York')
}

/** Names that the platform knows, in lower case: case does not count, and to ask takes long. */
const knownNames = new Set<string>()

/** More than there are. */
const maxKnownNames = 1_000

function isKnown(timeZone: string): boolean {
  const name = timeZone.toLowerCase()
  if (knownNames.has(name)) return true
  if (!hasFormat(timeZone)) return false
  if (knownNames.size < maxKnownNames) knownNames.add(name)
  return true
}

function hasFormat(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
