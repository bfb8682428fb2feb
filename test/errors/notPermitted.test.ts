import { NotPermittedError } from 'viem-passkey-account'
import { expect, test } from 'vitest'

const policyId = '5f9d4d3f-ab1d-4d74-a0fc-a2e8c506aa39'
const outcome = 'OUTCOME_DENY_EXPLICIT'
const refuse = (errorDetails: NotPermittedError['errorDetails']) =>
  new NotPermittedError({
    url: 'https://signer.example',
    status: 403,
    grpcCode: 7,
    turnkeyErrorCode: '',
    details: 'no',
    errorDetails,
  })

test('says what became of each policy, and names those that denied', () => {
  const other = { policyId: crypto.randomUUID(), outcome: 'OUTCOME_ALLOW' }
  const error = refuse([{ message: 'first' }, { policyEvaluations: [other, { policyId, outcome, secret: 'x' }] }])
  expect(error.policyEvaluations).toEqual([other, { policyId, outcome }])
  expect(error.shortMessage).toBe(`A policy denies this: ${policyId}. Change the request or the policy.`)
  expect(refuse([{ policyEvaluations: [other] }]).shortMessage).toMatch(/^This is not permitted\./)
})

test.each([
  undefined,
  null,
  7,
  'OUTCOME_ALLOW',
  {},
  [[]],
  [null],
  [{ policyId }],
  [{ outcome }],
  [{ policyId: { toString: 1 }, outcome }],
  [{ policyId: [policyId], outcome }],
  [{ policyId, outcome: [outcome] }],
  [{ policyId: `${policyId} and a secret`, outcome }],
  [{ policyId, outcome: 'maybe' }],
  [{ policyId, outcome: `${outcome}${'_'.repeat(100)}` }],
])('%j says nothing', (policyEvaluations) => {
  const error = refuse([{ policyEvaluations }])
  expect(error.policyEvaluations).toEqual([])
  expect(error.shortMessage).toMatch(/^This is not permitted\./)
})

test('is bounded', () => {
  const error = refuse([{ policyEvaluations: Array(100_000).fill({ policyId, outcome }) }])
  expect(error.policyEvaluations).toHaveLength(100)
  expect(error.shortMessage.length).toBeLessThan(200)
})
