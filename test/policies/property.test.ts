import fc from 'fast-check'
import { PolicyExpressionError } from 'viem-passkey-account'
import {
  evaluateExpression,
  evaluatePolicies,
  type Policy,
  parsePolicy,
  toPolicyContext,
} from 'viem-passkey-account/policies'
import { expect, test } from 'vitest'
import { evaluateNaively, expression, keywords, print } from './naive.js'
import { account, transaction } from './requests.js'

test('every expression comes to what a second evaluator says, in both readings', () => {
  const seen = { true: 0, false: 0, error: 0 }
  fc.assert(
    fc.property(expression, fc.constantFrom('strict', 'lenient'), (node, reading) => {
      const result = evaluateExpression(parsePolicy(print(node)), keywords, { reading })
      const value = 'value' in result ? result.value : undefined
      seen[value === undefined ? 'error' : value ? 'true' : 'false'] += 1
      expect({ text: print(node), value }).toEqual({ text: print(node), value: evaluateNaively(node, reading) })
    }),
    { numRuns: 20_000 },
  )
  // It says something only if each result is common.
  expect(Math.min(seen.true, seen.false, seen.error)).toBeGreaterThan(500)
})

test('policies together come to what their order of precedence says', () => {
  const context = toPolicyContext({ body: { type: 'ACTIVITY_TYPE_CREATE_WALLET', parameters: {} } })
  // What each text comes to in this request.
  const texts = { true: 'true', false: "activity.kind == 'CREATE_USERS'", error: "private_key.id == 'x'" } as const
  const result = fc.constantFrom('true', 'false', 'error' as const)
  const policy = fc.record({ effect: fc.constantFrom('EFFECT_ALLOW', 'EFFECT_DENY' as const), condition: result })
  fc.assert(
    fc.property(fc.array(policy, { maxLength: 5 }), (policies) => {
      const has = (effect: Policy['effect']): boolean =>
        policies.some((each) => each.effect === effect && each.condition === 'true')
      const expected = has('EFFECT_DENY')
        ? 'OUTCOME_DENY_EXPLICIT'
        : has('EFFECT_ALLOW')
          ? 'OUTCOME_ALLOW'
          : 'OUTCOME_DENY_IMPLICIT'
      const evaluated = evaluatePolicies({
        policies: policies.map(({ effect, condition }) => ({ effect, condition: texts[condition] })),
        context,
        approvers: [{ id: 'a' }],
        now: 0,
      })
      expect(evaluated.outcome).toBe(expected)
      expect(evaluated.policies.map(({ outcome }) => outcome === 'OUTCOME_ERROR')).toEqual(
        policies.map(({ condition }) => condition === 'error'),
      )
    }),
  )
})

const words = [
  ...["'a'", "'", '"', '1', '0', '340282366920938463463374607431768211456', 'true', '[', ']', '(', ')', '..', '.', ','],
  ...['&&', '||', '!', '==', '!=', '<', '<=', 'in', '&', '=', '-', '\\', '\n', ' ', '\u{1f511}', '\ud800', 'ß'],
  ...['activity', 'eth', 'tx', 'data', 'v', '.all(v,', '.any(v,', '.filter(v,', '.contains(', '.count()', "['a']"],
  ...["Timestamp('2026-01-01T00:00:00Z')", "CronSpan('* * * * *', '7d', 'UTC')", 'CaseInsensitiveString('],
]

test('no text crashes the parser or the evaluator, and an error is within the text', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fc.constantFrom(...words)).map((parts) => parts.join('')),
      ),
      (text) => {
        try {
          evaluateExpression(parsePolicy(text), keywords)
        } catch (error) {
          if (!(error instanceof PolicyExpressionError)) throw error
          expect(error.offset).toBeGreaterThanOrEqual(0)
          expect(error.offset).toBeLessThanOrEqual(text.length)
          expect(error.excerpt.split('\n').length).toBe(2)
        }
      },
    ),
    { numRuns: 20_000 },
  )
})

test('neither depth nor length exhausts the stack', () => {
  const deep = [
    `${'('.repeat(50_000)}true`,
    `${'!'.repeat(50_000)}true`,
    `true${'[0]'.repeat(20_000)}`,
    `activity${'.a'.repeat(30_000)}`,
    '['.repeat(60_000),
    `${'[1].any(v, '.repeat(5_000)}true`,
    "'".padStart(70_000),
  ]
  for (const text of deep) expect(() => parsePolicy(text)).toThrow(PolicyExpressionError)
  const wide = Array(7_000).fill('true').join(' && ')
  expect(evaluateExpression(parsePolicy(wide), {})).toEqual({ value: true })
})

test('functions within each other end at a limit of steps', () => {
  const list = `[${Array(40).fill('1').join(', ')}]`
  for (const name of ['all', 'any', 'filter']) {
    const nested = Array.from({ length: 20 }, (_, index) => `${list}.${name}(v${index}, `).join('')
    const text = `${nested}true${')'.repeat(20)}`
    const result = evaluateExpression(parsePolicy(text), {})
    expect(result).toMatchObject({ error: { code: name === 'filter' ? 'TYPE_MISMATCH' : 'TOO_MANY_STEPS' } })
  }
})

