import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { refusal } from './refusal.js'
import {
  apiKeyParams,
  at,
  type Caller,
  type KeyPair,
  keyPair,
  type Registered,
  register,
  textAt,
} from './testClient.js'

const short = (key: KeyPair) => ({ ...apiKeyParams(key), expirationSeconds: '60' })
const notEnough = refusal(
  400,
  3,
  'REQUEST_INVALID',
  'quorum users missing: fewer users than the threshold have a credential that does not expire',
)

/** A root user with a passkey and a key, and a user outside the quorum with a key that expires alone. */
async function household(context: SignerContext) {
  const [passkey, key, guest] = [await register(), keyPair(), keyPair()]
  const { id: organizationId, rootUserIds } = await context.createSubOrganization([
    { authenticators: [passkey], apiKeys: [key] },
  ])
  const submit = (type: string, parameters: unknown, caller: Caller = passkey) =>
    context.submit(caller, `ACTIVITY_TYPE_${type}`, parameters, { organizationId })
  const made = await submit('CREATE_USERS_V4', { users: [{ userName: 'Guest', apiKeys: [short(guest)] }] })
  const guestId = textAt(made.body, 'activity.result.createUsersResult.userIds.0')
  const userId = rootUserIds[0] ?? ''
  const user = async (id: string) => (await context.query(passkey, 'get_user', organizationId, { userId: id })).body
  return { organizationId, passkey, key, guest, guestId, userId, submit, user }
}

describeSigner('a root quorum', {}, (context) => {
  test('is not handed to users whose credentials all expire', async () => {
    const { userId, guestId, submit } = await household(context)
    const hand = (threshold: number, userIds: string[]) => submit('UPDATE_ROOT_QUORUM', { threshold, userIds })
    expect(await hand(1, [guestId])).toMatchObject(notEnough)
    expect(await hand(2, [userId, guestId])).toMatchObject(notEnough)
    expect(await hand(1, [])).toMatchObject({ status: 400 })
    expect(await hand(2, [userId, userId])).toMatchObject({ status: 400 })
    expect(await hand(0, [userId])).toMatchObject({ status: 400 })
    // One of two can still decide when the other's key has expired.
    expect(await hand(1, [userId, guestId])).toMatchObject({ status: 200 })
    expect(await submit('CREATE_API_KEYS_V2', { userId: guestId, apiKeys: [apiKeyParams(keyPair())] })).toMatchObject({
      status: 200,
    })
    expect(await hand(2, [userId, guestId])).toMatchObject({ status: 200 })
  })

  test('is not made of users whose credentials all expire', async () => {
    const { signer, submit } = context
    const create = (rootQuorumThreshold: number, ...users: (KeyPair | Registered)[]) =>
      submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
        subOrganizationName: 'Sub',
        rootUsers: users.map((user) => ({
          userName: 'User',
          ...('passkey' in user ? { authenticators: [user.params] } : { apiKeys: [short(user)] }),
        })),
        rootQuorumThreshold,
      })
    expect(await create(1, keyPair())).toMatchObject(notEnough)
    expect(await create(2, keyPair(), await register())).toMatchObject(notEnough)
    expect(await create(1, keyPair(), await register())).toMatchObject({ status: 200 })
  })

  test('does not lose the users who keep it possible', async () => {
    const { userId, guestId, guest, submit } = await household(context)
    expect(await submit('UPDATE_ROOT_QUORUM', { threshold: 1, userIds: [userId, guestId] })).toMatchObject({
      status: 200,
    })
    expect(await submit('DELETE_USERS', { userIds: [userId] })).toMatchObject(notEnough)
    expect(await submit('DELETE_USERS', { userIds: [userId] }, guest)).toMatchObject(notEnough)
    // Without the other, the quorum is possible.
    expect(await submit('DELETE_USERS', { userIds: [guestId] })).toMatchObject({ status: 200 })
  })
})

