import { readFileSync } from 'node:fs'
import { encodeFunctionData, erc20Abi, parseEther } from 'viem'
import { findError, InvalidParameterError } from 'viem-passkey-account'
import {
  checkPolicy,
  contractOnly,
  evaluatePolicies,
  noBlindSigning,
  type Policy,
  type PolicyContext,
  spendingLimit,
} from 'viem-passkey-account/policies'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { account, activity, digest, raw, transaction, typedData } from './requests.js'

const token = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
const friend = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const userId = '0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e'
const transfer = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [friend, 1n] })
const approve = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [friend, 1n] })

const outcomes = (policies: readonly Policy[], contexts: readonly PolicyContext[], user = userId) =>
  contexts.map((context) => evaluatePolicies({ policies, context, approvers: [{ id: user }], now: 0 }).outcome)
const refused = (policies: readonly Policy[], contexts: readonly PolicyContext[], user = userId) =>
  expect(outcomes(policies, contexts, user).filter((outcome) => !outcome.startsWith('OUTCOME_DENY'))).toEqual([])

/** Every form of a raw payload that can be a transaction or its hash. */
const blind = [
  raw(digest, 'HEXADECIMAL'),
  raw(`02${digest}`, 'HEXADECIMAL', 'KECCAK256'),
  raw(digest, 'HEXADECIMAL', 'SHA256'),
  raw([digest, digest], 'HEXADECIMAL'),
  raw([`02${digest}`], 'HEXADECIMAL', 'KECCAK256'),
  raw('a text of exactly thirty-two byte', 'TEXT_UTF8'),
  raw(['a text of exactly thirty-two byte'], 'TEXT_UTF8', 'SHA256'),
]
const mail = typedData({ Mail: ['string text'] }, 'Mail', { text: 'hi' })
const all: Policy = { effect: 'EFFECT_ALLOW' }

describe('noBlindSigning', () => {
  test('stops every payload that can be a transaction, even where all else is allowed', () => {
    const rules = [all, ...noBlindSigning()]
    expect(outcomes(rules, blind)).toEqual(blind.map(() => 'OUTCOME_DENY_EXPLICIT'))
  })

  test('leaves what people can read', () => {
    const rules = [all, ...noBlindSigning()]
    const readable = [mail, raw('hi', 'TEXT_UTF8', 'KECCAK256'), transaction({ to: friend }), activity('CREATE_WALLET')]
    expect(outcomes(rules, readable)).toEqual(readable.map(() => 'OUTCOME_ALLOW'))
  })

  test('a text can be a transaction: the rules that bind transactions deny messages, too', () => {
    const message = raw('hi', 'TEXT_UTF8', 'KECCAK256')
    const sets = [
      noBlindSigning({ texts: true }),
      contractOnly({ address: token, selectors: ['0xa9059cbb'] }),
      spendingLimit({ perTransaction: 1n, chainId: 1 }),
    ]
    for (const rules of sets) {
      expect(outcomes([all, ...rules], [message])).toEqual(['OUTCOME_DENY_EXPLICIT'])
      expect(outcomes([all, ...rules], blind)).toEqual(blind.map(() => 'OUTCOME_DENY_EXPLICIT'))
      expect(outcomes([all, ...rules], [mail])).toEqual(['OUTCOME_ALLOW'])
    }
  })

  test('can be for one user', () => {
    const rules = [all, ...noBlindSigning({ userId })]
    refused(rules, blind)
    expect(outcomes(rules, blind, 'other')).toEqual(blind.map(() => 'OUTCOME_ALLOW'))
  })
})

describe('contractOnly', () => {
  const rules = contractOnly({ address: token, selectors: ['0xA9059CBB'], chainId: 1, userId })
  const call = (fields: object) => transaction({ type: 'eip1559', chainId: 1, to: token, data: transfer, ...fields })

  test('allows the function', () => {
    expect(outcomes(rules, [call({}), transaction({ type: 'legacy', chainId: 1, to: token, data: transfer })])).toEqual(
      ['OUTCOME_ALLOW', 'OUTCOME_ALLOW'],
    )
  })

  test('nothing goes around it', () => {
    refused(rules, [
      call({ data: approve }),
      call({ data: '0x' }),
      call({ data: '0xa9059c' }),
      call({ to: friend }),
      call({ to: undefined }),
      call({ value: 1n }),
      call({ chainId: 10 }),
      transaction({ type: 'legacy', to: token, data: transfer }),
      activity('EXPORT_WALLET', { walletId: 'wallet-1' }),
      activity('CREATE_API_KEYS_V2', { userId }),
      mail,
      raw('{"address":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","chainId":0,"nonce":0}', 'EIP7702_AUTHORIZATION'),
      ...blind,
    ])
    refused(rules, [call({})], 'other')
  })

  test('binds where another policy allows signing, because it brings the DENY', () => {
    refused(
      [...rules, { ...all, condition: "activity.kind == 'SIGN_RAW_PAYLOAD' || activity.kind == 'SIGN_RAW_PAYLOADS'" }],
      blind,
    )
  })

  test('ether and fees, where they are asked for', () => {
    const limited = contractOnly({
      address: token,
      selectors: ['0xa9059cbb', '0x095ea7b3'],
      maxValue: 5n,
      fees: { gas: 50_000n, perGas: 10n },
    })
    const gas = { gas: 50_000n, maxFeePerGas: 10n, value: 5n }
    expect(outcomes(limited, [call(gas), call({ ...gas, data: approve, chainId: 10 })])).toEqual([
      'OUTCOME_ALLOW',
      'OUTCOME_ALLOW',
    ])
    refused(limited, [call({ ...gas, value: 6n }), call({ ...gas, gas: 50_001n }), call({ ...gas, maxFeePerGas: 11n })])
  })
})

