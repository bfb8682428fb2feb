import { expect, test } from 'vitest'
import { at, keyPair, register, textAt } from '../signer/testClient.js'
import { openConsole } from './openConsole.js'

test('an activity shows what the scope of its session and the MFA policies of its user came to', async () => {
  const { signer, submit, query, get, getActivity, createSubOrganization } = await openConsole()
  const [key, passkey] = [keyPair(), await register()]
  const { id: organizationId, rootUserIds } = await createSubOrganization([
    { apiKeys: [key], authenticators: [passkey] },
  ])
  const as = (caller: typeof key | typeof passkey, type: string, parameters: unknown) =>
    submit(caller, type, parameters, { organizationId })
  const made = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SESSION_PROFILE', {
    sessionProfileName: '<b>small</b>',
    scope: "activity.kind == 'CREATE_WALLET' && eth.tx.value <= 1",
  })
  const sessionProfileId = textAt(made.body, 'activity.result.createSessionProfileResult.sessionProfileId')
  const session = keyPair()
  await as(passkey, 'ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: session.publicKey, sessionProfileId })
  expect(await as(session, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [] })).toMatchObject({
    status: 403,
  })
  const failed = await query(key, 'list_activities', organizationId, { filterByStatus: ['ACTIVITY_STATUS_FAILED'] })
  const denied = await get(`/page/activities/${textAt(failed.body, 'activities.0.id')}`)
  expect(at(denied.body, 'policyVotes')).toMatchObject([
    {
      userName: 'Root 1',
      outcome: null,
      policies: [],
      limits: [
        {
          kind: 'Session profile',
          name: '<b>small</b>',
          verdict: 'does not allow it',
          clauses: [{ state: 'error', clauses: [{ state: 'true' }, { state: 'error' }] }],
        },
      ],
    },
  ])

  const policy = { userId: rootUserIds[0], condition: "activity.kind == 'CREATE_WALLET'" }
  const step = (...types: string[]) => ({ any: types.map((type) => ({ type: `AUTHENTICATION_TYPE_${type}` })) })
  const create = (fields: object) => as(key, 'ACTIVITY_TYPE_CREATE_MFA_POLICY', { ...policy, ...fields })
  await create({
    mfaPolicyName: 'Never',
    condition: '!true',
    requiredAuthenticationMethods: [step('SESSION')],
    order: 0,
  })
  const steps = [step('API_KEY'), step('PASSKEY', 'SESSION')]
  await create({ mfaPolicyName: 'Wallets', requiredAuthenticationMethods: steps, order: 1 })
  const asked = await as(key, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [] })
  const never = { kind: 'MFA policy', name: 'Never', verdict: 'does not apply', clauses: [{ state: 'false' }] }
  const wants = 'wants an API key, and a passkey or a session; got an API key'
  const wallets = { kind: 'MFA policy', name: 'Wallets', clauses: [{ state: 'true' }] }
  expect((await getActivity(asked)).body).toMatchObject({
    status: 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED',
    policyVotes: [{ limits: [never, { ...wallets, verdict: wants }] }],
  })
  await as(passkey, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint: textAt(asked.body, 'activity.fingerprint') })
  expect((await getActivity(asked)).body).toMatchObject({
    status: 'ACTIVITY_STATUS_COMPLETED',
    policyVotes: [{}, { limits: [never, { ...wallets, verdict: 'got an API key, a passkey' }] }],
  })
})

test('a user who has approved with two credentials counts as one of the approvals', async () => {
  const { submit, getActivity, createSubOrganization } = await openConsole()
  const [ada, bob, passkey] = [keyPair(), keyPair(), await register()]
  const { id: organizationId, rootUserIds } = await createSubOrganization(
    [{ apiKeys: [ada], authenticators: [passkey] }, { apiKeys: [bob] }],
    2,
  )
  const as = (caller: typeof ada | typeof passkey, type: string, parameters: unknown) =>
    submit(caller, type, parameters, { organizationId })
  const approve = (caller: typeof ada | typeof passkey, { body }: { body: unknown }) =>
    as(caller, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint: textAt(body, 'activity.fingerprint') })
  const method = (type: string) => ({ any: [{ type: `AUTHENTICATION_TYPE_${type}` }] })
  const policy = await as(ada, 'ACTIVITY_TYPE_CREATE_MFA_POLICY', {
    userId: rootUserIds[0],
    mfaPolicyName: 'Wallets',
    condition: "activity.kind == 'CREATE_WALLET'",
    requiredAuthenticationMethods: [method('API_KEY'), method('PASSKEY')],
    order: 0,
  })
  await approve(bob, policy)
  const asked = await as(ada, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [] })
  await approve(passkey, asked)
  expect((await getActivity(asked)).body).toMatchObject({
    status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED',
    approvals: 1,
    threshold: 2,
  })
})
