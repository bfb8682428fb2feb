import { serializeTransaction } from 'viem'
import { expect, test } from 'vitest'
import { swapCase } from '../../harness/swapCase.js'
import { describeSigner } from '../describeSigner.js'
import { at, keyPair, textAt } from '../testClient.js'
import { completed, openMfaWorld, waiting } from './openMfaWorld.js'
import { openPolicyWorld } from './openPolicyWorld.js'

const outside = {
  status: 403,
  body: {
    code: 7,
    turnkeyErrorCode: 'REQUEST_NOT_AUTHORIZED',
    message: expect.stringContaining('scope of session profile'),
  },
}
const claimsOf = (token: string): unknown => JSON.parse(atob(token.split('.')[1] ?? ''))
const to = `0x${'11'.repeat(20)}` as const
const transaction = (value: bigint) =>
  serializeTransaction({
    type: 'eip1559',
    chainId: 1,
    to,
    value,
    gas: 21_000n,
    maxFeePerGas: 2n,
    maxPriorityFeePerGas: 1n,
  }).slice(2)

describeSigner('a session profile', {}, (context) => {
  test('is created by the parent, and seen by its sub-organizations', async () => {
    const world = await openMfaWorld(context)
    const other = await openMfaWorld(context)
    const { signer } = context
    const id = await world.createProfile("activity.action == 'SIGN'", {
      sessionProfileName: 'signing',
      expirationSeconds: '600',
      notes: 'Note',
    })
    const sessionProfile = {
      sessionProfileId: id,
      sessionProfileName: 'signing',
      scope: "activity.action == 'SIGN'",
      expirationSeconds: '600',
      notes: 'Note',
    }
    for (const [caller, organizationId] of [
      [signer.apiKey, signer.organizationId],
      [world.key, world.organizationId],
      [other.passkey, other.organizationId],
    ] as const) {
      expect(
        (await context.query(caller, 'get_session_profile', organizationId, { sessionProfileId: id })).body,
      ).toMatchObject({ sessionProfile })
      expect((await context.query(caller, 'get_session_profiles', organizationId)).body).toMatchObject({
        sessionProfiles: [sessionProfile],
      })
    }
    expect(await world.query('get_session_profile', { sessionProfileId: crypto.randomUUID() })).toMatchObject({
      status: 404,
    })
    const create = (parameters: Record<string, unknown>) =>
      context.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SESSION_PROFILE', {
        sessionProfileName: crypto.randomUUID(),
        scope: 'true',
        ...parameters,
      })
    expect(
      await world.submit(world.key, 'ACTIVITY_TYPE_CREATE_SESSION_PROFILE', {
        sessionProfileName: 'own',
        scope: 'true',
      }),
    ).toMatchObject({ status: 400 })
    const refused: [Record<string, unknown>, string][] = [
      [{ sessionProfileName: 'signing' }, 'session profile label must be unique'],
      [{ sessionProfileName: '' }, 'sessionProfileName'],
      [
        { scope: '' },
        'invalid session profile scope: Expression cannot be evaluated: parse error: Unrecognized EOF found at 0',
      ],
      [{ scope: 'wallet.path == 1' }, 'field does not exist: path'],
      [{ scope: 'approvers.count() > 0' }, 'invalid session profile scope'],
      [{ scope: 1 }, 'scope'],
      [{ expirationSeconds: '0' }, 'expiration'],
      [{ expirationSeconds: '-1' }, 'expirationSeconds'],
      [{ expirationSeconds: 60 }, 'expirationSeconds'],
    ]
    for (const [fields, message] of refused)
      expect(await create(fields)).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } })
  })

  test('is in the token of its sessions, which official clients decode with `atob`', async () => {
    const world = await openMfaWorld(context)
    // Each of these becomes `-` or `_` in base64url at some place.
    const scope = "activity.type != '>>>???~~~ÿÿÿ<日本>' && activity.kind != '>?~>?~>?~'"
    const name = '>?~ Ürgüp > ? ~ 👍'
    const sessionProfileId = await world.createProfile(scope, { sessionProfileName: name })
    const key = keyPair()
    const answer = await world.login(world.passkey, key, { sessionProfileId })
    const token = textAt(answer.body, 'activity.result.stampLoginResult.session')
    expect(claimsOf(token)).toEqual({
      exp: Math.floor(context.clock.ms / 1000) + 900,
      public_key: key.publicKey,
      session_type: name,
      session_profile_id: sessionProfileId,
      scope,
      user_id: world.userId,
      organization_id: world.organizationId,
    })
    const plain = await world.login(world.passkey, keyPair())
    const claims = claimsOf(textAt(plain.body, 'activity.result.stampLoginResult.session'))
    expect(claims).toMatchObject({ session_type: 'SESSION_TYPE_READ_WRITE' })
    expect(claims).not.toHaveProperty('scope')
    const { body } = await world.query('get_api_keys', { userId: world.userId })
    expect(at(body, 'apiKeys')).toMatchObject([{}, { credential: { sessionProfileId } }, {}])
    expect(at(body, 'apiKeys.2.credential')).not.toHaveProperty('sessionProfileId')
  })

  test.each([
    [undefined, undefined, 900],
    ['60', undefined, 60],
    ['7200', undefined, 7200],
    [undefined, '60', 60],
    [undefined, '7200', 7200],
    ['60', '7200', 60],
    ['7200', '60', 60],
  ])('a log-in for %s under a profile of %s lasts %s seconds', async (asked, ofProfile, seconds) => {
    const world = await openMfaWorld(context)
    const sessionProfileId = await world.createProfile(
      'true',
      ofProfile === undefined ? {} : { expirationSeconds: ofProfile },
    )
    const key = keyPair()
    const answer = await world.login(world.passkey, key, {
      sessionProfileId,
      ...(asked === undefined ? {} : { expirationSeconds: asked }),
    })
    expect(claimsOf(textAt(answer.body, 'activity.result.stampLoginResult.session'))).toMatchObject({
      exp: Math.floor(context.clock.ms / 1000) + seconds,
    })
    context.clock.ms += seconds * 1000 - 1
    expect(await world.createWallet(key)).toMatchObject(completed)
    context.clock.ms += 1
    expect(await world.createWallet(key)).toMatchObject({ status: 401 })
  })

  test('that is unknown begins no session', async () => {
    const world = await openMfaWorld(context)
    for (const sessionProfileId of [crypto.randomUUID(), '00000000-0000-0000-0000-000000000000', 'signing']) {
      const key = keyPair()
      expect(await world.login(world.passkey, key, { sessionProfileId })).toMatchObject({ status: 404 })
      expect(await world.createWallet(key)).toMatchObject({ status: 401 })
    }
  })

  test('with a length above 30 days lasts no longer than a log-in may ask for', async () => {
    const world = await openMfaWorld(context)
    const sessionProfileId = await world.createProfile('true', { expirationSeconds: '31536000' })
    expect(await world.login(world.passkey, keyPair(), { sessionProfileId })).toMatchObject({ status: 400 })
    expect(await world.login(world.passkey, keyPair(), { sessionProfileId, expirationSeconds: '60' })).toMatchObject(
      completed,
    )
  })

  test('limits what its sessions of a root user do, and not what they read', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession(await world.createProfile("activity.action == 'SIGN'"))
    expect(await world.signRaw(session)).toMatchObject(completed)
    const denied = await world.createWallet(session)
    expect(denied).toMatchObject(outside)
    for (const name of ['list_wallets', 'list_users', 'list_activities'])
      expect(await world.query(name, {}, session)).toMatchObject({ status: 200 })
    expect(await world.query('whoami', {}, session)).toMatchObject({ status: 200 })
    // The passkey is not the session.
    expect(await world.createWallet(world.passkey)).toMatchObject(completed)
    const { body } = await world.query('list_activities', { filterByStatus: ['ACTIVITY_STATUS_FAILED'] })
    expect(at(body, 'activities')).toMatchObject([{ type: 'ACTIVITY_TYPE_CREATE_WALLET', failure: { code: 7 } }])
  })

  test('the same bytes get the same refusal, and from another credential, too', async () => {
    const world = await openMfaWorld(context)
    const session = await world.beginSession(await world.createProfile("activity.action == 'SIGN'"))
    const body = context.activityBody(
      'ACTIVITY_TYPE_CREATE_WALLET',
      { walletName: 'One', accounts: [] },
      { organizationId: world.organizationId },
    )
    const post = (caller: typeof session | typeof world.passkey) =>
      context.post(caller, '/public/v1/submit/create_wallet', body)
    const first = await post(session)
    expect(first).toMatchObject(outside)
    for (const caller of [session, world.passkey]) expect((await post(caller)).body).toEqual(first.body)
  })

  test('an error denies: what it cannot read, it does not allow', async () => {
    const world = await openMfaWorld(context)
    const scopes = [
      'eth.tx.value <= 1000',
      'eth.tx.value <= 1000 || true',
      '!(eth.tx.value > 1000)',
      "activity.action != 'EXPORT' && eth.tx.chain_id == 1",
    ]
    for (const scope of scopes) {
      const session = await world.beginSession(await world.createProfile(scope))
      expect(await world.signTransaction(session, transaction(1000n))).toMatchObject(completed)
      expect(await world.signRaw(session)).toMatchObject(outside)
      expect(await world.signRaw(session, transaction(1000n))).toMatchObject(outside)
      expect(await world.createWallet(session)).toMatchObject(outside)
    }
  })

  test('has the keywords of conditions: wallet, account, transaction and parameters', async () => {
    const world = await openMfaWorld(context)
    const allows = async (scope: string, act: (session: ReturnType<typeof keyPair>) => Promise<{ status: number }>) =>
      (await act(await world.beginSession(await world.createProfile(scope)))).status === 200
    const sign = (value: bigint) => (session: ReturnType<typeof keyPair>) =>
      world.signTransaction(session, transaction(value))
    expect(await allows(`activity.action == 'SIGN' && wallet.id == '${world.walletId}'`, sign(1n))).toBe(true)
    expect(await allows(`activity.action == 'SIGN' && wallet.id == '${crypto.randomUUID()}'`, sign(1n))).toBe(false)
    expect(await allows(`wallet_account.address == '${world.address}'`, sign(1n))).toBe(true)
    expect(await allows(`wallet_account.address == '${swapCase(world.address)}'`, sign(1n))).toBe(false)
    expect(await allows(`eth.tx.to == '${to}' && eth.tx.value <= 1000`, sign(1000n))).toBe(true)
    expect(await allows(`eth.tx.to == '${to}' && eth.tx.value <= 1000`, sign(1001n))).toBe(false)
    const login = (session: ReturnType<typeof keyPair>) => world.login(session, keyPair())
    expect(await allows("activity.params.session_profile_id == ''", login)).toBe(true)
    expect(await allows("activity.params.session_profile_id != ''", login)).toBe(false)
  })

  test('a session may end itself, and no other, under any scope', async () => {
    const world = await openMfaWorld(context)
    const sessionProfileId = await world.createProfile("activity.action == 'SIGN'")
    const [session, other] = [await world.beginSession(sessionProfileId), await world.beginSession(sessionProfileId)]
    const { body } = await world.query('get_api_keys', { userId: world.userId })
    const [mine, others] = [textAt(body, 'apiKeys.1.apiKeyId'), textAt(body, 'apiKeys.2.apiKeyId')]
    const end = (...apiKeyIds: string[]) =>
      world.submit(session, 'ACTIVITY_TYPE_DELETE_API_KEYS', { userId: world.userId, apiKeyIds })
    expect(await end(others)).toMatchObject(outside)
    expect(await end(mine, others)).toMatchObject(outside)
    expect(await end(mine)).toMatchObject(completed)
    expect(await world.signRaw(session)).toMatchObject({ status: 401 })
    expect(await world.signRaw(other)).toMatchObject(completed)
  })

  test('a scope that leaves log-ins open is left by one', async () => {
    const world = await openMfaWorld(context)
    const open = await world.beginSession(await world.createProfile("activity.action != 'SIGN'"))
    expect(await world.signRaw(open)).toMatchObject(outside)
    expect(await world.signRaw(await world.beginSession(undefined, open))).toMatchObject(completed)
    const closed = await world.beginSession(
      await world.createProfile("activity.action != 'SIGN' && activity.action != 'CREATE'"),
    )
    expect(await world.login(closed, keyPair())).toMatchObject(outside)
  })

  test('judges a vote by the activity that it is on', async () => {
    const world = await openPolicyWorld(context, { roots: 2, threshold: 2 })
    const [ada, bob] = world.rootKeys
    if (ada === undefined || bob === undefined) throw new Error('two users')
    const made = await context.submit(context.signer.apiKey, 'ACTIVITY_TYPE_CREATE_SESSION_PROFILE', {
      sessionProfileName: 'signing',
      scope: "activity.action == 'SIGN'",
    })
    const sessionProfileId = textAt(made.body, 'activity.result.createSessionProfileResult.sessionProfileId')
    const session = keyPair()
    await world.submit(bob, 'ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: session.publicKey, sessionProfileId })
    const wallet = await world.submit(ada, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'One', accounts: [] })
    expect(wallet).toMatchObject(waiting)
    expect(await world.approve(session, wallet)).toMatchObject(outside)
    expect(await world.reject(session, wallet)).toMatchObject(outside)
    expect(await world.approve(session, await world.signRaw(ada))).toMatchObject(completed)
  })

  test('of the parent leaves nothing in a sub-organization, where the parent may only read', async () => {
    const world = await openMfaWorld(context)
    const { apiKey } = context.signer
    const sessionProfileId = await world.createProfile("activity.action == 'SIGN'")
    const session = keyPair()
    await context.submit(apiKey, 'ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: session.publicKey, sessionProfileId })
    expect(await world.createWallet(session)).toMatchObject({
      status: 400,
      body: { turnkeyErrorCode: 'ORGANIZATION_MISMATCH' },
    })
    const failed = await world.query('list_activities', { filterByStatus: ['ACTIVITY_STATUS_FAILED'] }, session)
    expect(failed.body).toEqual({ activities: [] })
  })

  test('comes before the root quorum and every policy', async () => {
    const world = await openPolicyWorld(context)
    const backend = await world.addUser()
    await world.addPolicy({})
    const made = await context.submit(context.signer.apiKey, 'ACTIVITY_TYPE_CREATE_SESSION_PROFILE', {
      sessionProfileName: 'signing',
      scope: "activity.action == 'SIGN'",
    })
    const sessionProfileId = textAt(made.body, 'activity.result.createSessionProfileResult.sessionProfileId')
    for (const caller of [world.root, backend.key]) {
      const session = keyPair()
      await world.submit(caller, 'ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: session.publicKey, sessionProfileId })
      expect(await world.signRaw(session)).toMatchObject(completed)
      expect(
        await world.submit(session, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: crypto.randomUUID(), accounts: [] }),
      ).toMatchObject(outside)
    }
  })
})
