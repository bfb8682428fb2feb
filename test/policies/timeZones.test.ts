import {
  evaluateExpression,
  evaluatePolicies,
  type Policy,
  parsePolicy,
  toPolicyContext,
} from 'viem-passkey-account/policies'
import { afterEach, expect, test, vi } from 'vitest'

// Runtimes without time zones, such as builds of Hermes and of Node without ICU.
const { DateTimeFormat } = Intl
const platforms: [string, () => void][] = [
  ['without Intl', () => vi.stubGlobal('Intl', undefined)],
  ['without Intl.DateTimeFormat', () => vi.stubGlobal('Intl', {})],
  [
    'that knows UTC only',
    () =>
      vi.stubGlobal('Intl', {
        DateTimeFormat: function create(locale: string, options: Intl.DateTimeFormatOptions) {
          if (options.timeZone !== 'UTC') throw new RangeError('Incorrect timeZone information provided')
          return new DateTimeFormat(locale, options)
        },
      }),
  ],
  [
    'that cannot take a formatted time apart',
    () =>
      vi.stubGlobal('Intl', {
        DateTimeFormat: function create(locale: string, options: Intl.DateTimeFormatOptions) {
          const format = new DateTimeFormat(locale, options)
          return { resolvedOptions: () => format.resolvedOptions(), format: format.format }
        },
      }),
  ],
]
afterEach(() => vi.unstubAllGlobals())

const context = toPolicyContext({ body: { type: 'ACTIVITY_TYPE_CREATE_WALLET', parameters: {} } })
const night = "CronSpan('0 22 * * *', '8h', 'America/New_York')"
const all: Policy = { effect: 'EFFECT_ALLOW' }

function evaluate(...policies: Policy[]) {
  const now = Date.parse('2026-03-10T15:00:00Z')
  const { outcome, policies: outcomes } = evaluatePolicies({ policies, context, approvers: [{ id: 'alice' }], now })
  return { outcome, outcomes: outcomes.map((each) => each.outcome), error: outcomes.at(-1)?.trace.time?.error?.code }
}

test.each(platforms)('a platform %s', (_, stub) => {
  stub()
  // What cannot be told does not allow, and denies what the rest of the rule matches.
  expect(evaluate({ ...all, time: night })).toEqual({
    outcome: 'OUTCOME_DENY_IMPLICIT',
    outcomes: ['OUTCOME_ERROR'],
    error: 'NO_TIME_ZONES',
  })
  for (const time of [night, `!${night}`, `${night} && time.now < Timestamp('2027-01-01T00:00:00Z')`])
    expect(evaluate(all, { effect: 'EFFECT_DENY', time })).toEqual({
      outcome: 'OUTCOME_DENY_EXPLICIT',
      outcomes: ['OUTCOME_ALLOW', 'OUTCOME_DENY_EXPLICIT'],
      error: 'NO_TIME_ZONES',
    })
  for (const rest of [{ condition: "activity.action == 'EXPORT'" }, { consensus: "approvers.any(u, u.id == 'bob')" }])
    expect(evaluate(all, { effect: 'EFFECT_DENY', time: night, ...rest })).toMatchObject({ outcome: 'OUTCOME_ALLOW' })
  // An error that production has, too, is skipped as there.
  const condition = "private_key.id == 'x'"
  expect(evaluate(all, { effect: 'EFFECT_DENY', time: night, condition })).toMatchObject({ outcome: 'OUTCOME_ALLOW' })
})

test.each(platforms)('a platform %s parses names of time zones, and nothing else in their place', (_, stub) => {
  stub()
  expect(() => parsePolicy("CronSpan('0 9 * * *', '8h', 'Europe/Zurich')")).not.toThrow()
  expect(() => parsePolicy("CronSpan('0 9 * * *', '8h', '+01:00')")).toThrow('IANA')
})

test('a platform that has them', () => {
  const day = "CronSpan('0 9 * * *', '8h', 'America/New_York')"
  expect(evaluate({ ...all, time: day })).toMatchObject({ outcome: 'OUTCOME_ALLOW', error: undefined })
  expect(evaluate({ ...all, time: night }).outcomes).toEqual(['OUTCOME_TIME_INACTIVE'])
})

test('a platform that has them is asked once for each of them', () => {
  const asked: (string | undefined)[] = []
  vi.stubGlobal('Intl', {
    DateTimeFormat: function create(locale: string, options: Intl.DateTimeFormatOptions) {
      asked.push(options.timeZone)
      return new DateTimeFormat(locale, options)
    },
  })
  const spans = ['Asia/Tokyo', 'ASIA/TOKYO', 'asia/tokyo', 'Africa/Cairo', 'Asia/Tokyo'].map(
    (name) => `CronSpan('0 9 * * *', '8h', '${name}')`,
  )
  for (let count = 0; count < 3; count += 1) parsePolicy(spans.join(' || '))
  expect(asked).toEqual(['Asia/Tokyo', 'Africa/Cairo'])
  expect(() => parsePolicy("CronSpan('0 9 * * *', '8h', 'Africa/Nowhere')")).toThrow('IANA')
})

const now = (text: string) => ({ kind: 'timestamp', nanoseconds: BigInt(Date.parse(text)) * 1_000_000n }) as const

/** How often a platform opens a time zone, and reads its clock. */
function countReads() {
  const reads = { zones: 0, clocks: 0 }
  vi.stubGlobal('Intl', {
    DateTimeFormat: function create(locale: string, options: Intl.DateTimeFormatOptions) {
      const format = new DateTimeFormat(locale, options)
      reads.zones += 1
      return {
        formatToParts: (ms: number) => {
          reads.clocks += 1
          return format.formatToParts(ms)
        },
      }
    },
  })
  return reads
}

test('schedules end at the limit of steps', () => {
  const spans = Intl.supportedValuesOf('timeZone').map((name) => `CronSpan('59 23 29 2 *', '7d', '${name}')`)
  const time = spans.join(' || ')
  // From here on, the names are known.
  parsePolicy(time)
  const reads = countReads()
  const context = {
    time: { kind: 'struct', name: 'Time', fields: new Map([['now', now('2026-03-10T15:00:00Z')]]) },
  } as const
  expect(evaluateExpression(parsePolicy(time), context)).toMatchObject({ error: { code: 'TOO_MANY_STEPS' } })
  // A clock is read in some 15 microseconds, and a step takes a fifteenth of one. The last schedule may go a little beyond.
  expect(4_000 * reads.zones + 250 * reads.clocks).toBeLessThan(1_000_000 + 30_000)
})

test('many schedules of one time zone open it once for each evaluation', () => {
  const time = "CronSpan('0 9 * * 1-5', '8h', 'America/New_York')"
  const policies = Array.from({ length: 100 }, (): Policy => ({ ...all, time: `${time} && ${time} && ${time}` }))
  const reads = countReads()
  expect(new Set(evaluate(...policies).outcomes)).toEqual(new Set(['OUTCOME_ALLOW']))
  expect(reads.zones).toBe(1 + policies.length)
})
