import { serializeTransaction } from 'viem'
import { createLocalSigner, SignerOptionError } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { describeSigner } from '../describeSigner.js'
import { textAt } from '../testClient.js'
import { openPolicyWorld } from './openPolicyWorld.js'

const unsigned = (value: bigint) =>
  serializeTransaction({ type: 'eip1559', chainId: 1, to: `0x${'11'.repeat(20)}`, value, gas: 21_000n })

describeSigner('explain', {}, (context) => {
  test('says of each clause what it came to, and why', async () => {
    const world = await openPolicyWorld(context)
    const { key, id: userId } = await world.addUser()
    const condition = 'eth.tx.chain_id == 1 && (eth.tx.value < 10 || eth.tx.value == 50)'
    const policyId = await world.addPolicy({ name: 'Small', condition, consensus: 'approvers.count() >= 1' })
    const signed = await world.signTransaction(key, unsigned(50n))
    const activityId = textAt(signed.body, 'activity.id')
    expect(context.signer.explain(activityId)).toMatchObject({
      activityId,
      organizationId: world.organizationId,
      type: 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
      status: 'ACTIVITY_STATUS_COMPLETED',
      votes: [
        {
          voteId: textAt(signed.body, 'activity.votes.0.id'),
          userId,
          evaluatedMs: context.clock.ms,
          outcome: 'OUTCOME_ALLOW',
          policies: [
            {
              policyId,
              policyName: 'Small',
              effect: 'EFFECT_ALLOW',
              outcome: 'OUTCOME_ALLOW',
              condition: {
                value: true,
                clauses: [
                  {
                    text: 'eth.tx.chain_id == 1',
                    value: true,
                    operands: [{ text: 'eth.tx.chain_id', value: '1' }],
                  },
                  {
                    value: true,
                    clauses: [
                      { text: 'eth.tx.value < 10', value: false, operands: [{ text: 'eth.tx.value', value: '50' }] },
                      { text: 'eth.tx.value == 50', value: true },
                    ],
                  },
                ],
              },
              consensus: { value: true },
            },
          ],
        },
      ],
    })
    const raw = await world.signRaw(key)
    expect(raw.status).toBe(403)
    const { body } = await world.query('list_activities', { filterByStatus: ['ACTIVITY_STATUS_FAILED'] })
    const [explained] = context.signer.explain(textAt(body, 'activities.0.id')).votes
    expect(explained?.policies[0]).toMatchObject({
      outcome: 'OUTCOME_ERROR',
      condition: { error: { code: expect.stringMatching(/^MISSING/) } },
    })
  })

  test('says it as it was, after everything has changed', async () => {
    const world = await openPolicyWorld(context)
    const tag = await world.decide('ACTIVITY_TYPE_CREATE_USER_TAG', { userTagName: 'Ops', userIds: [] })
    const tagId = textAt(tag.body, 'activity.result.createUserTagResult.userTagId')
    const { key, id: userId } = await world.addUser([tagId])
    const policyId = await world.addPolicy({
      name: 'Before',
      condition: "wallet.label == 'Wallet'",
      consensus: `approvers.any(user, user.tags.contains('${tagId}') && user.alias == 'Backend')`,
    })
    const signed = await world.signRaw(key)
    const activityId = textAt(signed.body, 'activity.id')
    const before = context.signer.explain(activityId)
    expect(before.votes[0]?.policies[0]).toMatchObject({ condition: { value: true }, consensus: { value: true } })

    await world.decide('ACTIVITY_TYPE_UPDATE_POLICY_V2', { policyId, policyName: 'After', policyCondition: '!true' })
    await world.decide('ACTIVITY_TYPE_UPDATE_WALLET', { walletId: world.walletId, walletName: 'Other' })
    await world.decide('ACTIVITY_TYPE_UPDATE_USER', { userId, userName: 'Someone else' })
    await world.decide('ACTIVITY_TYPE_DELETE_USER_TAGS', { userTagIds: [tagId] })
    expect(context.signer.explain(activityId)).toEqual(before)
    await world.decide('ACTIVITY_TYPE_DELETE_WALLETS', { walletIds: [world.walletId], deleteWithoutExport: true })
    await world.decide('ACTIVITY_TYPE_DELETE_USERS', { userIds: [userId] })
    await world.decide('ACTIVITY_TYPE_DELETE_POLICY', { policyId })
    expect(context.signer.explain(activityId)).toEqual(before)
  })

  test('ends at a limit of steps for all policies together', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    const list = `[${Array(300).fill('1').join(', ')}]`
    const policies = Array.from({ length: 20 }, (_, index) => ({
      policyName: `${index}`,
      effect: 'EFFECT_ALLOW',
      condition: `${list}.all(a, ${list}.all(b, a == b))`,
      notes: '',
    }))
    await world.decide('ACTIVITY_TYPE_CREATE_POLICIES', { policies })
    const signed = await world.signRaw(key)
    const [vote] = context.signer.explain(textAt(signed.body, 'activity.id')).votes
    expect(vote?.policies[0]).toMatchObject({ outcome: 'OUTCOME_ALLOW', condition: { value: true } })
    expect(vote?.policies[19]).toMatchObject({
      outcome: 'OUTCOME_ERROR',
      condition: { error: { code: 'TOO_MANY_STEPS' } },
    })
    // Explaining has more steps. What was not evaluated with those of the vote is no clause that holds.
    for (const { outcome, condition } of vote?.policies ?? [])
      expect(condition?.value).toBe(outcome === 'OUTCOME_ALLOW' ? true : undefined)
  })

  test('has nothing to say where the root quorum decided, and refuses an unknown id', async () => {
    const world = await openPolicyWorld(context)
    await world.addPolicy({})
    const signed = await world.signRaw(world.root)
    expect(context.signer.explain(textAt(signed.body, 'activity.id')).votes).toEqual([])
    expect(() => context.signer.explain('none')).toThrow(SignerOptionError)
  })
})

