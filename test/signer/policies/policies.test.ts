import { contractOnly } from 'viem-passkey-account/policies'
import { expect, test } from 'vitest'
import { describeSigner } from '../describeSigner.js'
import { at, textAt } from '../testClient.js'
import { openPolicyWorld } from './openPolicyWorld.js'

const create = 'ACTIVITY_TYPE_CREATE_POLICY_V3'
const policy = { policyName: 'Signing', effect: 'EFFECT_ALLOW', condition: "activity.action == 'SIGN'", notes: 'Note' }
const completed = (result: unknown) => ({
  status: 200,
  body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED', result } },
})
const refused = (message: unknown) => ({ status: 400, body: { code: 3, message } })

describeSigner('policies', {}, (context) => {
  test('are created, read, changed and deleted', async () => {
    const world = await openPolicyWorld(context)
    const created = await world.submit(world.root, create, policy)
    const policyId = textAt(created.body, 'activity.result.createPolicyResult.policyId')
    const createdAt = { seconds: String(Math.floor(context.clock.ms / 1000)), nanos: '0' }
    const stored = {
      policyId,
      policyName: 'Signing',
      effect: 'EFFECT_ALLOW',
      condition: "activity.action == 'SIGN'",
      consensus: '',
      notes: 'Note',
      createdAt,
      updatedAt: createdAt,
    }
    expect((await world.query('get_policy', { policyId })).body).toEqual({ policy: stored })

    context.clock.ms += 5000
    const changes = { policyName: 'Exports', policyEffect: 'EFFECT_DENY', policyConsensus: 'true', time: '' }
    expect(await world.submit(world.root, 'ACTIVITY_TYPE_UPDATE_POLICY_V2', { policyId, ...changes })).toMatchObject(
      completed({ updatePolicyResultV2: { policyId } }),
    )
    const changed = {
      ...stored,
      policyName: 'Exports',
      effect: 'EFFECT_DENY',
      consensus: 'true',
      time: '',
      updatedAt: { seconds: String(Number(createdAt.seconds) + 5), nanos: '0' },
    }
    expect((await world.query('get_policy', { policyId })).body).toEqual({ policy: changed })
    expect((await world.query('list_policies')).body).toEqual({ policies: [changed] })

    expect(await world.submit(world.root, 'ACTIVITY_TYPE_DELETE_POLICY', { policyId })).toMatchObject(
      completed({ deletePolicyResult: { policyId } }),
    )
    expect((await world.query('list_policies')).body).toEqual({ policies: [] })
    for (const answer of [
      await world.query('get_policy', { policyId }),
      await world.submit(world.root, 'ACTIVITY_TYPE_DELETE_POLICY', { policyId }),
      await world.submit(world.root, 'ACTIVITY_TYPE_UPDATE_POLICY_V2', { policyId }),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 5 } })
  })

  test('ready-made rules are taken, however many functions they name', async () => {
    const world = await openPolicyWorld(context)
    for (const count of [1, 11, 1000]) {
      const selectors = Array.from({ length: count }, (_, index) => `0x${index.toString(16).padStart(8, '0')}`)
      const policies = contractOnly({
        address: `0x${'11'.repeat(20)}`,
        selectors,
        name: `${count}`,
        userId: `${count}`,
      })
      expect(await world.submit(world.root, 'ACTIVITY_TYPE_CREATE_POLICIES', { policies })).toMatchObject(
        completed({ createPoliciesResult: {} }),
      )
    }
  })

  test('several are created and deleted at once, in order: all or none', async () => {
    const world = await openPolicyWorld(context)
    const named = (...names: string[]) => ({ policies: names.map((policyName) => ({ ...policy, policyName })) })
    const created = await world.submit(world.root, 'ACTIVITY_TYPE_CREATE_POLICIES', named('a', 'b', 'c'))
    const policyIds = at(created.body, 'activity.result.createPoliciesResult.policyIds')
    const names = async () => {
      const policies = at((await world.query('list_policies')).body, 'policies')
      return Array.isArray(policies) ? policies.map((each) => textAt(each, 'policyName')) : policies
    }
    expect(policyIds).toHaveLength(3)
    expect(await names()).toEqual(['a', 'b', 'c'])

    const twice = await world.submit(world.root, 'ACTIVITY_TYPE_CREATE_POLICIES', named('d', 'e', 'd'))
    expect(twice).toMatchObject(refused('policy label must be unique'))
    const [first = '', second = ''] = Array.isArray(policyIds) ? policyIds : []
    const unknown = { policyIds: [first, crypto.randomUUID()] }
    expect(await world.submit(world.root, 'ACTIVITY_TYPE_DELETE_POLICIES', unknown)).toMatchObject({ status: 404 })
    expect(await names()).toEqual(['a', 'b', 'c'])

    const both = { policyIds: [first, second] }
    expect(await world.submit(world.root, 'ACTIVITY_TYPE_DELETE_POLICIES', both)).toMatchObject(
      completed({ deletePoliciesResult: both }),
    )
    expect(await names()).toEqual(['c'])
  })

  test('have names that are unique in their organization, and may be used again after a deletion', async () => {
    const world = await openPolicyWorld(context)
    const policyId = await world.addPolicy({ name: 'Signing' })
    const other = await world.addPolicy({ name: 'Other' })
    expect(await world.submit(world.root, create, policy)).toMatchObject(refused('policy label must be unique'))
    const rename = (policyName: string) =>
      world.submit(world.root, 'ACTIVITY_TYPE_UPDATE_POLICY_V2', { policyId: other, policyName })
    expect(await rename('Signing')).toMatchObject(refused('policy label must be unique'))
    expect(await rename('Other')).toMatchObject({ status: 200 })
    await world.submit(world.root, 'ACTIVITY_TYPE_DELETE_POLICY', { policyId })
    expect(await world.submit(world.root, create, policy)).toMatchObject({ status: 200 })
    const elsewhere = await openPolicyWorld(context)
    expect(await elsewhere.submit(elsewhere.root, create, policy)).toMatchObject({ status: 200 })
  })

  // Recorded from production, as far as the texts go.
  test.each([
    [
      { condition: "wallet_account.path == 'm'" },
      /^invalid policy condition: Expression cannot be evaluated: field does not exist: path/,
    ],
    [{ condition: 'private_key.address == 1' }, /^invalid policy condition: Expression cannot be evaluated: /],
    [
      { consensus: '' },
      /^invalid policy consensus: Expression cannot be evaluated: parse error: Unrecognized EOF found at 0/,
    ],
    [{ condition: '' }, /^invalid policy condition: Expression cannot be evaluated: parse error: /],
    [{ condition: 'eth.tx.to == "0x00"' }, /^invalid policy condition: .*parse error: .*\b13\b/],
    [{ condition: 'eth.tx.gasPrice == 1' }, /^invalid policy condition: /],
    [{ time: 'time.later' }, /^invalid policy time: /],
    [{ effect: 'EFFECT_MAYBE' }, 'invalid effect'],
    [{ condition: 'true'.padEnd(20_000) }, /at most 16384 characters/],
  ])('%o is refused, when created and when changed', async (wrong, message) => {
    const world = await openPolicyWorld(context)
    const expected = refused(typeof message === 'string' ? message : expect.stringMatching(message))
    expect(await world.submit(world.root, create, { ...policy, ...wrong })).toMatchObject(expected)
    const policyId = await world.addPolicy({})
    const changes = Object.fromEntries(
      Object.entries(wrong).map(([key, value]) => [
        key === 'time' ? key : `policy${key[0]?.toUpperCase()}${key.slice(1)}`,
        value,
      ]),
    )
    expect(await world.submit(world.root, 'ACTIVITY_TYPE_UPDATE_POLICY_V2', { policyId, ...changes })).toMatchObject(
      expected,
    )
    expect(at((await world.query('list_policies')).body, 'policies')).toHaveLength(1)
  })

  test('a refused creation is a failed activity', async () => {
    const world = await openPolicyWorld(context)
    await world.submit(world.root, create, { ...policy, condition: 'nothing' })
    const { body } = await world.query('list_activities', { filterByStatus: ['ACTIVITY_STATUS_FAILED'] })
    expect(at(body, 'activities.0')).toMatchObject({
      type: create,
      failure: { code: 3, message: expect.stringMatching(/^invalid policy condition: /) },
    })
  })

  test('an organization has at most 100', async () => {
    const world = await openPolicyWorld(context)
    const policies = Array.from({ length: 99 }, (_, index) => ({ ...policy, policyName: `${index}` }))
    const createMany = (list: unknown[]) =>
      world.submit(world.root, 'ACTIVITY_TYPE_CREATE_POLICIES', { policies: list })
    expect(await createMany(policies)).toMatchObject({ status: 200 })
    const more = [
      { ...policy, policyName: 'x' },
      { ...policy, policyName: 'y' },
    ]
    expect(await createMany(more)).toMatchObject({ status: 429, body: { code: 8 } })
    expect(await createMany(more.slice(1))).toMatchObject({ status: 200 })
    expect(await createMany(more.slice(0, 1))).toMatchObject({ status: 429 })
  })

  test('have at most 400,000 characters of expressions together', async () => {
    const world = await openPolicyWorld(context)
    const condition = 'true'.padEnd(16_000)
    const policies = Array.from({ length: 25 }, (_, index) => ({
      policyName: `${index}`,
      effect: 'EFFECT_ALLOW',
      condition,
      notes: '',
    }))
    expect(await world.decide('ACTIVITY_TYPE_CREATE_POLICIES', { policies })).toMatchObject({ status: 200 })
    const oneMore = { policyName: 'One more', effect: 'EFFECT_ALLOW', condition: 'true', notes: '' }
    expect(await world.decide('ACTIVITY_TYPE_CREATE_POLICY_V3', oneMore)).toMatchObject({
      status: 429,
      body: { message: expect.stringContaining('400004 characters') },
    })
    // Nothing of what is too long is parsed.
    const unreadable = { ...oneMore, condition: 'true &&' }
    expect(await world.decide('ACTIVITY_TYPE_CREATE_POLICY_V3', unreadable)).toMatchObject({
      status: 429,
      body: { message: expect.stringContaining('400007 characters') },
    })
  })

  test('belong to their organization', async () => {
    const [world, other] = [await openPolicyWorld(context), await openPolicyWorld(context)]
    const policyId = await world.addPolicy({})
    expect(await other.query('get_policy', { policyId })).toMatchObject({ status: 404 })
    expect(await other.submit(other.root, 'ACTIVITY_TYPE_DELETE_POLICY', { policyId })).toMatchObject({ status: 404 })
    expect((await other.query('list_policies')).body).toEqual({ policies: [] })
    const activity = await world.signRaw(world.root)
    const activityId = textAt(activity.body, 'activity.id')
    expect(await other.query('get_policy_evaluations', { activityId })).toMatchObject({ status: 403 })
    expect(await other.query('get_policy_evaluations', { activityId: 'none' })).toMatchObject({ status: 404 })
  })
})