describe('spendingLimit', () => {
  const rules = spendingLimit({ perTransaction: parseEther('0.1'), chainId: 1, userId })
  const send = (fields: object) =>
    transaction({ type: 'eip1559', chainId: 1, to: friend, value: parseEther('0.1'), ...fields })

  test('allows up to the limit', () => {
    expect(outcomes(rules, [send({}), send({ value: 0n })])).toEqual(['OUTCOME_ALLOW', 'OUTCOME_ALLOW'])
  })

  test('nothing goes around it', () => {
    refused(rules, [
      send({ value: parseEther('0.1') + 1n }),
      send({ value: 2n ** 200n }),
      send({ chainId: 10 }),
      send({ data: transfer, to: token, value: 0n }),
      send({ to: undefined }),
      transaction({ type: 'legacy', to: friend, value: 1n }),
      mail,
      ...blind,
    ])
    refused(rules, [send({})], 'other')
  })

  test('to some recipients only', () => {
    const one = spendingLimit({ perTransaction: 5n, chainId: 1, to: friend })
    const two = spendingLimit({ perTransaction: 5n, chainId: 1, to: [friend, token] })
    expect(outcomes(one, [send({ value: 5n })])).toEqual(['OUTCOME_ALLOW'])
    expect(outcomes(two, [send({ value: 5n, to: token })])).toEqual(['OUTCOME_ALLOW'])
    refused(one, [send({ value: 5n, to: token })])
    refused(two, [send({ value: 5n, to: account })])
  })
})

test('the rules have no mistakes of which checkPolicy knows', () => {
  const sets = [
    contractOnly({ address: token, selectors: ['0xa9059cbb'], chainId: 1, userId, fees: { gas: 1n, perGas: 1n } }),
    spendingLimit({ perTransaction: 1n, chainId: 1, to: [friend, token] }),
    noBlindSigning(),
    noBlindSigning({ texts: true }),
  ]
  for (const rules of sets)
    for (const rule of rules) expect(checkPolicy({ ...rule, policies: rules })).toEqual({ errors: [], warnings: [] })
})

test('the texts are short enough to read', () => {
  const [allow, deny] = spendingLimit({ perTransaction: 5n, chainId: 1, userId: 'backend' })
  expect(allow).toEqual({
    policyName: 'At most 5 wei a transaction on chain 1',
    effect: 'EFFECT_ALLOW',
    condition:
      "activity.kind == 'SIGN_TRANSACTION' && eth.tx.chain_id == 1 && eth.tx.to != '' && eth.tx.data == '0x' && eth.tx.value <= 5",
    consensus: "approvers.any(user, user.id == 'backend')",
    notes:
      'Allows plain transfers, any number of them. Fees are not limited: a high gas price can spend all ether of the account. Binds only beside the DENY of raw payloads.',
  })
  expect(deny.policyName).toBe('No blind signing or messages by backend')
})

test('the example of the scripts is what `spendingLimit` returns', () => {
  const texts = (policies: readonly Policy[]) =>
    policies.map(({ effect, condition, consensus, notes }) => ({ effect, condition, consensus, notes }))
  const example: Policy[] = JSON.parse(readFileSync(root('examples/scripts/policies/rules.json'), 'utf8'))
  expect(texts(example)).toEqual(texts(spendingLimit({ perTransaction: parseEther('0.1'), chainId: 1, userId })))
})

test.each([
  ['address', () => contractOnly({ address: "0x' || true || '", selectors: ['0xa9059cbb'] })],
  ['selectors', () => contractOnly({ address: token, selectors: [] })],
  ['selectors[0]', () => contractOnly({ address: token, selectors: ['transfer'] })],
  ['chainId', () => contractOnly({ address: token, selectors: ['0xa9059cbb'], chainId: 0 })],
  ['maxValue', () => contractOnly({ address: token, selectors: ['0xa9059cbb'], maxValue: -1n })],
  ['userId', () => noBlindSigning({ userId: "x') || true" })],
  ['perTransaction', () => spendingLimit({ perTransaction: 2n ** 127n, chainId: 1 })],
  ['perTransaction', () => spendingLimit({ perTransaction: 0.5, chainId: 1 })],
  ['to', () => spendingLimit({ perTransaction: 1n, chainId: 1, to: [] })],
  ['to[0]', () => spendingLimit({ perTransaction: 1n, chainId: 1, to: ['alice.eth'] })],
  ['fees.gas', () => spendingLimit({ perTransaction: 1n, chainId: 1, fees: { gas: -1, perGas: 1 } })],
])('%s that is no such value is refused', (parameter, call) => {
  try {
    call()
    expect.unreachable()
  } catch (error) {
    expect(findError(error, InvalidParameterError)?.parameter).toBe(parameter)
  }
})
