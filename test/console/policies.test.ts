import { expect, test } from 'vitest'
import { apiKeyParams, at, keyPair, textAt } from '../signer/testClient.js'
import { openConsole } from './openConsole.js'

test('an activity shows what each clause came to, and a policy what it allowed and denied', async () => {
  const { signer, submit, query, get, getActivity } = await openConsole()
  const { apiKey, organizationId } = signer
  const key = keyPair()
  await submit(apiKey, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
    users: [{ userName: 'Backend', apiKeys: [apiKeyParams(key)], authenticators: [], userTags: [] }],
  })
  const addPolicy = async (policyName: string, effect: string, condition: string) => {
    const made = await submit(apiKey, 'ACTIVITY_TYPE_CREATE_POLICY_V3', { policyName, effect, condition, notes: '' })
    return textAt(made.body, 'activity.result.createPolicyResult.policyId')
  }
  const condition = "activity.kind == 'CREATE_WALLET' && activity.action == 'CREATE'"
  const allow = await addPolicy('Wallets', 'EFFECT_ALLOW', condition)
  const created = await submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' })
  expect((await getActivity(created)).body).toMatchObject({
    policyVotes: [
      {
        userName: 'Backend',
        outcome: 'OUTCOME_ALLOW',
        policies: [
          {
            id: allow,
            name: 'Wallets',
            outcome: 'OUTCOME_ALLOW',
            clauses: [
              {
                state: 'true',
                note: '',
                clauses: [
                  {
                    text: "activity.kind == 'CREATE_WALLET'",
                    state: 'true',
                    note: "activity.kind is 'CREATE_WALLET'",
                  },
                  { text: "activity.action == 'CREATE'", state: 'true' },
                ],
              },
            ],
          },
        ],
      },
    ],
  })
  const deny = await addPolicy('No <b>wallets</b>', 'EFFECT_DENY', 'eth.tx.value > 1 && true')
  await addPolicy('Nothing', 'EFFECT_DENY', "activity.action == 'CREATE'")
  await submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'V' })
  const failed = await query(apiKey, 'list_activities', organizationId, { filterByStatus: ['ACTIVITY_STATUS_FAILED'] })
  const denied = await get(`/page/activities/${textAt(failed.body, 'activities.0.id')}`)
  expect(at(denied.body, 'policyVotes.0.policies')).toMatchObject([
    { outcome: 'OUTCOME_ALLOW' },
    { id: deny, outcome: 'OUTCOME_ERROR', clauses: [{ state: 'error' }] },
    { outcome: 'OUTCOME_DENY_EXPLICIT', clauses: [{ state: 'true' }] },
  ])

  expect((await get(`/page/policies/${allow}`)).body).toMatchObject({
    name: 'Wallets',
    isInForce: true,
    fields: [{ name: 'condition', value: condition }],
    decided: [{ id: textAt(created.body, 'activity.id') }],
  })
  expect((await get(`/page/policies/${deny}`)).body).toMatchObject({ decided: [] })
  expect((await get(`/page/organizations/${organizationId}`)).body).toMatchObject({
    policies: [{ id: allow, name: 'Wallets', effect: 'EFFECT_ALLOW' }, { id: deny }, { name: 'Nothing' }],
  })
  await submit(apiKey, 'ACTIVITY_TYPE_DELETE_POLICY', { policyId: allow })
  expect((await get(`/page/policies/${allow}`)).body).toMatchObject({ isInForce: false, decided: [{}] })
  expect((await get(`/page/policies/${crypto.randomUUID()}`)).status).toBe(404)
})
