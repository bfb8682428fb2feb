import { serializeTransaction } from 'viem'
import { expect, test } from 'vitest'
import { describeSigner } from '../describeSigner.js'
import { apiKeyParams, keyPair, register, textAt } from '../testClient.js'
import { completed, defaultSession, needsMore, openMfaWorld, waiting } from './openMfaWorld.js'
import { openPolicyWorld } from './openPolicyWorld.js'

const unsigned = (value: bigint) =>
  serializeTransaction({ type: 'eip1559', chainId: 1, to: `0x${'11'.repeat(20)}`, value, gas: 21_000n }).slice(2)
const rejected = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_REJECTED' } } }

describeSigner('an MFA policy', {}, (context) => {
  test('binds a root user: a session asks, and the passkey approves what the session asked for', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession()
    expect(await world.signRaw(session)).toMatchObject(completed)
    const mfaPolicyId = await world.addMfaPolicy({
      condition: "activity.action == 'SIGN'",
      steps: [['SESSION'], ['PASSKEY']],
    })
    const asked = await world.signRaw(session)
    expect(asked).toMatchObject(needsMore)
    expect(asked.body).toMatchObject({ activity: { result: null, canApprove: true } })
    const session2 = { type: 'AUTHENTICATION_TYPE_SESSION', id: defaultSession }
    const passkey = { type: 'AUTHENTICATION_TYPE_PASSKEY', id: world.passkeyId }
    const requiredMethods = [
      { any: [{ type: 'AUTHENTICATION_TYPE_SESSION' }] },
      { any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] },
    ]
    expect(await world.status(asked)).toEqual([
      { mfaPolicyId, userId: world.userId, satisfied: false, satisfiedMethods: [session2], requiredMethods },
    ])
    const done = await world.approve(world.passkey, asked)
    expect(done).toMatchObject(completed)
    expect(textAt(done.body, 'activity.result.signRawPayloadResult.r')).toHaveLength(64)
    expect(done.body).toMatchObject({ activity: { votes: [{}, {}] } })
    expect(await world.status(done)).toEqual([
      { mfaPolicyId, userId: world.userId, satisfied: true, satisfiedMethods: [session2, passkey], requiredMethods },
    ])
    // What the policy is not about goes on as before.
    expect(await world.createWallet(session)).toMatchObject(completed)
  })

  test('takes the credentials in any order, and a stamp for its own kind only', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession()
    await world.addMfaPolicy({ steps: [['SESSION'], ['PASSKEY']], condition: "activity.action == 'SIGN'" })
    const asked = await world.signRaw(world.passkey)
    expect(asked).toMatchObject(needsMore)
    // An API key is neither, and a second stamp of the passkey brings nothing.
    for (const caller of [world.key, world.passkey])
      expect(await world.approve(caller, asked)).toMatchObject({ status: 400 })
    expect(await world.approve(session, asked)).toMatchObject(completed)
  })

  test('a session that the passkey began is no passkey, and its key is no API key', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession()
    const mfaPolicyId = await world.addMfaPolicy({ condition: "activity.kind == 'CREATE_WALLET'" })
    expect(await world.createWallet(session)).toMatchObject(needsMore)
    expect(await world.createWallet(world.passkey)).toMatchObject(completed)
    const parameters = {
      userId: world.userId,
      mfaPolicyId,
      requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_API_KEY' }] }],
    }
    expect(await world.submit(world.key, 'ACTIVITY_TYPE_UPDATE_MFA_POLICY', parameters)).toMatchObject(completed)
    expect(await world.createWallet(session)).toMatchObject(needsMore)
    expect(await world.createWallet(world.key)).toMatchObject(completed)
  })

  test('may name one credential, one session profile, or the sessions without one', async () => {
    const world = await openMfaWorld(context)
    const other = await register()
    const added = await world.submit(world.key, 'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2', {
      userId: world.userId,
      authenticators: [other.params],
    })
    const otherId = textAt(added.body, 'activity.result.createAuthenticatorsResult.authenticatorIds.0')
    const profile = await world.createProfile('true')
    const [plain, limited] = [await world.beginSession(), await world.beginSession(profile)]
    const wants = async (step: Parameters<typeof world.addMfaPolicy>[0]['steps']) => {
      const id = await world.addMfaPolicy({
        condition: "activity.kind == 'CREATE_WALLET'",
        ...(step && { steps: step }),
      })
      const takes = []
      for (const [name, caller] of Object.entries({ passkey: world.passkey, other, key: world.key, plain, limited })) {
        const { body } = await world.createWallet(caller)
        if (textAt(body, 'activity.status') === 'ACTIVITY_STATUS_COMPLETED') takes.push(name)
      }
      await world.submit(world.key, 'ACTIVITY_TYPE_DELETE_MFA_POLICY', { userId: world.userId, mfaPolicyId: id })
      return takes
    }
    expect(await wants([['PASSKEY']])).toEqual(['passkey', 'other'])
    expect(await wants([[['PASSKEY', otherId]]])).toEqual(['other'])
    expect(await wants([[['API_KEY', world.apiKeyId]]])).toEqual(['key'])
    expect(await wants([['SESSION']])).toEqual(['plain', 'limited'])
    expect(await wants([[['SESSION', profile]]])).toEqual(['limited'])
    expect(await wants([[['SESSION', defaultSession]]])).toEqual(['plain'])
    expect(
      await wants([
        [
          ['SESSION', profile],
          ['PASSKEY', world.passkeyId],
        ],
      ]),
    ).toEqual(['passkey', 'limited'])
  })

  test('wants a credential for each step, however the methods overlap', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession()
    await world.addMfaPolicy({
      steps: [['SESSION', 'PASSKEY', 'API_KEY'], ['SESSION'], ['API_KEY']],
      condition: "activity.action == 'SIGN'",
    })
    const asked = await world.signRaw(session)
    expect(await world.approve(world.key, asked)).toMatchObject(needsMore)
    expect(await world.approve(world.passkey, asked)).toMatchObject(completed)
  })

  test('only the first whose condition holds is enforced, in rising order', async () => {
    const world = await openMfaWorld(context)
    await world.addMfaPolicy({ order: 7, steps: [['PASSKEY']] })
    const first = await world.addMfaPolicy(
      { order: 2, condition: "activity.kind == 'CREATE_WALLET'", steps: [['API_KEY']] },
      world.passkey,
    )
    expect(await world.createWallet(world.key)).toMatchObject(completed)
    expect(await world.createWallet(world.passkey)).toMatchObject(needsMore)
    expect(await world.signRaw(world.key)).toMatchObject(needsMore)
    const later = { userId: world.userId, mfaPolicyId: first, order: 8 }
    expect(await world.submit(world.passkey, 'ACTIVITY_TYPE_UPDATE_MFA_POLICY', later)).toMatchObject(completed)
    expect(await world.createWallet(world.key)).toMatchObject(needsMore)
    const { body } = await world.query('get_mfa_policies', { userId: world.userId })
    expect(body).toMatchObject({ mfaPolicies: [{ order: 7 }, { order: 8, mfaPolicyId: first }] })
  })

  test('a condition holds where a clause with an error decides, and not where another does', async () => {
    const world = await openMfaWorld(context)
    const asksFor = async (condition: string) => {
      const mfaPolicyId = await world.addMfaPolicy({ condition }, world.passkey)
      const needs = async (act: (caller: typeof world.key) => Promise<{ body: unknown }>) =>
        textAt((await act(world.key)).body, 'activity.status') === 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED'
      const found = {
        raw: await needs(world.signRaw),
        large: await needs((caller) => world.signTransaction(caller, unsigned(1001n))),
        small: await needs((caller) => world.signTransaction(caller, unsigned(1000n))),
        wallet: await needs(world.createWallet),
      }
      const parameters = { userId: world.userId, mfaPolicyId }
      await world.submit(world.passkey, 'ACTIVITY_TYPE_DELETE_MFA_POLICY', parameters)
      return Object.entries(found).flatMap(([name, needed]) => (needed ? [name] : []))
    }
    expect(await asksFor("activity.action == 'SIGN' && eth.tx.value > 1000")).toEqual(['raw', 'large'])
    expect(await asksFor("eth.tx.value > 1000 && activity.action == 'SIGN'")).toEqual(['raw', 'large'])
    expect(await asksFor('eth.tx.value > 1000')).toEqual(['raw', 'large', 'wallet'])
    expect(await asksFor('!(eth.tx.value <= 1000)')).toEqual(['raw', 'large', 'wallet'])
    expect(await asksFor("activity.action == 'SIGN' || eth.tx.value > 1000")).toEqual([
      'raw',
      'large',
      'small',
      'wallet',
    ])
    expect(await asksFor("activity.action == 'SIGN' && !(eth.tx.value <= 1000 && true)")).toEqual(['raw', 'large'])
    expect(await asksFor("!(activity.action != 'SIGN' || eth.tx.value <= 1000)")).toEqual(['raw', 'large'])
  })

  test('a key that has gone to another user since passes no step', async () => {
    const world = await openMfaWorld(context)
    const key = keyPair()
    const { userId } = world
    const made = await world.submit(world.key, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', {
      userId,
      apiKeys: [apiKeyParams(key)],
    })
    const apiKeyIds = [textAt(made.body, 'activity.result.createApiKeysResult.apiKeyIds.0')]
    await world.addMfaPolicy({ steps: [['API_KEY'], ['PASSKEY']], condition: "activity.action == 'SIGN'" })
    const asked = await world.signRaw(key)
    expect(asked).toMatchObject(needsMore)
    await world.submit(world.key, 'ACTIVITY_TYPE_DELETE_API_KEYS', { userId, apiKeyIds })
    const other = {
      userName: 'Other',
      apiKeys: [apiKeyParams(key)],
      authenticators: [],
      oauthProviders: [],
      userTags: [],
    }
    expect(await world.submit(world.key, 'ACTIVITY_TYPE_CREATE_USERS_V4', { users: [other] })).toMatchObject(completed)
    expect(await world.approve(world.passkey, asked)).toMatchObject(needsMore)
    expect(await world.approve(world.key, asked)).toMatchObject(completed)
  })

  test('a session may end itself, and no other, whatever its MFA policies', async () => {
    const world = await openMfaWorld(context)
    const [session, other] = [await world.beginSession(), await world.beginSession()]
    await world.addMfaPolicy({})
    const { body } = await world.query('get_api_keys', { userId: world.userId })
    const idOf = (publicKey: string) =>
      textAt(
        {
          key: JSON.parse(JSON.stringify(body)).apiKeys.find(
            (each: { credential: { publicKey: string } }) => each.credential.publicKey === publicKey,
          ),
        },
        'key.apiKeyId',
      )
    const end = (...keys: string[]) =>
      world.submit(session, 'ACTIVITY_TYPE_DELETE_API_KEYS', { userId: world.userId, apiKeyIds: keys.map(idOf) })
    expect(await end(other.publicKey)).toMatchObject(needsMore)
    expect(await end(session.publicKey, other.publicKey)).toMatchObject(needsMore)
    expect(await end(session.publicKey)).toMatchObject(completed)
  })

  test('a waiting activity can be rejected by its user, and lapses with its votes', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession()
    await world.addMfaPolicy({ steps: [['SESSION'], ['PASSKEY']], condition: "activity.action == 'SIGN'" })
    const asked = await world.signRaw(session)
    expect(await world.reject(session, asked)).toMatchObject(rejected)
    expect(await world.approve(world.passkey, asked)).toMatchObject({ status: 400 })
    const old = await world.signRaw(world.passkey)
    context.clock.ms += 24 * 60 * 60 * 1000
    // The passkey's approval has lapsed, so this is the only one.
    const late = await world.beginSession()
    expect(await world.approve(late, old)).toMatchObject(needsMore)
    expect(await world.approve(world.passkey, old)).toMatchObject(completed)
  })

  test('the same bytes are the same activity, and the same vote is one vote', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession()
    await world.addMfaPolicy({ steps: [['SESSION'], ['PASSKEY']], condition: "activity.action == 'SIGN'" })
    const asked = await world.signRaw(session)
    const vote = context.activityBody(
      'ACTIVITY_TYPE_APPROVE_ACTIVITY',
      { fingerprint: textAt(asked.body, 'activity.fingerprint') },
      { organizationId: world.organizationId },
    )
    const post = (caller: typeof world.passkey | typeof session = world.passkey) =>
      context.post(caller, '/public/v1/submit/approve_activity', vote)
    expect(await post(session)).toMatchObject({ status: 400 })
    expect(await post()).toMatchObject(completed)
    expect(await post()).toMatchObject({ ...completed, body: { activity: { votes: [{}, {}] } } })
  })

  test('a policy made or deleted meanwhile counts at once', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession()
    const mfaPolicyId = await world.addMfaPolicy({ condition: "activity.action == 'SIGN'" })
    const asked = await world.signRaw(session)
    expect(asked).toMatchObject(needsMore)
    expect(
      await world.submit(session, 'ACTIVITY_TYPE_DELETE_MFA_POLICY', { userId: world.userId, mfaPolicyId }),
    ).toMatchObject(completed)
    expect(await world.status(asked)).toEqual([])
    expect(await world.approve(session, asked)).toMatchObject(completed)
  })

  test('is shown with its user, and read, changed and deleted by its id', async () => {
    const world = await openMfaWorld(context)
    const mfaPolicyId = await world.addMfaPolicy({ name: 'One', condition: "activity.action == 'SIGN'", notes: 'Note' })
    const mfaPolicy = {
      mfaPolicyId,
      mfaPolicyName: 'One',
      condition: "activity.action == 'SIGN'",
      requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] }],
      order: 0,
      notes: 'Note',
    }
    const { userId } = world
    expect((await world.query('get_mfa_policy', { userId, mfaPolicyId })).body).toMatchObject({ mfaPolicy })
    expect((await world.query('get_mfa_policies', { userId })).body).toMatchObject({ mfaPolicies: [mfaPolicy] })
    expect((await world.query('get_user', { userId })).body).toMatchObject({ user: { mfaPolicies: [mfaPolicy] } })
    // The parent reads it, and changes nothing.
    const parent = context.signer.apiKey
    expect((await world.query('get_mfa_policies', { userId }, parent)).body).toMatchObject({ mfaPolicies: [mfaPolicy] })
    expect(await world.submit(parent, 'ACTIVITY_TYPE_DELETE_MFA_POLICY', { userId, mfaPolicyId })).toMatchObject({
      status: 400,
    })
    const change = (fields: Record<string, unknown>) =>
      world.submit(world.passkey, 'ACTIVITY_TYPE_UPDATE_MFA_POLICY', { userId, mfaPolicyId, ...fields })
    expect(await change({ mfaPolicyName: 'Two', notes: '' })).toMatchObject(completed)
    expect((await world.query('get_mfa_policy', { userId, mfaPolicyId })).body).toMatchObject({
      mfaPolicy: { ...mfaPolicy, mfaPolicyName: 'Two', notes: '' },
    })
    expect(await world.submit(world.passkey, 'ACTIVITY_TYPE_DELETE_MFA_POLICY', { userId, mfaPolicyId })).toMatchObject(
      completed,
    )
    expect(await world.query('get_mfa_policy', { userId, mfaPolicyId })).toMatchObject({ status: 404 })
    expect((await world.query('get_user', { userId })).body).toMatchObject({ user: { mfaPolicies: [] } })
  })

  test('is refused where it could not be enforced or satisfied', async () => {
    const world = await openMfaWorld(context)
    const valid = {
      userId: world.userId,
      mfaPolicyName: 'One',
      condition: "activity.kind == 'DELETE_WALLETS'",
      requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] }],
      order: 0,
    }
    const create = (fields: Record<string, unknown>) =>
      world.submit(world.key, 'ACTIVITY_TYPE_CREATE_MFA_POLICY', { ...valid, ...fields })
    const method = (type: string, id?: string) => ({ requiredAuthenticationMethods: [{ any: [{ type, id }] }] })
    for (const type of ['EMAIL_OTP', 'SMS_OTP', 'OAUTH'])
      expect(await create(method(`AUTHENTICATION_TYPE_${type}`))).toMatchObject({
        status: 501,
        body: { message: `the local signer does not implement AUTHENTICATION_TYPE_${type} as an MFA method` },
      })
    const session = await world.beginSession()
    const { body } = await world.query('get_api_keys', { userId: world.userId })
    const sessionId = textAt(body, 'apiKeys.1.apiKeyId')
    expect(await world.createWallet(session)).toMatchObject(completed)
    const stranger = await openMfaWorld(context)
    const refused: [Record<string, unknown>, string][] = [
      [
        { condition: '' },
        'invalid mfa policy condition: Expression cannot be evaluated: parse error: Unrecognized EOF found at 0',
      ],
      [{ condition: 'eth.tx.amount > 1' }, 'field does not exist: amount'],
      [{ condition: 'approvers.count() > 1' }, 'invalid mfa policy condition'],
      [{ requiredAuthenticationMethods: [] }, 'requiredAuthenticationMethods'],
      [{ requiredAuthenticationMethods: [{ any: [] }] }, 'requiredAuthenticationMethods[0].any'],
      [method('AUTHENTICATION_TYPE_FACE'), 'requiredAuthenticationMethods[0].any[0].type'],
      [method('AUTHENTICATION_TYPE_PASSKEY', stranger.passkeyId), 'has no AUTHENTICATION_TYPE_PASSKEY'],
      [method('AUTHENTICATION_TYPE_API_KEY', sessionId), 'has no AUTHENTICATION_TYPE_API_KEY'],
      [method('AUTHENTICATION_TYPE_SESSION', sessionId), 'has no AUTHENTICATION_TYPE_SESSION'],
      [{ order: -1 }, 'order'],
      [{ order: 0.5 }, 'order'],
      [{ mfaPolicyName: '' }, 'mfaPolicyName'],
    ]
    for (const [fields, message] of refused)
      expect(await create(fields)).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } })
    expect(await create({ userId: crypto.randomUUID() })).toMatchObject({ status: 404 })
    expect(await create({})).toMatchObject(completed)
    expect(await create({})).toMatchObject({ status: 400, body: { message: 'mfa policy label must be unique' } })
  })

  test('a user has at most ten', async () => {
    const world = await openMfaWorld(context)
    const rare = "activity.kind == 'DELETE_WALLETS'"
    for (let order = 0; order < 10; order++) await world.addMfaPolicy({ condition: rare, order })
    const parameters = { userId: world.userId, mfaPolicyName: 'Eleven', condition: rare, order: 0 }
    const steps = { requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] }] }
    expect(await world.submit(world.key, 'ACTIVITY_TYPE_CREATE_MFA_POLICY', { ...parameters, ...steps })).toMatchObject(
      { status: 429 },
    )
  })

  test('those of a user have at most 16,384 characters as JSON, because every answer with the user has them', async () => {
    const world = await openMfaWorld(context)
    const create = (mfaPolicyName: string, length: number) =>
      world.submit(world.key, 'ACTIVITY_TYPE_CREATE_MFA_POLICY', {
        userId: world.userId,
        mfaPolicyName,
        condition: '!true'.padEnd(length),
        requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] }],
        order: 0,
      })
    expect(await create('Long', 15_000)).toMatchObject(completed)
    expect(await create('Longer', 1000)).toMatchObject({
      status: 429,
      body: { message: expect.stringContaining('too long') },
    })
  })
})

