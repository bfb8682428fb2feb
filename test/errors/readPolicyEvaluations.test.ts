import { NotPermittedError, readPolicyEvaluations } from 'viem-passkey-account'
import { expect, test } from 'vitest'

const policyId = '5f9d4d3f-ab1d-4d74-a0fc-a2e8c506aa39'
const outcome = 'OUTCOME_DENY_EXPLICIT'
const read = (errorDetails: NotPermittedError['errorDetails']) =>
  readPolicyEvaluations(
    new NotPermittedError({
      url: 'https://signer.example',
      status: 403,
      grpcCode: 7,
      turnkeyErrorCode: '',
      details: 'no',
      errorDetails,
    }),
  )

test('reads what became of each policy, and nothing else', () => {
  const other = { policyId: crypto.randomUUID(), outcome: 'OUTCOME_ALLOW' }
  const entry = { policyId, outcome, secret: 'x' }
  expect(read([{ message: 'first' }, { policyEvaluations: [other, entry] }])).toEqual({
    policyEvaluations: [other, { policyId, outcome }],
    deniedBy: [policyId],
  })
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
  [{ policyId, outcome: 'OUTCOME_MAYBE' }],
])('%j says nothing', (policyEvaluations) => {
  expect(read([{ policyEvaluations }])).toEqual({ policyEvaluations: [], deniedBy: [] })
})

test('is bounded', () => {
  const policyEvaluations = Array(100_000).fill({ policyId, outcome })
  expect(read([{ policyEvaluations }]).deniedBy).toHaveLength(1000)
})