describeSigner('the last credential that does not expire', {}, (context) => {
  test('is not deleted, whatever is left, with one request or two', async () => {
    const { passkey, key, userId, organizationId, submit, user } = await household(context)
    const body = await user(userId)
    const authenticatorIds = [textAt(body, 'user.authenticators.0.authenticatorId')]
    const apiKeyIds = [textAt(body, 'user.apiKeys.0.apiKeyId')]
    await submit('CREATE_API_KEYS_V2', { userId, apiKeys: [short(keyPair())] })
    await context.submit(passkey, 'ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: keyPair().publicKey }, { organizationId })
    const missing = refusal(400, 3, 'REQUEST_INVALID', `user missing valid credential: ${userId}`)
    expect(await submit('DELETE_AUTHENTICATORS', { userId, authenticatorIds }, key)).toMatchObject({ status: 200 })
    expect(await submit('DELETE_API_KEYS', { userId, apiKeyIds }, key)).toMatchObject(missing)
    expect(await context.query(key, 'whoami', organizationId)).toMatchObject({ status: 200 })
  })

  test('of a user who never had one keeps nobody from revoking keys that expire', async () => {
    const { guest, guestId, organizationId, submit, user } = await household(context)
    const second = keyPair()
    await submit('CREATE_API_KEYS_V2', { userId: guestId, apiKeys: [short(second)] }, guest)
    const revoke = async (index: number, caller: Caller) =>
      submit(
        'DELETE_API_KEYS',
        { userId: guestId, apiKeyIds: [textAt(await user(guestId), `user.apiKeys.${index}.apiKeyId`)] },
        caller,
      )
    expect(await revoke(0, second)).toMatchObject({ status: 200 })
    expect(await context.query(guest, 'list_wallets', organizationId)).toMatchObject({ status: 401 })
    expect(await revoke(0, second)).toMatchObject(
      refusal(400, 3, 'REQUEST_INVALID', `user missing valid credential: ${guestId}`),
    )
  })
})

describeSigner('the parent', {}, (context) => {
  const root = async () => {
    const { signer, query, submit } = context
    const { body } = await query(signer.apiKey, 'list_users', signer.organizationId)
    const userId = textAt(body, 'users.0.userId')
    const apiKeyIds = [textAt(body, 'users.0.apiKeys.0.apiKeyId')]
    const act = (type: string, parameters: unknown, caller: Caller = signer.apiKey) =>
      submit(caller, `ACTIVITY_TYPE_${type}`, parameters)
    return { userId, apiKeyIds, act }
  }
  const noApiKey = refusal(
    400,
    3,
    'REQUEST_INVALID',
    'quorum users missing: no root user of the parent organization has an API key that does not expire',
  )

  test('keeps an API key of a root user, because a backend has no passkey', async () => {
    const { userId, apiKeyIds, act } = await root()
    expect(await act('DELETE_API_KEYS', { userId, apiKeyIds })).toMatchObject({ status: 400 })
    await act('CREATE_API_KEYS_V2', { userId, apiKeys: [short(keyPair())] })
    expect(await act('DELETE_API_KEYS', { userId, apiKeyIds })).toMatchObject({ status: 400 })
    const passkey = await register()
    await act('CREATE_AUTHENTICATORS_V2', { userId, authenticators: [passkey.params] })
    expect(await act('DELETE_API_KEYS', { userId, apiKeyIds })).toMatchObject(noApiKey)
    expect(await act('DELETE_API_KEYS', { userId, apiKeyIds }, passkey)).toMatchObject(noApiKey)

    // A leaked key can be replaced.
    const next = keyPair()
    await act('CREATE_API_KEYS_V2', { userId, apiKeys: [apiKeyParams(next)] })
    expect(await act('DELETE_API_KEYS', { userId, apiKeyIds }, next)).toMatchObject({ status: 200 })
    expect(await act('CREATE_WALLET', { walletName: 'W' })).toMatchObject({ status: 401 })
    expect(await act('CREATE_WALLET', { walletName: 'W' }, next)).toMatchObject({ status: 200 })
  })

  test('does not hand its quorum to users who have passkeys alone, or delete the others', async () => {
    const { userId, act } = await root()
    const passkey = await register()
    const made = await act('CREATE_USERS_V4', { users: [{ userName: 'Ada', authenticators: [passkey.params] }] })
    const adaId = textAt(made.body, 'activity.result.createUsersResult.userIds.0')
    expect(await act('UPDATE_ROOT_QUORUM', { threshold: 1, userIds: [adaId] })).toMatchObject(noApiKey)
    expect(await act('UPDATE_ROOT_QUORUM', { threshold: 1, userIds: [userId, adaId] })).toMatchObject({ status: 200 })
    expect(await act('DELETE_USERS', { userIds: [userId] }, passkey)).toMatchObject(noApiKey)
  })
})

describeSigner('sessions', {}, (context) => {
  /** Two root users who decide together, and a session of the first. */
  async function pair() {
    const [ada, bob, session] = [await register(), await register(), keyPair()]
    const { id: organizationId, rootUserIds } = await context.createSubOrganization(
      [{ authenticators: [ada] }, { authenticators: [bob] }],
      2,
    )
    const submit = (caller: Caller, type: string, parameters: unknown) =>
      context.submit(caller, `ACTIVITY_TYPE_${type}`, parameters, { organizationId })
    const logIn = (caller: Caller, key: KeyPair) => submit(caller, 'STAMP_LOGIN', { publicKey: key.publicKey })
    await logIn(ada, session)
    const [adaId = '', bobId = ''] = rootUserIds
    const list = async (userId: string) =>
      at((await context.query(ada, 'get_api_keys', organizationId, { userId })).body, 'apiKeys')
    return { ada, bob, adaId, bobId, session, organizationId, submit, logIn, list }
  }

  test('are listed as keys of their user, of the type of a session and with their end', async () => {
    const { adaId, bobId, session, list } = await pair()
    expect(await list(adaId)).toMatchObject([
      {
        credential: { publicKey: session.publicKey, type: 'CREDENTIAL_TYPE_LOGIN' },
        expirationSeconds: '900',
        createdAt: { seconds: expect.any(String) },
      },
    ])
    expect(await list(bobId)).toEqual([])
  })

  test('are ended by their user alone, with the passkey or any session, whatever the quorum', async () => {
    const { ada, adaId, session, organizationId, submit, logIn, list } = await pair()
    const other = keyPair()
    await logIn(ada, other)
    const idOf = async (index: number) => textAt(await list(adaId), `${index}.apiKeyId`)
    const end = async (caller: Caller, ...apiKeyIds: string[]) =>
      submit(caller, 'DELETE_API_KEYS', { userId: adaId, apiKeyIds })
    const completed = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } }
    expect(await end(session, await idOf(0))).toMatchObject(completed)
    expect(await context.query(session, 'list_wallets', organizationId)).toMatchObject({ status: 401 })
    expect(await end(ada, await idOf(0))).toMatchObject(completed)
    expect(await context.query(other, 'list_wallets', organizationId)).toMatchObject({ status: 401 })
    expect(await list(adaId)).toEqual([])
  })

  test('are not ended by another user of the quorum alone, and no other key with them', async () => {
    const { ada, bob, adaId, bobId, session, organizationId, submit, logIn, list } = await pair()
    const apiKeyIds = [textAt(await list(adaId), '0.apiKeyId')]
    const waiting = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } } }
    expect(await submit(bob, 'DELETE_API_KEYS', { userId: adaId, apiKeyIds })).toMatchObject(waiting)
    // Under one's own name.
    expect(await submit(bob, 'DELETE_API_KEYS', { userId: bobId, apiKeyIds })).toMatchObject(waiting)

    const lasting = await submit(ada, 'CREATE_API_KEYS_V2', { userId: adaId, apiKeys: [apiKeyParams(keyPair())] })
    const fingerprint = textAt(lasting.body, 'activity.fingerprint')
    const approved = await submit(bob, 'APPROVE_ACTIVITY', { fingerprint })
    const lastingId = textAt(approved.body, 'activity.result.createApiKeysResult.apiKeyIds.0')
    await logIn(ada, keyPair())
    const mixed = { userId: adaId, apiKeyIds: [...apiKeyIds, lastingId] }
    expect(await submit(ada, 'DELETE_API_KEYS', mixed)).toMatchObject(waiting)
    expect(await context.query(session, 'whoami', organizationId)).toMatchObject({ status: 200 })
  })

  test('end themselves, also as the last credential of their user', async () => {
    const { guest, guestId, organizationId, passkey, submit } = await household(context)
    const session = keyPair()
    await submit('STAMP_LOGIN', { publicKey: session.publicKey, expirationSeconds: '3600' }, guest)
    const list = await context.query(passkey, 'get_api_keys', organizationId, { userId: guestId })
    const [guestKey, sessionKey] = [textAt(list.body, 'apiKeys.0.apiKeyId'), textAt(list.body, 'apiKeys.1.apiKeyId')]
    const end = (apiKeyId: string) => submit('DELETE_API_KEYS', { userId: guestId, apiKeyIds: [apiKeyId] }, session)
    expect(await end(guestKey)).toMatchObject({ status: 200 })
    expect(await end(sessionKey)).toMatchObject({ status: 200 })
    expect(await context.query(session, 'list_wallets', organizationId)).toMatchObject({ status: 401 })
  })

  test('last 30 days at most', async () => {
    const { passkey, submit, organizationId } = await household(context)
    const logIn = (expirationSeconds: string) => {
      const key = keyPair()
      return submit('STAMP_LOGIN', { publicKey: key.publicKey, expirationSeconds })
    }
    for (const seconds of ['2592001', '978307200', '9007199254740', '9223372036854775807'])
      expect(await logIn(seconds)).toMatchObject(
        refusal(
          400,
          3,
          'REQUEST_INVALID',
          'invalid session expiration: expirationSeconds must be from 1 to 2592000 (30 days)',
        ),
      )
    expect(await logIn('2592000')).toMatchObject({ status: 200 })
    expect(await context.query(passkey, 'whoami', organizationId)).toMatchObject({ status: 200 })
  })

  test('outlive the passkey that began them, and not their user', async () => {
    const { passkey, key, userId, guestId, organizationId, submit, user } = await household(context)
    const session = keyPair()
    await submit('STAMP_LOGIN', { publicKey: session.publicKey }, passkey)
    const authenticatorIds = [textAt(await user(userId), 'user.authenticators.0.authenticatorId')]
    expect(await submit('DELETE_AUTHENTICATORS', { userId, authenticatorIds }, key)).toMatchObject({ status: 200 })
    expect(await context.query(session, 'whoami', organizationId)).toMatchObject({ status: 200 })

    await submit('CREATE_API_KEYS_V2', { userId: guestId, apiKeys: [apiKeyParams(keyPair())] }, key)
    await submit('UPDATE_ROOT_QUORUM', { threshold: 1, userIds: [guestId, userId] }, key)
    expect(await submit('DELETE_USERS', { userIds: [userId] }, session)).toMatchObject({ status: 200 })
    expect(await context.query(session, 'list_wallets', organizationId)).toMatchObject({ status: 401 })
  })
})
