import { erc20Abi } from 'viem'
import { findError, InvalidParameterError } from 'viem-passkey-account'
import {
  checkPolicy,
  createInterfaces,
  evaluatePolicies,
  type Policy,
  toPolicyContext,
} from 'viem-passkey-account/policies'
import { expect, test } from 'vitest'
import { account, activity } from './requests.js'

/** As a file of rules has them: nothing checks its types. */
const parse = (json: string): Policy => JSON.parse(json)
const evaluate = (policy: string, now = 0) =>
  evaluatePolicies({
    policies: [{ effect: 'EFFECT_ALLOW' }, parse(policy)],
    context: activity('CREATE_WALLET'),
    approvers: [{ id: 'a' }],
    now,
  })

/** With a contract interface, which decodes the data. */
const send = (data: string) =>
  toPolicyContext({
    body: {
      type: 'ACTIVITY_TYPE_ETH_SEND_TRANSACTION',
      parameters: { from: account, to: account, caip2: 'eip155:1', data },
    },
    interfaces: createInterfaces([{ address: account, abi: erc20Abi }]),
  })

test.each([
  // As an ALLOW, each would allow what it means to deny.
  ['policies[1].effect', () => evaluate('{ "effect": "DENY" }')],
  ['policies[1].effect', () => evaluate('{ "condition": "true" }')],
  ['policies[1].condition', () => evaluate('{ "effect": "EFFECT_DENY", "condition": null }')],
  ['policies[1].consensus', () => evaluate('{ "effect": "EFFECT_DENY", "consensus": ["a"] }')],
  ['policies[1].time', () => evaluate('{ "effect": "EFFECT_DENY", "time": 5 }')],
  ['now', () => evaluate('{ "effect": "EFFECT_ALLOW" }', Number.NaN)],
  ['now', () => evaluate('{ "effect": "EFFECT_ALLOW" }', Date.UTC(2026, 0, 1) * 1_000_000)],
  ['body', () => send('0xa9059cbbzz')],
  ['contracts[0].address', () => createInterfaces([{ address: 'vitalik.eth', abi: [] }])],
  ['contracts[0].abi', () => createInterfaces([{ address: `0x${'00'.repeat(20)}`, abi: '{}' }])],
])('%s that is not valid is refused by name', (parameter, call) => {
  try {
    call()
    expect.unreachable()
  } catch (error) {
    expect(findError(error, InvalidParameterError)?.parameter).toBe(parameter)
  }
})

test('a time is read in all time zones to the end of the year 9999, and calls are decoded', () => {
  for (const now of [Date.UTC(9999, 11, 31), -Date.UTC(9999, 11, 31)])
    expect(
      evaluate(`{ "effect": "EFFECT_ALLOW", "time": "CronSpan('0 9 * * *', '8h', 'America/New_York')" }`, now)
        .policies[1],
    ).not.toMatchObject({ outcome: 'OUTCOME_ERROR' })
  for (const data of ['0x', '0xa9059cbb', `0xA9059CBB${'00'.repeat(64)}`]) expect(() => send(data)).not.toThrow()
})

test('checkPolicy leaves out what is no policy beside the one that it checks', () => {
  const policies: Policy[] = [
    null,
    5,
    { effect: 'EFFECT_DENY', condition: null },
    { effect: 'EFFECT_DENY', consensus: 5 },
    { effect: 'DENY' },
  ].map((value) => parse(JSON.stringify(value)))
  const { errors, warnings } = checkPolicy({ effect: 'EFFECT_ALLOW', condition: 'eth.tx.value < 5', policies })
  expect([...errors, ...warnings].map(({ code }) => code)).toEqual(['RAW_PAYLOADS'])
})
