import { createKeyPair } from '../stampedRequest.ts'
import { apiKey, longName, neverMet } from './fillOrganization.ts'
import { at, type LargestRequest, textsAt, type World } from './world.ts'

/** Together they have as many characters as an organization's expressions may have. */
const charactersEach = 3900

/** To the contract, with data that is none of its functions. */
const unsignedTransaction = `02f8640180808082520894${'11'.repeat(20)}80b844${'00'.repeat(68)}c0`

const policy = (name: string, length: number): Record<string, unknown> => ({
  policyName: longName.slice(10) + name,
  effect: 'EFFECT_ALLOW',
  condition: neverMet(length),
  consensus: 'approvers.count() > 100',
  notes: '\u0001'.repeat(300),
})

/** The largest requests about policies, user tags and contract interfaces, and what is signed under a hundred policies. */
export async function* policyRequests(
  { submit, query, send }: World,
  { userIds, signWith }: { userIds: readonly string[]; signWith: string },
): AsyncGenerator<LargestRequest, void, unknown> {
  const userTagId = String(
    at(
      yield submit('CREATE_USER_TAG', '100 users', { userTagName: longName, userIds }),
      'activity.result.createUserTagResult.userTagId',
    ),
  )
  yield submit('UPDATE_USER_TAG', '100 users', { userTagId, addUserIds: userIds, removeUserIds: userIds })
  yield query('list_user_tags', 'one')
  await send(submit('UPDATE_USER_TAG', '', { userTagId, addUserIds: userIds, removeUserIds: [] }))
  yield submit('DELETE_USER_TAGS', '100 users', { userTagIds: [userTagId] })

  const item = { type: 'function', name: 'f', inputs: [{ name: 'a', type: 'uint256' }] }
  const abi = Array.from({ length: 1000 }, (_, index) => ({ ...item, name: `${'f'.repeat(300)}${index}` }))
  const contract = { smartContractAddress: `0x${'11'.repeat(20)}`, label: longName, notes: longName }
  const type = 'SMART_CONTRACT_INTERFACE_TYPE_ETHEREUM'
  const smartContractInterfaceId = String(
    at(
      yield submit('CREATE_SMART_CONTRACT_INTERFACE', '1,000 functions', {
        ...contract,
        type,
        smartContractInterface: JSON.stringify(abi),
      }),
      'activity.result.createSmartContractInterfaceResult.smartContractInterfaceId',
    ),
  )
  yield query('get_smart_contract_interface', '1,000 functions', { smartContractInterfaceId })
  yield query('list_smart_contract_interfaces', '1,000 functions')

  const backend = createKeyPair()
  await send(
    submit('CREATE_USERS_V4', '', {
      users: [{ userName: 'B', apiKeys: [apiKey(backend.publicKey)], authenticators: [], userTags: [] }],
    }),
  )
  const everything = { policyName: 'Everything', effect: 'EFFECT_ALLOW', notes: '' }
  const policyId = String(
    at(
      yield submit('CREATE_POLICY_V3', '16,384 characters', { ...policy('first', 16_384) }),
      'activity.result.createPolicyResult.policyId',
    ),
  )
  yield submit('UPDATE_POLICY_V2', '16,384 characters', { policyId, policyCondition: neverMet(16_384) })
  yield submit('DELETE_POLICY', 'one', { policyId })
  const policies = Array.from({ length: 99 }, (_, index) => policy(`${index}`, charactersEach))
  const policyIds = textsAt(
    yield submit('CREATE_POLICIES', '99 policies of 3,900 characters', { policies }),
    'activity.result.createPoliciesResult.policyIds',
  )
  await send(submit('CREATE_POLICY_V3', '', everything))
  yield query('get_policy', '3,900 characters', { policyId: policyIds[0] })
  yield query('list_policies', '100 policies of 3,900 characters')
  const signed = yield submit(
    'SIGN_TRANSACTION_V2',
    '100 policies of 3,900 characters',
    { signWith, unsignedTransaction, type: 'TRANSACTION_TYPE_ETHEREUM' },
    backend,
  )
  yield query('get_policy_evaluations', '100 policies', { activityId: at(signed, 'activity.id') })
  yield submit('DELETE_POLICIES', '99 policies', { policyIds })
  yield submit('DELETE_SMART_CONTRACT_INTERFACE', '1,000 functions', { smartContractInterfaceId })
}
