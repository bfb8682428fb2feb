import { encodeFunctionData, type Hex, parseAbi, toFunctionSelector } from 'viem'
import { createInterfaces, evaluatePolicies, type Policy } from 'viem-passkey-account/policies'
import { describe, expect, test } from 'vitest'
import { transaction } from './requests.js'

const contract = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const abi = parseAbi([
  'function execute(bytes commands, bytes[] inputs, uint256 deadline)',
  'function approve(address spender, uint256 amount)',
])
const interfaces = createInterfaces([{ address: contract, abi }])
const word = (value: number): string => value.toString(16).padStart(64, '0')

/** A call of `execute` whose inputs are all at one place. */
const execute = (count: number, length: number): Hex =>
  `${toFunctionSelector('execute(bytes,bytes[],uint256)')}${[96, 128, 1, 0, count, ...Array(count).fill(count * 32), length].map(word).join('')}${'00'.repeat(length)}`
const approve = encodeFunctionData({ abi, functionName: 'approve', args: [contract, 1n] })

function evaluate(data: Hex, ...policies: Policy[]) {
  const context = transaction({ to: contract, data }, { interfaces })
  const { outcome, policies: outcomes } = evaluatePolicies({ policies, context, approvers: [{ id: 'a' }], now: 0 })
  return { outcome, outcomes: outcomes.map((each) => each.outcome), error: outcomes.at(-1)?.trace.condition?.error }
}
const allow = (condition: string): Policy => ({ effect: 'EFFECT_ALLOW', condition })
const deny = (condition: string, consensus?: string): Policy => ({ effect: 'EFFECT_DENY', condition, consensus })

describe.each<[string, 'execute' | 'approve', Hex]>([
  ['arguments of too many bytes', 'execute', execute(101, 10_016)],
  ['too many arguments', 'execute', execute(8_001, 32)],
  ['an address that some contracts mask', 'approve', `${approve.slice(0, 10)}f${approve.slice(11)}` as Hex],
  ['arguments that are cut off', 'approve', approve.slice(0, -2) as Hex],
  ['no arguments', 'approve', approve.slice(0, 10) as Hex],
])('a call with %s', (_, name, data) => {
  const all = allow(`eth.tx.to == '${contract}'`)
  const selector = data.slice(0, 10)

  test.each([
    `eth.tx.function_name == '${name}'`,
    `eth.tx.function_signature == '${selector}'`,
    `activity.action == 'SIGN' && !(eth.tx.function_name in ['transfer'])`,
    "eth.tx.contract_call_args['amount'] > 100",
    `eth.tx.function_name == '${name}' && eth.tx.contract_call_args['spender'] == '${contract}'`,
  ])('does not switch off the DENY %s', (condition) => {
    expect(evaluate(data, all, deny(condition))).toMatchObject({ outcome: 'OUTCOME_DENY_EXPLICIT' })
  })

  test.each(["eth.tx.function_name == 'transfer'", "eth.tx.function_signature == '0xa9059cbb'"])(
    'is not denied by the DENY %s',
    (condition) => {
      expect(evaluate(data, all, deny(condition))).toMatchObject({ outcome: 'OUTCOME_ALLOW' })
    },
  )

  test('is not denied where the rest of the DENY says no, or is an error of production', () => {
    const condition = "eth.tx.contract_call_args['amount'] > 100"
    expect(evaluate(data, all, deny(condition, "approvers.any(u, u.id == 'b')"))).toMatchObject({
      outcome: 'OUTCOME_ALLOW',
    })
    expect(evaluate(data, all, deny(`eth.eip_712.primary_type == 'A' || ${condition}`))).toMatchObject({
      outcome: 'OUTCOME_ALLOW',
    })
  })

  test.each([
    `eth.tx.function_name == '${name}'`,
    `eth.tx.function_signature == '${selector}'`,
    "eth.tx.function_name != 'transfer'",
    "eth.tx.contract_call_args['amount'] != 1",
  ])('is not allowed by the ALLOW %s', (condition) => {
    expect(evaluate(data, allow(condition))).toMatchObject({
      outcome: 'OUTCOME_DENY_IMPLICIT',
      outcomes: ['OUTCOME_ERROR'],
      error: { code: 'NOT_DECODED' },
    })
  })
})

test('a function that the interface does not have is a missing field', () => {
  const condition = "eth.tx.function_name == 'approve'"
  expect(evaluate('0x12345678', allow('true'), deny(condition))).toMatchObject({
    outcome: 'OUTCOME_ALLOW',
    error: { code: 'MISSING_FIELD' },
  })
})
