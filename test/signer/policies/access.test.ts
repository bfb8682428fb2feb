import { expect, test } from 'vitest'
import { describeSigner } from '../describeSigner.js'
import { apiKeyParams, at, keyPair, textAt } from '../testClient.js'
import { denial, openPolicyWorld } from './openPolicyWorld.js'

const signing = "activity.action == 'SIGN'"
const allowed = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } }
const waiting = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } } }

describeSigner('the order of a decision', {}, (context) => {
  test('without policies, a user outside the root quorum is denied, and no policy is named', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    expect(await world.signRaw(key)).toMatchObject(denial([]))
  })

  test('an ALLOW allows, and a DENY wins over it, in whatever order they were created', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    const allow = await world.addPolicy({ condition: signing })
    expect(await world.signRaw(key)).toMatchObject(allowed)
    const deny = await world.addPolicy({ effect: 'EFFECT_DENY', condition: signing })
    const other = await world.addPolicy({ condition: "activity.action == 'EXPORT'" })
    expect(await world.signRaw(key)).toMatchObject(
      denial([
        [allow, 'ALLOW'],
        [deny, 'DENY_EXPLICIT'],
        [other, 'DENY_IMPLICIT'],
      ]),
    )
  })

  test('a met root quorum is asked no policy, not even one that denies everything', async () => {
    const world = await openPolicyWorld(context)
    await world.addPolicy({ effect: 'EFFECT_DENY' })
    const signed = await world.signRaw(world.root)
    expect(signed).toMatchObject(allowed)
    expect(await world.evaluations(signed)).toEqual([])
  })

  test('users manage their own credentials, unless a policy denies it', async () => {
    const world = await openPolicyWorld(context)
    const { key, id: userId } = await world.addUser()
    const add = () =>
      world.submit(key, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', { userId, apiKeys: [apiKeyParams(keyPair())] })
    expect(await add()).toMatchObject(allowed)
    const allow = await world.addPolicy({ condition: signing })
    expect(await add()).toMatchObject(allowed)
    const deny = await world.addPolicy({ effect: 'EFFECT_DENY', condition: "activity.resource == 'CREDENTIAL'" })
    expect(await add()).toMatchObject(
      denial([
        [allow, 'DENY_IMPLICIT'],
        [deny, 'DENY_EXPLICIT'],
      ]),
    )
  })

  test('a policy can deny log-ins, too', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    const logIn = () => world.submit(key, 'ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: keyPair().publicKey })
    expect(await logIn()).toMatchObject(allowed)
    const deny = await world.addPolicy({ effect: 'EFFECT_DENY', condition: "activity.resource == 'AUTH'" })
    expect(await logIn()).toMatchObject(denial([[deny, 'DENY_EXPLICIT']]))
  })

  test('a root user may act alone under an ALLOW, and a DENY leaves it to the quorum', async () => {
    const world = await openPolicyWorld(context, { roots: 2, threshold: 2 })
    const [first, second] = world.rootKeys
    if (first === undefined || second === undefined) throw new Error('there are no root users')
    expect(await world.signRaw(first)).toMatchObject(waiting)
    await world.addPolicy({ condition: signing })
    expect(await world.signRaw(first)).toMatchObject(allowed)
    await world.addPolicy({ effect: 'EFFECT_DENY', condition: signing })
    const asked = await world.signRaw(first)
    expect(asked).toMatchObject(waiting)
    expect(await world.approve(second, asked)).toMatchObject(allowed)
  })

  test('no policy decides about the root quorum', async () => {
    const world = await openPolicyWorld(context)
    const { key, id } = await world.addUser()
    await world.addPolicy({})
    expect(await world.submit(key, 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', { threshold: 1, userIds: [id] })).toMatchObject(
      denial([]),
    )
    expect(await world.submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' })).toMatchObject(allowed)
  })

  test('a policy of the parent allows nothing in a sub-organization, and one of the sub-organization nothing to the parent', async () => {
    const world = await openPolicyWorld(context)
    await context.submit(context.signer.apiKey, 'ACTIVITY_TYPE_CREATE_POLICY_V3', {
      policyName: 'Everything',
      effect: 'EFFECT_ALLOW',
      notes: '',
    })
    const { key } = await world.addUser()
    expect(await world.signRaw(key)).toMatchObject(denial([]))
    await world.addPolicy({})
    expect(await world.signRaw(context.signer.apiKey)).toMatchObject({ status: 403 })
  })

  test('an erring ALLOW allows nothing, and an erring DENY is skipped', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    const erring = await world.addPolicy({ condition: 'eth.tx.value < 10' })
    expect(await world.signRaw(key)).toMatchObject(denial([[erring, 'ERROR']]))
    await world.addPolicy({ effect: 'EFFECT_DENY', condition: 'eth.tx.value < 10' })
    await world.addPolicy({ condition: signing })
    expect(await world.signRaw(key)).toMatchObject(allowed)
  })

  test('time: outside of it a policy is skipped', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    const id = await world.addPolicy({ condition: signing, time: "time.now < Timestamp('2020-01-01T00:00:00Z')" })
    expect(await world.signRaw(key)).toMatchObject(denial([[id, 'TIME_INACTIVE']]))
    const later = await world.addPolicy({ condition: signing, time: "time.now > Timestamp('2020-01-01T00:00:00Z')" })
    expect(await world.signRaw(key)).toMatchObject(allowed)
    await world.decide('ACTIVITY_TYPE_DELETE_POLICY', { policyId: later })
    expect(await world.signRaw(key)).toMatchObject(denial([[id, 'TIME_INACTIVE']]))
  })
})

