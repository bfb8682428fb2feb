import type { CronSpan } from '../syntax/tree.js'
import type { Budget } from './evaluation.js'

const minute = 60_000

/** Steps to open a time zone, to read its clock at one time, and to look at one minute. */
const work = { zone: 4_000, clock: 250, minute: 10 }

type Offsets = (ms: number) => number

/**
 * Creates what tells whether a time is within `[fire, fire + duration)` of any fire of a schedule. A fire at a local time that the clocks
 * skip does not happen, and one at a local time that they repeat happens twice. A time zone is opened once.
 *
 * @param budget Pays for what each schedule takes. Once it is spent, the result says nothing.
 */
export function createCronSpans(budget: Budget): (span: CronSpan, nowMs: number) => boolean | undefined {
  const zones = new Map<string, Offsets | undefined>()
  return (span, nowMs) => {
    const { timeZone } = span
    if (!zones.has(timeZone)) zones.set(timeZone, createOffsets(timeZone, budget))
    const toOffset = zones.get(timeZone)
    return toOffset && isInCronSpan(span, nowMs, toOffset, budget)
  }
}

/** @param nowMs Milliseconds since 1970. */
function isInCronSpan(span: CronSpan, nowMs: number, toOffset: Offsets, budget: Budget): boolean {
  const earliest = nowMs - span.durationMinutes * minute
  // All windows are of one length, so the last fire decides.
  for (let at = Math.floor(nowMs / minute) * minute; at > earliest && budget.steps >= 0; ) {
    budget.steps -= work.minute
    const offset = toOffset(at)
    const local = new Date(at + offset)
    const minuteOfHour = local.getUTCMinutes()
    const hour = local.getUTCHours()
    if (!isDay(span, local)) at = back(at, hour * 60 + minuteOfHour + 1, offset, toOffset)
    else if (!span.hours.has(hour)) at = back(at, minuteOfHour + 1, offset, toOffset)
    else if (!span.minutes.has(minuteOfHour)) at -= minute
    else return true
  }
  return false
}

/** Goes back to before the local hour or day, or in steps of a minute where the clocks were changed in between. */
function back(at: number, minutes: number, offset: number, toOffset: Offsets): number {
  const target = at - minutes * minute
  return toOffset(target) === offset ? target : at - minute
}

/** If both day fields are restricted, one of them is enough. */
function isDay(span: CronSpan, local: Date): boolean {
  if (!span.months.has(local.getUTCMonth() + 1)) return false
  const [byMonth, byWeek] = [span.daysOfMonth.has(local.getUTCDate()), span.daysOfWeek.has(local.getUTCDay())]
  return span.restrictsDayOfMonth && span.restrictsDayOfWeek ? byMonth || byWeek : byMonth && byWeek
}

/**
 * Returns what reads the milliseconds that local time is ahead of UTC. Clocks change on quarters of an hour.
 *
 * @returns undefined if the platform does not know the time zone.
 */
function createOffsets(timeZone: string, budget: Budget): Offsets | undefined {
  budget.steps -= work.zone
  const quarter = 15 * minute
  const known = new Map<number, number>()
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    // Some platforms have the format, and not this.
    format.formatToParts(0)
  } catch {
    return undefined
  }
  return (ms) => {
    const start = Math.floor(ms / quarter) * quarter
    const found = known.get(start)
    if (found !== undefined) return found
    budget.steps -= work.clock
    const parts = new Map(format.formatToParts(start).map(({ type, value }) => [type, Number(value)]))
    const [year = 0, month = 1, day = 1, hour = 0, minuteOfHour = 0] = (
      ['year', 'month', 'day', 'hour', 'minute'] as const
    ).map((type) => parts.get(type))
    const offset = Date.UTC(year, month - 1, day, hour, minuteOfHour) - start
    known.set(start, offset)
    return offset
  }
}
