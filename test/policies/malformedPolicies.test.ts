import { findError, InvalidParameterError } from 'viem-passkey-account'
import { createInterfaces, evaluatePolicies, type Policy } from 'viem-passkey-account/policies'
import { expect, test } from 'vitest'
import { activity } from './requests.js'

/** As a file of rules has them: nothing checks its types. */
const parse = (json: string): Policy => JSON.parse(json)
const evaluate = (policy: string, now = 0) =>
  evaluatePolicies({
    policies: [{ effect: 'EFFECT_ALLOW' }, parse(policy)],
    context: activity('CREATE_WALLET'),
    approvers: [{ id: 'a' }],
    now,
  })

test.each([
  // As an ALLOW, each would allow what it means to deny.
  ['policies[1].effect', () => evaluate('{ "effect": "DENY" }')],
  ['policies[1].effect', () => evaluate('{ "condition": "true" }')],
  ['policies[1].condition', () => evaluate('{ "effect": "EFFECT_DENY", "condition": null }')],
  ['policies[1].consensus', () => evaluate('{ "effect": "EFFECT_DENY", "consensus": ["a"] }')],
  ['policies[1].time', () => evaluate('{ "effect": "EFFECT_DENY", "time": 5 }')],
  ['now', () => evaluate('{ "effect": "EFFECT_ALLOW" }', Number.NaN)],
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
