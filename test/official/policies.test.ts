import { TurnkeyRequestError } from '@turnkey/http'
import { parseEther, serializeTransaction } from 'viem'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { apiKeyParams, createTestClient, keyPair } from '../signer/testClient.js'
import { httpOf, serverOf } from './clients.js'

// A day's work with policies, by the official clients as they come from npm.

const signer = await createLocalSigner()
const { url: apiBaseUrl, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})
const { createSubOrganization } = createTestClient({
  url: apiBaseUrl,
  fetchFn: (request) => fetch(request),
  signer,
  clock: { ms: Date.now() },
})
const unsigned = (value: bigint) =>
  serializeTransaction({ type: 'eip1559', chainId: 1, to: `0x${'11'.repeat(20)}`, value, gas: 21_000n })

async function openOrganization() {
  const key = keyPair()
  const organization = await createSubOrganization([{ apiKeys: [key] }])
  const backendKey = keyPair()
  const root = serverOf(apiBaseUrl, key, organization.id)
  const { userIds } = await root.createUsers({
    users: [
      {
        userName: 'Backend',
        apiKeys: [apiKeyParams(backendKey)],
        authenticators: [],
        oauthProviders: [],
        userTags: [],
      },
    ],
  })
  return { ...organization, key, root, backendKey, userId: userIds[0] ?? '' }
}

test('@turnkey/sdk-server: policies, tags, interfaces, and what they allow', async () => {
  const { id: organizationId, root, backendKey, userId, address } = await openOrganization()
  const { userTagId } = await root.createUserTag({ userTagName: 'Backends', userIds: [userId] })
  const { policyId } = await root.createPolicy({
    policyName: 'Small payments',
    effect: 'EFFECT_ALLOW',
    consensus: `approvers.any(user, user.tags.contains('${userTagId}'))`,
    condition: `activity.kind == 'SIGN_TRANSACTION' && eth.tx.value <= ${parseEther('0.1')}`,
    notes: '',
  })
  const backend = serverOf(apiBaseUrl, backendKey, organizationId)
  const sign = (value: bigint) =>
    backend.signTransaction({
      signWith: address,
      unsignedTransaction: unsigned(value),
      type: 'TRANSACTION_TYPE_ETHEREUM',
    })
  expect((await sign(1n)).signedTransaction).toMatch(/^02/)
  await expect(sign(parseEther('1'))).rejects.toMatchObject({
    code: 7,
    details: [{ policyEvaluations: [{ policyId, outcome: 'OUTCOME_DENY_IMPLICIT' }] }],
  })
  await root.updatePolicy({ policyId, policyEffect: 'EFFECT_DENY' })
  await expect(sign(2n)).rejects.toMatchObject({ details: [{ message: expect.stringContaining(policyId) }] })
  const { policies } = await root.getPolicies()
  expect(policies).toMatchObject([{ policyId, policyName: 'Small payments', effect: 'EFFECT_DENY', notes: '' }])
  expect((await root.getPolicy({ policyId })).policy).toEqual(policies[0])
  expect((await root.listUserTags()).userTags).toMatchObject([{ tagId: userTagId, tagName: 'Backends' }])
  await root.updateUserTag({ userTagId, newUserTagName: 'None', addUserIds: [], removeUserIds: [userId] })
  const { smartContractInterfaceId } = await root.createSmartContractInterface({
    smartContractAddress: `0x${'11'.repeat(20)}`,
    smartContractInterface: '[]',
    type: 'SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM',
    label: 'Token',
    notes: '',
  })
  expect((await root.getSmartContractInterfaces({ organizationId })).smartContractInterfaces).toHaveLength(1)
  await root.deleteSmartContractInterface({ smartContractInterfaceId })
  await root.deleteUserTags({ userTagIds: [userTagId] })
  await root.deletePolicy({ policyId })
  expect((await root.getPolicies()).policies).toEqual([])
})

test('@turnkey/http: several policies, a consensus, and the evaluations', async () => {
  const { id: organizationId, key, backendKey, userId, rootUserIds, address } = await openOrganization()
  const root = httpOf(apiBaseUrl, key)
  const created = await root.createPolicies({
    type: 'ACTIVITY_TYPE_CREATE_POLICIES',
    timestampMs: String(Date.now()),
    organizationId,
    parameters: {
      policies: [
        {
          policyName: 'Both',
          effect: 'EFFECT_ALLOW',
          consensus: [userId, rootUserIds[0]].map((id) => `approvers.any(user, user.id == '${id}')`).join(' && '),
          notes: '',
        },
      ],
    },
  })
  const [policyId] = created.activity.result.createPoliciesResult?.policyIds ?? []
  const asked = await httpOf(apiBaseUrl, backendKey).signRawPayload({
    type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    timestampMs: String(Date.now()),
    organizationId,
    parameters: {
      signWith: address,
      payload: 'hello',
      encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
      hashFunction: 'HASH_FUNCTION_KECCAK256',
    },
  })
  expect(asked.activity.status).toBe('ACTIVITY_STATUS_CONSENSUS_NEEDED')
  const { id: activityId, fingerprint } = asked.activity
  const approved = await root.approveActivity({
    type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY',
    timestampMs: String(Date.now()),
    organizationId,
    parameters: { fingerprint },
  })
  expect(approved.activity.status).toBe('ACTIVITY_STATUS_COMPLETED')
  // The root quorum decided at the second vote, so no policy was asked.
  expect((await root.getPolicyEvaluations({ organizationId, activityId })).policyEvaluations).toMatchObject([
    { activityId, policyEvaluations: [{ policyId, outcome: 'OUTCOME_REQUIRES_CONSENSUS' }] },
  ])
  const duplicate = root.createPolicy({
    type: 'ACTIVITY_TYPE_CREATE_POLICY_V3',
    timestampMs: String(Date.now()),
    organizationId,
    parameters: { policyName: 'Both', effect: 'EFFECT_ALLOW', notes: '' },
  })
  await expect(duplicate).rejects.toThrow(TurnkeyRequestError)
  await expect(duplicate).rejects.toThrow(/policy label must be unique/)
})