describeSigner('a denial', {}, (context) => {
  test('is recorded as a failed activity with its evaluation, and the same bytes get the same answer', async () => {
    const world = await openPolicyWorld(context)
    const { key, id: userId } = await world.addUser()
    const policyId = await world.addPolicy({ condition: "activity.action == 'EXPORT'" })
    const body = context.activityBody(
      'ACTIVITY_TYPE_CREATE_WALLET',
      { walletName: 'Denied' },
      { organizationId: world.organizationId },
    )
    const path = '/public/v1/submit/create_wallet'
    const denied = await context.post(key, path, body)
    expect(denied).toMatchObject(denial([[policyId, 'DENY_IMPLICIT']]))

    const { body: list } = await world.query('list_activities', { filterByStatus: ['ACTIVITY_STATUS_FAILED'] })
    expect(at(list, 'activities')).toHaveLength(1)
    expect(at(list, 'activities.0')).toMatchObject({
      type: 'ACTIVITY_TYPE_CREATE_WALLET',
      intent: { createWalletIntent: { walletName: 'Denied' } },
      result: null,
      failure: { code: 7, message: textAt(denied.body, 'message') },
      votes: [{ userId, selection: 'VOTE_SELECTION_APPROVED' }],
    })
    const activityId = textAt(list, 'activities.0.id')
    const voteId = textAt(list, 'activities.0.votes.0.id')
    expect((await world.query('get_policy_evaluations', { activityId })).body).toMatchObject({
      policyEvaluations: [
        {
          activityId,
          organizationId: world.organizationId,
          voteId,
          policyEvaluations: [{ policyId, outcome: 'OUTCOME_DENY_IMPLICIT' }],
        },
      ],
    })

    await world.addPolicy({ condition: "activity.resource == 'WALLET'" })
    expect(await context.post(key, path, body)).toEqual({ ...denied, headers: expect.anything() })
    // A new timestamp is a new activity.
    expect(await world.submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Denied' })).toMatchObject(allowed)
  })

  test('does nothing: what it asked for is not there', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    await world.submit(key, 'ACTIVITY_TYPE_CREATE_POLICY_V3', {
      policyName: 'Mine',
      effect: 'EFFECT_ALLOW',
      notes: '',
    })
    expect((await world.query('list_policies')).body).toEqual({ policies: [] })
  })

  test('comes after validation', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    await world.addPolicy({ condition: "activity.action == 'EXPORT'" })
    expect(await world.submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', {})).toMatchObject({ status: 400 })
    expect(await world.signTransaction(key, '0x02c0')).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^failed to parse transaction/) },
    })
  })

  test('without any policy is the same for the same bytes, too', async () => {
    const world = await openPolicyWorld(context)
    const { key } = await world.addUser()
    const { organizationId } = world
    const body = context.activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' }, { organizationId })
    for (const _ of [1, 2])
      expect(await context.post(key, '/public/v1/submit/create_wallet', body)).toMatchObject(denial([]))
  })
})
