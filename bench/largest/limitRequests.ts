import { createKeyPair } from '../stampedRequest.ts'
import { longName, neverMet, repeat } from './fillOrganization.ts'
import { at, type LargestRequest, type World } from './world.ts'

const steps = Array.from({ length: 5 }, () => ({
  any: Array.from({ length: 5 }, () => ({ type: 'AUTHENTICATION_TYPE_API_KEY' })),
}))

/** Compares 2,000 values with each other: too many steps, also for one condition. */
const slow = "eth.eip_712.message['a'].all(x, !eth.eip_712.message['a'].all(y, x != y))"
const typedData = JSON.stringify({
  types: { EIP712Domain: [], M: [{ name: 'a', type: 'uint256[]' }] },
  primaryType: 'M',
  domain: {},
  message: { a: Array.from({ length: 2000 }, (_, index) => `${index}`) },
})

/** The largest requests about session profiles and MFA policies, and what is signed under them. */
export async function* limitRequests(
  { submit, query, send }: World,
  { parent, rootUserId, signWith, share }: { parent: World; rootUserId: string; signWith: string; share: number },
): AsyncGenerator<LargestRequest, void, unknown> {
  const profile = (index: number, scope: string) => ({
    sessionProfileName: `${longName.slice(10)}${index}`,
    scope,
    notes: '\u0001'.repeat(1000),
  })
  const scope = `${neverMet(16_000)} || activity.action == 'SIGN'`
  const sessionProfileId = at(
    yield parent.submit('CREATE_SESSION_PROFILE', '16,000 characters', profile(0, scope)),
    'activity.result.createSessionProfileResult.sessionProfileId',
  )
  await repeat(Math.ceil(100 * share), (index) =>
    send(parent.submit('CREATE_SESSION_PROFILE', '', profile(index + 1, neverMet(16_000)))),
  )
  yield parent.query('get_session_profile', '16,000 characters', { sessionProfileId })
  yield parent.query('get_session_profiles', '100 of 16,000 characters')

  const session = createKeyPair()
  await send(submit('STAMP_LOGIN', '', { publicKey: session.publicKey, sessionProfileId }))
  const policy = (index: number, length: number) => ({
    userId: rootUserId,
    mfaPolicyName: `m${index}`,
    condition: neverMet(length),
    requiredAuthenticationMethods: index === 0 ? steps : [{ any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] }],
    order: index,
  })
  const mfaPolicyId = at(
    yield submit('CREATE_MFA_POLICY', '12,000 characters', policy(0, 12_000)),
    'activity.result.createMfaPolicyResult.mfaPolicyId',
  )
  const ofPolicy = { userId: rootUserId, mfaPolicyId }
  yield submit('UPDATE_MFA_POLICY', '12,000 characters', { ...policy(0, 12_000), mfaPolicyId })
  yield query('get_mfa_policy', '12,000 characters', ofPolicy)
  yield submit('DELETE_MFA_POLICY', '12,000 characters', ofPolicy)
  const policyIds = await repeat(9, async (index) =>
    at(
      await send(submit('CREATE_MFA_POLICY', '', policy(index + 1, 900))),
      'activity.result.createMfaPolicyResult.mfaPolicyId',
    ),
  )
  yield query('get_mfa_policies', '9 policies of 900 characters', { userId: rootUserId })
  const signed = yield submit(
    'SIGN_RAW_PAYLOAD_V2',
    'a scope of 16,000 characters, 9 MFA policies of 900',
    {
      signWith,
      payload: 'ab'.repeat(32),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    },
    session,
  )
  await repeat(9, (index) =>
    send(
      submit('UPDATE_MFA_POLICY', '', { userId: rootUserId, mfaPolicyId: policyIds[index], condition: `!(${slow})` }),
    ),
  )
  yield submit('SIGN_RAW_PAYLOAD_V2', '9 MFA policies that compare 2,000 values', {
    signWith,
    payload: typedData,
    encoding: 'PAYLOAD_ENCODING_EIP712',
    hashFunction: 'HASH_FUNCTION_NO_OP',
  })
  yield query('get_mfa_status', '9 policies', { activityId: at(signed, 'activity.id') })
}
