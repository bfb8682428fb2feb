import { expect, test } from 'vitest'
import { describeSigner } from '../describeSigner.js'
import { apiKeyParams, keyPair, register, textAt } from '../testClient.js'
import { denial, openPolicyWorld } from './openPolicyWorld.js'

const condition = "activity.action == 'SIGN'"
const allowed = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } }
const waiting = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } } }
const named = (...ids: string[]) => ids.map((id) => `approvers.any(user, user.id == '${id}')`).join(' && ')

describeSigner('a consensus', {}, (context) => {
  test('of two users: waits for the other, who may approve without a permission', async () => {
    const world = await openPolicyWorld(context)
    const [ada, bob, cyd] = [await world.addUser(), await world.addUser(), await world.addUser()]
    const policyId = await world.addPolicy({ condition, consensus: named(ada.id, bob.id) })
    expect(await world.signRaw(cyd.key)).toMatchObject(denial([[policyId, 'DENY_IMPLICIT']]))
    const asked = await world.signRaw(ada.key)
    expect(asked).toMatchObject(waiting)
    const activityId = textAt(asked.body, 'activity.id')

    const seenBy = async (key: typeof ada.key) => (await world.query('get_activity', { activityId }, key)).body
    expect(await seenBy(bob.key)).toMatchObject({ activity: { canApprove: true, canReject: true } })
    expect(await seenBy(ada.key)).toMatchObject({ activity: { canApprove: false } })
    expect(await seenBy(cyd.key)).toMatchObject({ activity: { canApprove: false, canReject: false } })
    expect((await world.query('list_activities', {}, bob.key)).body).toMatchObject({
      activities: expect.arrayContaining([expect.objectContaining({ id: activityId, canApprove: true })]),
    })

    expect(await world.approve(cyd.key, asked)).toMatchObject(denial([[policyId, 'DENY_IMPLICIT']]))
    expect(await world.reject(cyd.key, asked)).toMatchObject({ status: 403 })
    expect(await world.approve(ada.key, asked)).toMatchObject({ status: 400 })
    expect(await world.approve(bob.key, asked)).toMatchObject(allowed)
    expect(await world.evaluations(asked)).toMatchObject([
      { activityId, policyEvaluations: [{ policyId, outcome: 'OUTCOME_REQUIRES_CONSENSUS' }] },
      { activityId, policyEvaluations: [{ policyId, outcome: 'OUTCOME_ALLOW' }] },
    ])
  })

  test('of two users among a hundred: only they are asked', async () => {
    const world = await openPolicyWorld(context)
    const [ada, bob, cyd] = [await world.addUser(), await world.addUser(), await world.addUser()]
    const users = Array.from({ length: 90 }, (_, index) => ({
      userName: `User ${index}`,
      apiKeys: [apiKeyParams(keyPair())],
      authenticators: [],
      oauthProviders: [],
      userTags: [],
    }))
    await world.decide('ACTIVITY_TYPE_CREATE_USERS_V4', { users })
    for (let count = 0; count < 5; count += 1) await world.addPolicy({ condition, consensus: named(ada.id, bob.id) })
    const asked = await world.signRaw(ada.key)
    expect(asked).toMatchObject(waiting)
    const activityId = textAt(asked.body, 'activity.id')
    const seenBy = async (key: typeof ada.key) => (await world.query('get_activity', { activityId }, key)).body
    expect(await seenBy(bob.key)).toMatchObject({ activity: { canApprove: true, canReject: true } })
    expect(await seenBy(cyd.key)).toMatchObject({ activity: { canApprove: false, canReject: false } })
  })

  test('whoever may approve may reject', async () => {
    const world = await openPolicyWorld(context)
    const [ada, bob] = [await world.addUser(), await world.addUser()]
    await world.addPolicy({ condition, consensus: named(ada.id, bob.id) })
    const asked = await world.signRaw(ada.key)
    expect(await world.reject(bob.key, asked)).toMatchObject({
      status: 200,
      body: { activity: { status: 'ACTIVITY_STATUS_REJECTED' } },
    })
    expect(await world.approve(bob.key, asked)).toMatchObject({ status: 400 })
  })

  test('of a number: two of a tag, or any two', async () => {
    const world = await openPolicyWorld(context)
    const made = await world.decide('ACTIVITY_TYPE_CREATE_USER_TAG', { userTagName: 'Operations', userIds: [] })
    const tagId = textAt(made.body, 'activity.result.createUserTagResult.userTagId')
    const [ada, bob, cyd] = [await world.addUser([tagId]), await world.addUser([tagId]), await world.addUser([tagId])]
    const dan = await world.addUser()
    const policyId = await world.addPolicy({
      condition,
      consensus: `approvers.filter(user, user.tags.contains('${tagId}')).count() >= 2`,
    })
    const asked = await world.signRaw(ada.key)
    expect(asked).toMatchObject(waiting)
    expect(await world.signRaw(dan.key)).toMatchObject(denial([[policyId, 'DENY_IMPLICIT']]))
    expect(await world.approve(dan.key, asked)).toMatchObject({ status: 403 })
    expect(await world.approve(cyd.key, asked)).toMatchObject(allowed)
    await world.decide('ACTIVITY_TYPE_UPDATE_POLICY_V2', { policyId, policyConsensus: 'approvers.count() >= 2' })
    const again = await world.signRaw(dan.key)
    expect(again).toMatchObject(waiting)
    expect(await world.approve(bob.key, again)).toMatchObject(allowed)
  })

  test('of exactly two, or by email address: waits although all users together would not meet it', async () => {
    const world = await openPolicyWorld(context)
    const [ada, bob, cyd] = [await world.addUser(), await world.addUser(), await world.addUser()]
    const email = (user: typeof ada) => `${user.id}@example.com`
    for (const user of [ada, bob])
      await world.decide('ACTIVITY_TYPE_UPDATE_USER', { userId: user.id, userEmail: email(user) })
    const byEmail = [ada, bob].map((user) => `approvers.any(user, user.email == '${email(user)}')`).join(' && ')
    const policyId = await world.addPolicy({ condition, consensus: byEmail })
    const asked = await world.signRaw(ada.key)
    expect(asked).toMatchObject(waiting)
    expect(await world.signRaw(cyd.key)).toMatchObject({ status: 403 })
    expect(await world.approve(bob.key, asked)).toMatchObject(allowed)
    await world.decide('ACTIVITY_TYPE_UPDATE_POLICY_V2', { policyId, policyConsensus: 'approvers.count() == 2' })
    const again = await world.signRaw(cyd.key)
    expect(again).toMatchObject(waiting)
    expect(await world.approve(ada.key, again)).toMatchObject(allowed)
  })

  test('the root quorum completes what waits for a policy, and a policy what waits for the root quorum', async () => {
    const world = await openPolicyWorld(context, { roots: 2, threshold: 2 })
    const [first = world.root, second = world.root] = world.rootKeys
    const [ada, bob] = [await world.addUser(), await world.addUser()]
    const policyId = await world.addPolicy({ condition, consensus: named(ada.id, bob.id) })

    const byUser = await world.signRaw(ada.key)
    expect(byUser).toMatchObject(waiting)
    expect(await world.approve(first, byUser)).toMatchObject(waiting)
    expect(await world.approve(second, byUser)).toMatchObject(allowed)

    const [firstId = ''] = world.rootUserIds
    await world.decide('ACTIVITY_TYPE_UPDATE_POLICY_V2', { policyId, policyConsensus: named(firstId, bob.id) })
    const byRoot = await world.signRaw(first)
    expect(byRoot).toMatchObject(waiting)
    expect(await world.approve(ada.key, byRoot)).toMatchObject({ status: 403 })
    expect(await world.approve(bob.key, byRoot)).toMatchObject(allowed)
  })

  test('a DENY that came meanwhile stops the vote, and not the root quorum', async () => {
    const world = await openPolicyWorld(context)
    const [ada, bob] = [await world.addUser(), await world.addUser()]
    const allow = await world.addPolicy({ condition, consensus: named(ada.id, bob.id) })
    const asked = await world.signRaw(ada.key)
    const deny = await world.addPolicy({ effect: 'EFFECT_DENY', condition })
    expect(await world.approve(bob.key, asked)).toMatchObject(
      denial([
        [allow, 'ALLOW'],
        [deny, 'DENY_EXPLICIT'],
      ]),
    )
    expect(await world.approve(world.root, asked)).toMatchObject(allowed)
  })

  test('the approval of a user who has been deleted does not count', async () => {
    const world = await openPolicyWorld(context)
    const [ada, bob] = [await world.addUser(), await world.addUser()]
    await world.addPolicy({ condition, consensus: named(ada.id, bob.id) })
    const asked = await world.signRaw(ada.key)
    await world.decide('ACTIVITY_TYPE_DELETE_USERS', { userIds: [ada.id] })
    expect(await world.approve(bob.key, asked)).toMatchObject({ status: 403 })
  })

  test('approvals lapse after 24 hours', async () => {
    const world = await openPolicyWorld(context)
    const [ada, bob] = [await world.addUser(), await world.addUser()]
    await world.addPolicy({ condition, consensus: named(ada.id, bob.id) })
    const asked = await world.signRaw(ada.key)
    context.clock.ms += 24 * 60 * 60 * 1000
    expect(await world.approve(bob.key, asked)).toMatchObject(waiting)
    expect(await world.approve(ada.key, asked)).toMatchObject(allowed)
  })

  test('a policy that needs no consensus does not let strangers finish what others asked for', async () => {
    const world = await openPolicyWorld(context)
    const [ada, bob, cyd] = [await world.addUser(), await world.addUser(), await world.addUser()]
    const both = await world.addPolicy({ condition, consensus: named(ada.id, bob.id) })
    const asked = await world.signRaw(ada.key)
    const alone = await world.addPolicy({ condition, consensus: named(ada.id) })
    // Ada alone would be enough by now. Cyd is not named by any policy, and does not become her.
    expect(await world.approve(cyd.key, asked)).toMatchObject(
      denial([
        [both, 'DENY_IMPLICIT'],
        [alone, 'DENY_IMPLICIT'],
      ]),
    )
    expect(await world.approve(ada.key, asked)).toMatchObject(allowed)
  })
})

