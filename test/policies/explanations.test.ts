import {
  type ContractArgument,
  evaluatePolicies,
  type Policy,
  type PolicyContext,
  toPolicyContext,
  type Value,
} from 'viem-passkey-account/policies'
import { describe, expect, test } from 'vitest'
import { account, transaction } from './requests.js'

const evaluate = (context: PolicyContext, ...policies: Policy[]) =>
  evaluatePolicies({ policies, context, approvers: [{ id: 'a' }], now: 0 })
const allow = (condition: string): Policy => ({ effect: 'EFFECT_ALLOW', condition })

describe('what a clause read', () => {
  const contextOf = (value: ContractArgument) => {
    const call = { functionName: 'f', functionSignature: '0x12345678', args: { value } }
    return transaction({ to: account, data: '0x12345678' }, { interfaces: () => call })
  }
  const shown = (value: ContractArgument) =>
    evaluate(contextOf(value), allow("eth.tx.contract_call_args['value'] == 1")).policies[0]?.trace.condition
      ?.operands[0]?.value

  test.each<[string, ContractArgument, string]>([
    ['an integer', 7n, '7'],
    ['a text', "it's", "'it's'"],
    ['a text with an invisible character', 'a\u202eb', "'a·b'"],
    ['a long text', 'x'.repeat(300), `'${'x'.repeat(190)}…'`],
    ['an address', account, `'${account}'`],
    ['a list', [1n, [true, []], 'x'], "[1, [true, []], 'x']"],
    ['a long list', [1n, 2n, 3n, 4n], '[1, 2, 3, … 4 items]'],
    ['a list of long texts', ['x'.repeat(300), 'yyyy'], `['${'x'.repeat(188)}…`],
  ])('%s', (_, value, text) => {
    expect(shown(value)).toBe(text)
  })

  test('structs and maps', () => {
    const context = contextOf(1n)
    const read = (condition: string) =>
      evaluate(context, allow(condition)).policies[0]?.trace.condition?.operands[0]?.value
    expect(read('activity.params == 1')).toBe("{type: 'TRANSACTION_TYPE_ETHEREUM'}")
    expect(read('eth.tx.contract_call_args == 1')).toBe('{value}')
    expect(read('eth.tx == 1')).toMatch(/^\{type: 'TYPE_2', from: '0xf39.{150,170}…$/)
  })

  /** A list that counts how often its items are read. */
  function counted(items: readonly Value[], reads: { count: number }): readonly Value[] {
    return new Proxy(items, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^[0-9]+$/.test(key)) reads.count += 1
        return Reflect.get(target, key, receiver)
      },
    })
  }

  /** Typed data with lists of three in each other. */
  function nested(depth: number) {
    const reads = { count: 0 }
    const nest = (level: number): Value => {
      const items = level === 0 ? ['a'] : [nest(level - 1), nest(level - 1), nest(level - 1)]
      return counted(items, reads)
    }
    const message: Value = { kind: 'map', entries: new Map([['a', nest(depth)]]) }
    const fields = new Map([
      ['eip_712', { kind: 'struct', name: 'Eip712TypedData', fields: new Map([['message', message]]) }],
    ])
    const { activity } = toPolicyContext({ body: { type: 'ACTIVITY_TYPE_CREATE_WALLET', parameters: {} } })
    return { reads, context: { activity, eth: { kind: 'struct', name: 'Eth', fields } } as PolicyContext }
  }

  test('is read no further than it is shown', () => {
    const { reads, context } = nested(8)
    const { policies } = evaluate(context, allow("eth.eip_712.message['a'] == 'x'"))
    expect(policies[0]?.trace.condition?.operands[0]?.value).toMatch(/^\[{9}'a'\], \['a'\], .{150,190}…$/)
    expect(reads.count).toBeLessThan(100)
  })

  test('counts as steps', () => {
    const clauses = Array(5_900).fill('eth.tx==1').join('||')
    const trace = evaluate(contextOf(1n), allow(clauses)).policies[0]?.trace.condition?.clauses
    expect(trace?.[0]).toMatchObject({
      operands: [{ value: expect.stringContaining('type:') }],
      error: { code: 'TYPE_MISMATCH' },
    })
    const last = trace?.at(-1)
    expect(last?.operands).toEqual([{ text: 'eth.tx' }])
    expect(last?.error?.code).toBe('TOO_MANY_STEPS')
  })
})

describe('a trace says what the policy came to', () => {
  const context = toPolicyContext({ body: { type: 'ACTIVITY_TYPE_CREATE_WALLET', parameters: {} } })
  const list = `[${Array(100).fill('1').join()}]`
  const heavy = (times: number) => `${list}.any(x, ${list}.any(y, [${Array(times).fill('1').join()}].any(z, z == 1)))`

  test('where the steps were used up by a policy before it', () => {
    const { outcome, policies } = evaluate(
      context,
      allow(heavy(50)),
      { effect: 'EFFECT_DENY', condition: "activity.kind == 'DELETE_USERS'" },
      { effect: 'EFFECT_DENY', condition: "activity.kind == 'DELETE_USERS' && !(activity.action == 'SIGN')" },
      allow('true'),
      { effect: 'EFFECT_ALLOW' },
    )
    expect(outcome).toBe('OUTCOME_DENY_EXPLICIT')
    expect(policies.map((each) => [each.outcome, each.trace.condition?.error?.code])).toEqual([
      ['OUTCOME_ERROR', 'TOO_MANY_STEPS'],
      ['OUTCOME_DENY_EXPLICIT', 'TOO_MANY_STEPS'],
      ['OUTCOME_DENY_EXPLICIT', 'TOO_MANY_STEPS'],
      ['OUTCOME_ERROR', 'TOO_MANY_STEPS'],
      ['OUTCOME_ALLOW', undefined],
    ])
    for (const { trace } of policies) expect(trace.condition?.value).toBe(undefined)
  })

  test('where the steps suffice to evaluate it, and not to explain it', () => {
    const { policies } = evaluate(context, allow(`${heavy(18)} == ${heavy(1)} || true`))
    expect(policies).toMatchObject([
      {
        outcome: 'OUTCOME_ALLOW',
        trace: { condition: { value: true, clauses: [{ error: { code: 'TOO_MANY_STEPS' } }, {}] } },
      },
    ])
  })
})
