import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StatementSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { apiKeyParams, at, keyPair, textAt } from '../signer/testClient.js'
import { openConsole } from './openConsole.js'

test('an activity that waits for a policy says so, and counts approvals of root users alone', async () => {
  const { submit, get, getActivity, createSubOrganization } = await openConsole()
  const [ada, bea, backend, other] = [keyPair(), keyPair(), keyPair(), keyPair()]
  const { id: organizationId } = await createSubOrganization([{ apiKeys: [ada] }, { apiKeys: [bea] }], 2)
  const as = (caller: typeof ada, type: string, parameters: unknown) =>
    submit(caller, type, parameters, { organizationId })
  const approve = (caller: typeof ada, answer: { body: unknown }) =>
    as(caller, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint: textAt(answer.body, 'activity.fingerprint') })
  const decide = async (type: string, parameters: unknown) => approve(bea, await as(ada, type, parameters))
  await decide('ACTIVITY_TYPE_CREATE_USERS_V4', {
    users: [backend, other].map((key, index) => ({
      userName: `User ${index}`,
      apiKeys: [apiKeyParams(key)],
      authenticators: [],
      userTags: [],
    })),
  })
  await decide('ACTIVITY_TYPE_CREATE_POLICY_V3', {
    policyName: 'Wallets',
    effect: 'EFFECT_ALLOW',
    condition: "activity.kind == 'CREATE_WALLET'",
    consensus: 'approvers.count() >= 4',
    notes: '',
  })
  const asked = await as(backend, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [] })
  const waiting = { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED', threshold: 2 }
  const shown = async () => {
    const { body } = await get(`/page/activities?organization=${organizationId}`)
    expect(at(body, 'activities.0')).toMatchObject(waiting)
    return [at(body, 'activities.0.approvals'), at(body, 'activities.0.waitsForPolicy')]
  }
  expect(await shown()).toEqual([0, true])
  await approve(other, asked)
  expect(await shown()).toEqual([0, true])
  await approve(ada, asked)
  expect(await shown()).toEqual([1, true])

  // No policy is about it: only the root quorum can allow it.
  const key = apiKeyParams(keyPair())
  const rest = { authenticators: [], userTags: [] }
  const byRoot = await as(ada, 'ACTIVITY_TYPE_CREATE_USERS_V4', { users: [{ userName: 'C', apiKeys: [key], ...rest }] })
  expect((await getActivity(byRoot)).body).toMatchObject({ ...waiting, approvals: 1, waitsForPolicy: false })
  await approve(bea, asked)
  expect((await getActivity(asked)).body).toMatchObject({ status: 'ACTIVITY_STATUS_COMPLETED', waitsForPolicy: false })
})

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

test('a policy is shown without reading the policies that were in force with it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'page-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const database = join(directory, 'signer.db')
  const before = await openConsole({ database })
  const { apiKey } = before.signer
  const key = keyPair()
  await before.submit(apiKey, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
    users: [{ userName: 'Backend', apiKeys: [apiKeyParams(key)], authenticators: [], userTags: [] }],
  })
  const ids: string[] = []
  const created: string[] = []
  for (const policyName of ['First', 'Second', 'Third', 'Fourth']) {
    const policy = { policyName, effect: 'EFFECT_ALLOW', condition: "activity.kind == 'CREATE_WALLET'", notes: '' }
    const made = await before.submit(apiKey, 'ACTIVITY_TYPE_CREATE_POLICY_V3', policy)
    ids.push(textAt(made.body, 'activity.result.createPolicyResult.policyId'))
    const wallet = await before.submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: policyName })
    created.push(textAt(wallet.body, 'activity.id'))
  }
  const [first = '', second = ''] = ids
  await before.submit(apiKey, 'ACTIVITY_TYPE_DELETE_POLICY', { policyId: first })
  await before.server.close()
  await before.signer.close()

  const { get } = await openConsole({ database })
  let conditions = 0
  const count = (rows: readonly unknown[]) => {
    conditions += rows.filter((row) => typeof row === 'object' && row !== null && 'condition' in row).length
  }
  const { all, get: one } = StatementSync.prototype
  vi.spyOn(StatementSync.prototype, 'all').mockImplementation(function (this: StatementSync, ...values) {
    const rows = all.apply(this, values)
    count(rows)
    return rows
  })
  vi.spyOn(StatementSync.prototype, 'get').mockImplementation(function (this: StatementSync, ...values) {
    const row = one.apply(this, values)
    count([row])
    return row
  })
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  const shown = (decided: readonly string[]) => decided.toReversed().map((id) => ({ id }))
  const deleted = await get(`/page/policies/${first}`)
  expect(deleted.body).toMatchObject({ isInForce: false, decided: shown(created) })
  expect(conditions).toBe(1)
  const current = await get(`/page/policies/${second}`)
  expect(current.body).toMatchObject({ isInForce: true, decided: shown(created.slice(1)) })
  expect(conditions).toBe(2)
})