test('long texts end at the limit of steps, wherever they are', () => {
  const context = transaction({ to: account, data: `0x${'ab'.repeat(500_000)}` })
  const codeOf = (text: string): string | undefined => {
    const result = evaluateExpression(parsePolicy(text), context)
    return 'error' in result ? result.error.code : undefined
  }
  const list = (item: string) => `[${Array(100).fill(item).join(', ')}]`
  const clauses = [
    "CaseInsensitiveString(eth.tx.data) == 'x'",
    'eth.tx.to == eth.tx.data',
    'eth.tx.data == eth.tx.to',
    'eth.tx.data == eth.tx.data',
    'eth.tx.data in [eth.tx.data]',
    '[eth.tx.data].contains(eth.tx.to)',
    '[eth.tx.to].contains(eth.tx.data)',
    "CaseInsensitiveString(eth.tx.data)[0..900000] == 'x'",
  ]
  for (const clause of clauses) {
    expect([clause, codeOf(clause)]).toEqual([clause, undefined])
    expect([clause, codeOf(`${list('1')}.any(v, ${clause})`)]).toEqual([clause, 'TOO_MANY_STEPS'])
  }
  for (const text of [`eth.tx.to in ${list('eth.tx.data')}`, `${list('eth.tx.to')}.contains(eth.tx.data)`])
    expect([text.slice(0, 40), codeOf(text)]).toEqual([text.slice(0, 40), 'TOO_MANY_STEPS'])
  // Addresses are no work.
  expect(codeOf(`${list('1')}.any(v, ${list(`'${account}'`)}.contains(eth.tx.to))`)).toBe(undefined)
})

test('so do short texts that are slow to write in lower case', () => {
  const list = `[${Array(100).fill('1').join(', ')}]`
  const codeOf = (clause: string): string | undefined => {
    const result = evaluateExpression(parsePolicy(`${list}.any(v, ${list}.any(w, ${clause}))`), {})
    return 'error' in result ? result.error.code : undefined
  }
  const clauses = (text: string) => [
    `CaseInsensitiveString('${text}') == '${text}'`,
    `'${text}' == CaseInsensitiveString('${text}')`,
    `CaseInsensitiveString('${text}')[0..63][0..63] != CaseInsensitiveString('x')`,
    `CaseInsensitiveString('${text}') in ['${text}']`,
  ]
  for (const clause of clauses('İ'.repeat(63))) expect([clause, codeOf(clause)]).toEqual([clause, 'TOO_MANY_STEPS'])
  for (const clause of clauses('A'.repeat(63))) expect([clause, codeOf(clause)]).toEqual([clause, undefined])
})

test('a DENY that is too long to evaluate denies, and so does one after it', () => {
  const list = `[${Array(100).fill('1').join(', ')}]`
  const long = `${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, a == 1))))`
  const evaluate = (...policies: Policy[]) =>
    evaluatePolicies({
      policies,
      context: toPolicyContext({ body: { type: 'ACTIVITY_TYPE_CREATE_WALLET', parameters: {} } }),
      approvers: [{ id: 'a' }],
      now: 0,
    })
  const allow: Policy = { effect: 'EFFECT_ALLOW' }
  expect(evaluate(allow, { effect: 'EFFECT_DENY', condition: long }).outcome).toBe('OUTCOME_DENY_EXPLICIT')
  const deny: Policy = { effect: 'EFFECT_DENY', condition: "activity.kind == 'CREATE_WALLET'" }
  expect(evaluate(allow, { effect: 'EFFECT_ALLOW', condition: long }, deny).outcome).toBe('OUTCOME_DENY_EXPLICIT')
  // What only the errors of production's rules reach is skipped.
  expect(evaluate(allow, { effect: 'EFFECT_DENY', condition: "private_key.id == 'x'" }).outcome).toBe('OUTCOME_ALLOW')
})

test('a user whom no policy asks does not wait, however many policies there are, and one whom a policy asks does', () => {
  const ids = Array.from({ length: 100 }, (_, index) => `user-${index}`)
  const users = ids.map((id, index) => ({ id, tags: index === 30 ? ['one'] : index === 60 ? ['two'] : ['other'] }))
  const userCredentials = ids.flatMap((userId) => [
    { userId, id: `${userId}-passkey` },
    { userId, id: `${userId}-key` },
  ])
  const tagged = (tag: string) => `approvers.any(user, user.tags.contains('${tag}'))`
  // Ten thousand steps and more for everybody, so that the limit is reached at another place each time.
  const slow = 'approvers.any(one, approvers.all(other, one.id != other.id || other.tags.count() == 1))'
  const outcomeFor = (submitter: number, count: number, consensus: string) =>
    evaluatePolicies({
      policies: Array.from({ length: count }, () => ({ effect: 'EFFECT_ALLOW', consensus })),
      context: toPolicyContext({ body: { type: 'ACTIVITY_TYPE_CREATE_WALLET', parameters: {} } }),
      approvers: users.slice(submitter, submitter + 1),
      users,
      userCredentials,
      now: 0,
    }).outcome
  const both = `${tagged('one')} && ${tagged('two')}`
  for (let count = 1; count <= 20; count += 1) {
    expect([count, outcomeFor(0, count, both)]).toEqual([count, 'OUTCOME_DENY_IMPLICIT'])
    expect([count, outcomeFor(0, count, `${both} && ${slow}`)]).toEqual([count, 'OUTCOME_DENY_IMPLICIT'])
    expect([count, outcomeFor(30, count, both)]).toEqual([count, 'OUTCOME_REQUIRES_CONSENSUS'])
    expect([count, outcomeFor(60, count, `${both} && ${slow}`)]).toEqual([count, 'OUTCOME_REQUIRES_CONSENSUS'])
  }
})