describeSigner('credentials', {}, (context) => {
  test('only with a passkey, only with one key', async () => {
    const world = await openPolicyWorld(context)
    const { key, id: userId } = await world.addUser()
    const passkey = await register()
    const more = keyPair()
    await world.decide('ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2', { userId, authenticators: [passkey.params] })
    await world.decide('ACTIVITY_TYPE_CREATE_API_KEYS_V2', { userId, apiKeys: [apiKeyParams(more)] })
    const policyId = await world.addPolicy({
      condition,
      consensus: "credentials.any(credential, credential.type == 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR')",
    })
    expect(await world.signRaw(passkey)).toMatchObject(allowed)
    // The user's other credential would do, so the activity waits for it.
    const asked = await world.signRaw(key)
    expect(asked).toMatchObject(waiting)
    expect(await world.approve(more, asked)).toMatchObject({ status: 400 })
    expect(await world.approve(passkey, asked)).toMatchObject(allowed)
    await world.decide('ACTIVITY_TYPE_UPDATE_POLICY_V2', {
      policyId,
      policyConsensus: `credentials.any(credential, credential.public_key == '${key.publicKey}')`,
    })
    expect(await world.signRaw(key)).toMatchObject(allowed)
    expect(await world.signRaw(more)).not.toMatchObject(allowed)
  })
})