describeSigner('user tags', {}, (context) => {
  test('are created, changed and deleted, and policies see them', async () => {
    const world = await openPolicyWorld(context)
    const [ada, bob] = [await world.addUser(), await world.addUser()]
    const made = await world.submit(world.root, 'ACTIVITY_TYPE_CREATE_USER_TAG', {
      userTagName: 'Operations',
      userIds: [ada.id],
    })
    const userTagId = textAt(made.body, 'activity.result.createUserTagResult.userTagId')
    expect(at(made.body, 'activity.result.createUserTagResult.userIds')).toEqual([ada.id])
    await world.addPolicy({ consensus: `approvers.any(user, user.tags.contains('${userTagId}'))` })
    const mayAct = async () => [(await world.signRaw(ada.key)).status, (await world.signRaw(bob.key)).status]
    expect(await mayAct()).toEqual([200, 403])

    const change = { userTagId, newUserTagName: 'Ops', addUserIds: [bob.id], removeUserIds: [ada.id] }
    expect(await world.submit(world.root, 'ACTIVITY_TYPE_UPDATE_USER_TAG', change)).toMatchObject(
      completed({ updateUserTagResult: { userTagId } }),
    )
    expect(await mayAct()).toEqual([403, 200])
    expect((await world.query('list_user_tags')).body).toMatchObject({
      userTags: [{ tagId: userTagId, tagName: 'Ops', tagType: 'TAG_TYPE_USER' }],
    })
    const cyd = await world.addUser([userTagId])
    expect(await world.signRaw(cyd.key)).toMatchObject({ status: 200 })
    expect(
      await world.submit(world.root, 'ACTIVITY_TYPE_UPDATE_USER', { userId: cyd.id, userTagIds: [] }),
    ).toMatchObject({ status: 200 })
    expect(await world.signRaw(cyd.key)).toMatchObject({ status: 403 })
    expect((await world.query('get_user', { userId: bob.id })).body).toMatchObject({ user: { userTags: [userTagId] } })

    expect(await world.submit(world.root, 'ACTIVITY_TYPE_DELETE_USER_TAGS', { userTagIds: [userTagId] })).toMatchObject(
      completed({ deleteUserTagsResult: { userTagIds: [userTagId], userIds: [bob.id] } }),
    )
    expect(await mayAct()).toEqual([403, 403])
    expect((await world.query('list_user_tags')).body).toEqual({ userTags: [] })
  })

  test('an unknown tag, an unknown user and a name that is taken are refused', async () => {
    const world = await openPolicyWorld(context)
    const tag = (userTagName: string, userIds: string[] = []) =>
      world.submit(world.root, 'ACTIVITY_TYPE_CREATE_USER_TAG', { userTagName, userIds })
    const userTagId = textAt((await tag('a')).body, 'activity.result.createUserTagResult.userTagId')
    expect(await tag('a')).toMatchObject({ status: 400 })
    const unknown = crypto.randomUUID()
    expect(await tag('b', [unknown])).toMatchObject({ status: 404 })
    expect(at((await world.query('list_user_tags')).body, 'userTags')).toHaveLength(1)
    const lists = { addUserIds: [], removeUserIds: [] }
    for (const body of [{ userTagId: unknown }, { userTagId, addUserIds: [unknown] }])
      expect(await world.submit(world.root, 'ACTIVITY_TYPE_UPDATE_USER_TAG', { ...lists, ...body })).toMatchObject({
        status: 404,
      })
    expect(await world.submit(world.root, 'ACTIVITY_TYPE_DELETE_USER_TAGS', { userTagIds: [unknown] })).toMatchObject({
      status: 404,
    })
    // A tag may be renamed to its own name, and not to another's.
    await tag('c')
    const rename = (newUserTagName: string) =>
      world.submit(world.root, 'ACTIVITY_TYPE_UPDATE_USER_TAG', { ...lists, userTagId, newUserTagName })
    expect(await rename('a')).toMatchObject({ status: 200 })
    expect(await rename('c')).toMatchObject({ status: 400 })
    const { id: userId } = await world.addUser()
    expect(
      await world.submit(world.root, 'ACTIVITY_TYPE_UPDATE_USER', { userId, userTagIds: [unknown] }),
    ).toMatchObject({ status: 404 })
    // The root organization may have 100, a sub-organization 10.
    for (let count = 2; count < 10; count += 1) expect(await tag(`tag ${count}`)).toMatchObject({ status: 200 })
    expect(await tag('one too many')).toMatchObject({ status: 429 })
  })
})