describeSigner('MFA policies and consensus', {}, (context) => {
  async function openCouncil() {
    const world = await openPolicyWorld(context, { roots: 2, threshold: 2 })
    const passkeys = [await register(), await register()]
    for (const [index, passkey] of passkeys.entries())
      await world.decide('ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2', {
        userId: world.rootUserIds[index],
        authenticators: [passkey.params],
      })
    const [ada, bob] = world.rootKeys
    const [adaPasskey, bobPasskey] = passkeys
    if (ada === undefined || bob === undefined || adaPasskey === undefined || bobPasskey === undefined)
      throw new Error('two users')
    const bind = (index: number, condition = "activity.action == 'SIGN'") =>
      world.decide('ACTIVITY_TYPE_CREATE_MFA_POLICY', {
        userId: world.rootUserIds[index],
        mfaPolicyName: crypto.randomUUID(),
        condition,
        requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] }],
        order: 0,
      })
    return { world, ada, bob, adaPasskey, bobPasskey, bind }
  }

  test('the user who asks satisfies their own first, and others vote then', async () => {
    const { world, ada, bob, adaPasskey, bind } = await openCouncil()
    await bind(0)
    const asked = await world.signRaw(ada)
    expect(asked).toMatchObject(needsMore)
    expect(await world.approve(bob, asked)).toMatchObject({ status: 400 })
    expect(await world.approve(adaPasskey, asked)).toMatchObject(waiting)
    expect(await world.approve(adaPasskey, asked)).toMatchObject({ status: 400 })
    expect(await world.approve(bob, asked)).toMatchObject(completed)
  })

  test('the vote of an approver counts once theirs is satisfied', async () => {
    const { world, ada, bob, bobPasskey, bind } = await openCouncil()
    await bind(1)
    const asked = await world.signRaw(ada)
    expect(asked).toMatchObject(waiting)
    const half = await world.approve(bob, asked)
    expect(half).toMatchObject(needsMore)
    const activityId = textAt(asked.body, 'activity.id')
    // To the others it waits for approval, as before.
    expect((await world.query('get_activity', { activityId }, ada)).body).toMatchObject(waiting.body)
    expect((await world.query('get_activity', { activityId }, bob)).body).toMatchObject({
      activity: { canApprove: true },
    })
    expect(await world.approve(bob, asked)).toMatchObject({ status: 400 })
    // Also with the bytes of the first vote.
    const { body } = await world.query('get_activity', { activityId })
    const bytes = textAt(body, 'activity.votes.1.message')
    const post = (caller: typeof bob | typeof bobPasskey) =>
      context.post(caller, '/public/v1/submit/approve_activity', bytes)
    expect(await post(bob)).toMatchObject(needsMore)
    expect(await post(bobPasskey)).toMatchObject(completed)
    expect(await post(bobPasskey)).toMatchObject(completed)
    expect((await world.query('get_mfa_status', { activityId })).body).toMatchObject({
      mfaStatuses: [{ userId: world.rootUserIds[1], satisfied: true }],
    })
    expect((await world.query('get_mfa_status', { activityId, userId: world.rootUserIds[0] })).body).toEqual({
      mfaStatuses: [],
    })
  })

  test('a vote that does not count yet does not complete a quorum either', async () => {
    const { world, ada, bob, adaPasskey, bobPasskey, bind } = await openCouncil()
    await bind(0)
    await bind(1)
    const asked = await world.signRaw(ada)
    expect(await world.approve(adaPasskey, asked)).toMatchObject(waiting)
    expect(await world.approve(bob, asked)).toMatchObject(needsMore)
    expect(await world.approve(bobPasskey, asked)).toMatchObject(completed)
  })

  test('what is denied anyway is denied at once', async () => {
    const world = await openPolicyWorld(context)
    const passkey = await register()
    const backend = await world.addUser()
    await world.submit(backend.key, 'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2', {
      userId: backend.id,
      authenticators: [passkey.params],
    })
    await world.decide('ACTIVITY_TYPE_CREATE_MFA_POLICY', {
      userId: backend.id,
      mfaPolicyName: 'One',
      condition: 'true',
      requiredAuthenticationMethods: [{ any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] }],
      order: 0,
    })
    expect(await world.signRaw(backend.key)).toMatchObject({ status: 403 })
    await world.addPolicy({ condition: "activity.action == 'SIGN'" })
    const asked = await world.signRaw(backend.key)
    expect(asked).toMatchObject(needsMore)
    expect(await world.evaluations(asked)).toMatchObject([{ policyEvaluations: [{ outcome: 'OUTCOME_ALLOW' }] }])
    expect(await world.approve(passkey, asked)).toMatchObject(completed)
  })
})
