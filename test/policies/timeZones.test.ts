import { evaluatePolicies, type Policy, parsePolicy, toPolicyContext } from 'viem-passkey-account/policies'
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