describeSigner('policyCoverage', {}, (context) => {
  test('a rejection decides nothing that a policy says, and is explained as a rejection', async () => {
    const world = await openPolicyWorld(context)
    const { organizationId } = world
    const [ada, bob] = [await world.addUser(), await world.addUser()]
    const named = [ada, bob].map(({ id }) => `approvers.any(user, user.id == '${id}')`).join(' && ')
    await world.addPolicy({ condition: "activity.action == 'SIGN'", consensus: named })
    const asked = await world.signRaw(ada.key)
    const before = await context.signer.policyCoverage({ organizationId })
    expect(before).toMatchObject([{ evaluated: 1, decided: 0, outcomes: { OUTCOME_REQUIRES_CONSENSUS: 1 } }])
    expect(await world.reject(bob.key, asked)).toMatchObject({ status: 200 })
    expect(await context.signer.policyCoverage({ organizationId })).toEqual(before)
    expect(context.signer.explain(textAt(asked.body, 'activity.id'))).toMatchObject({
      status: 'ACTIVITY_STATUS_REJECTED',
      votes: [
        { userId: ada.id, selection: 'VOTE_SELECTION_APPROVED', outcome: 'OUTCOME_REQUIRES_CONSENSUS' },
        { userId: bob.id, selection: 'VOTE_SELECTION_REJECTED' },
      ],
    })
  })

  test('counts what each policy and each clause decided', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    const { organizationId } = world
    const read = () => context.signer.policyCoverage({ organizationId })
    await world.addPolicy({ name: 'Small', condition: 'eth.tx.value < 10 && eth.tx.chain_id == 1' })
    await world.addPolicy({ name: 'Never', effect: 'EFFECT_DENY', condition: 'eth.tx.value == 5' })
    expect(await read()).toMatchObject([
      { policyName: 'Small', evaluated: 0, decided: 0, outcomes: {}, clauses: [] },
      { policyName: 'Never', evaluated: 0 },
    ])

    for (const value of [1n, 2n, 20n]) await world.signTransaction(key, unsigned(value))
    const small = (decidedFalse: number, isFalse: number) => ({
      policyName: 'Small',
      clauses: [
        { field: 'condition', text: 'eth.tx.value < 10', true: 2, false: isFalse, decidedTrue: 2, decidedFalse },
        { field: 'condition', text: 'eth.tx.chain_id == 1', true: 3, false: 0, decidedTrue: 2, decidedFalse: 0 },
      ],
    })
    expect(await read()).toMatchObject([
      {
        ...small(1, 1),
        organizationId,
        effect: 'EFFECT_ALLOW',
        evaluated: 3,
        decided: 2,
        outcomes: { OUTCOME_ALLOW: 2, OUTCOME_DENY_IMPLICIT: 1 },
      },
      { policyName: 'Never', evaluated: 3, decided: 0, clauses: [{ decidedTrue: 0, decidedFalse: 3 }] },
    ])
    // Each evaluation counts once, however often one asks.
    expect(await read()).toEqual(await read())
    await world.signTransaction(key, unsigned(5n))
    expect((await read())[1]).toMatchObject({ decided: 1, outcomes: { OUTCOME_DENY_EXPLICIT: 1 } })
    // What a DENY took back was not decided by the ALLOW.
    expect((await read())[0]).toMatchObject({ decided: 2, outcomes: { OUTCOME_ALLOW: 3 } })
    expect((await context.signer.policyCoverage()).length).toBeGreaterThanOrEqual(2)
    // Raw payloads are errors.
    await world.signRaw(key)
    expect((await read())[0]?.clauses[0]).toMatchObject({ errors: 1 })
  })
})

const origin = 'http://localhost:5173'
const [guarded, open] = await Promise.all([createLocalSigner(), createLocalSigner({ faults: true })])
afterAll(() => Promise.all([guarded.close(), open.close()]))
const get = (signer: typeof open, path = '/policies/coverage', init: RequestInit = {}) =>
  signer.fetch(new Request(`http://signer.test${path}`, init))

test('GET /policies/coverage is there with faults only, for allowed origins, per organization', async () => {
  expect((await get(guarded)).status).toBe(404)
  const answer = await get(open, undefined, { headers: { origin } })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ policies: [] })
  expect((await get(open, undefined, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
  expect((await get(open, undefined, { method: 'POST', body: '{}' })).status).toBe(405)
  expect((await get(open, `/policies/coverage/${open.organizationId}`)).status).toBe(200)
  expect((await get(open, '/policies/coverage/none')).status).toBe(404)
  expect((await get(open, '/policies/coverages')).status).toBe(404)
})
