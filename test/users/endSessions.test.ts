import {
  AnswerMismatchError,
  addPasskey,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  endSessions,
  listSessions,
  NotPermittedError,
  removePasskey,
  type Session,
  signIn,
  signOut,
  UnknownCredentialError,
} from 'viem-passkey-account'
import { createApiKeys, deleteApiKeys, getApiKeys, whoami } from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Lie, lie, type Refusal, refuse } from '../harness/lie.js'

const clock = { ms: Date.parse('2026-01-01T00:00:00Z') }

async function openUser() {
  const open = await createTestWallet({ now: () => clock.ms })
  onTestFinished(open.close)
  const { organizationId, userId } = open.wallet
  const start = async (more: Partial<signIn.Parameters> = {}): Promise<Session> =>
    signIn(open.client, {
      organizationId: open.organization.organizationId,
      key: await createSessionKey(),
      storage,
      ...more,
    })
  const isAlive = async (stamper: Session): Promise<boolean> =>
    whoami(open.client, { organizationId, stamper }).then(
      () => true,
      (error) => {
        if (error instanceof UnknownCredentialError) return false
        throw error
      },
    )
  const through = (lies: { [endpoint: string]: Lie | Refusal }) =>
    createSignerClient({ ...open.client, fetchFn: lie(open.signer.fetch, lies) })
  return { ...open, as: { organizationId, userId }, start, isAlive, through }
}

const storage = { load: async () => undefined, save: async () => {}, remove: async () => {} }

test('all sessions of a user are listed, and no API key', async () => {
  const { client, as, start, prompts } = await openUser()
  const first = await start()
  clock.ms += 5_000
  const second = await start({ expirationSeconds: 60 })
  const toApiKey = async () => ({
    apiKeyName: 'Backup',
    publicKey: (await createSessionKey()).publicKey,
    curveType: 'API_KEY_CURVE_P256' as const,
  })
  const apiKeys = [await toApiKey(), { ...(await toApiKey()), expirationSeconds: '60' }]
  await createApiKeys(client, { ...as, apiKeys })
  const before = prompts()
  expect(await listSessions(client, as)).toEqual([
    {
      sessionId: expect.any(String),
      publicKey: first.publicKey,
      name: 'Session',
      createdAt: clock.ms - 5_000,
      expiresAt: clock.ms - 5_000 + 900_000,
    },
    expect.objectContaining({ publicKey: second.publicKey, createdAt: clock.ms, expiresAt: clock.ms + 60_000 }),
  ])
  expect(prompts()).toBe(before + 1)
  expect(await getApiKeys(client, as)).toHaveLength(4)
  await listSessions(client, { ...as, stamper: first })
  expect(prompts()).toBe(before + 2)
})

describe('ending sessions', () => {
  test('ends all of them, also the one that stamps it, and leaves API keys', async () => {
    const { client, as, start, isAlive, prompts } = await openUser()
    const { publicKey } = await createSessionKey()
    const apiKeys = [{ apiKeyName: 'Backup', publicKey, curveType: 'API_KEY_CURVE_P256' as const }]
    await createApiKeys(client, { ...as, apiKeys })
    const [own, other] = [await start(), await start({ expirationSeconds: 2_592_000, allowLongSession: true })]
    const before = prompts()
    const { sessionIds } = await endSessions(client, { ...as, stamper: own })
    expect(sessionIds).toHaveLength(2)
    expect([await isAlive(own), await isAlive(other), prompts()]).toEqual([false, false, before])
    expect((await getApiKeys(client, as)).map(({ apiKeyName }) => apiKeyName)).toEqual(['Backup'])
    expect(await endSessions(client, as)).toEqual({ sessionIds: [] })
  })

  test('spares the page’s own, whether all end or some', async () => {
    const { client, as, start, isAlive } = await openUser()
    const [own, second, third] = [await start(), await start(), await start()]
    const sessions = (await listSessions(client, as)).filter(({ publicKey }) => publicKey !== third.publicKey)
    await endSessions(client, { ...as, sessions, except: own, stamper: own })
    expect([await isAlive(own), await isAlive(second), await isAlive(third)]).toEqual([true, false, true])
    await endSessions(client, { ...as, except: { publicKey: own.publicKey.toUpperCase() }, stamper: own })
    expect([await isAlive(own), await isAlive(third)]).toEqual([true, false])
  })

  test('sends nothing for an empty list', async () => {
    const { as, through } = await openUser()
    const client = through({ delete_api_keys: refuse(500, 13) })
    expect(await endSessions(client, { ...as, sessions: [] })).toEqual({ sessionIds: [] })
  })

  test('is refused if the answer names others', async () => {
    const { as, start, through } = await openUser()
    await start()
    const client = through({
      delete_api_keys: ({ activity }) => {
        activity.result.deleteApiKeysResult.apiKeyIds = []
      },
    })
    await expect(endSessions(client, as)).rejects.toMatchObject({ name: 'AnswerMismatchError', field: 'apiKeyIds' })
  })

  test('is refused for the list of another user', async () => {
    const { as, through } = await openUser()
    const client = through({
      get_user: ({ user }) => {
        user.userId = 'other'
      },
    })
    await expect(endSessions(client, as)).rejects.toBeInstanceOf(AnswerMismatchError)
    await expect(listSessions(client, as)).rejects.toBeInstanceOf(AnswerMismatchError)
  })
})

test('deleteApiKeys deletes exactly what it is given', async () => {
  const { client, as, start } = await openUser()
  await start()
  const [apiKey] = await getApiKeys(client, as)
  const apiKeyIds = [apiKey?.apiKeyId ?? '']
  expect(await deleteApiKeys(client, { ...as, apiKeyIds })).toEqual({ apiKeyIds })
  expect(await getApiKeys(client, { organizationId: as.organizationId })).toEqual([])
})

test('more than a day must be asked for, before any prompt', async () => {
  const { start, prompts } = await openUser()
  const before = prompts()
  const day = 86_400
  for (const allowLongSession of [undefined, false])
    await expect(start({ expirationSeconds: day + 1, allowLongSession })).rejects.toMatchObject({
      name: 'InvalidParameterError',
      parameter: 'expirationSeconds',
    })
  expect(prompts()).toBe(before)
  expect((await start({ expirationSeconds: day })).expiresAt).toBe(clock.ms + day * 1000)
  const long = await start({ expirationSeconds: 10 * day, allowLongSession: true })
  expect(long.expiresAt).toBe(clock.ms + 10 * day * 1000)
  await expect(start({ expirationSeconds: -1, allowLongSession: true })).rejects.toMatchObject({
    name: 'InvalidParameterError',
  })
})

describe('what signing out says', () => {
  test.each<[string, { [endpoint: string]: Lie | Refusal }, string]>([
    ['a forged 401', { get_user: refuse(401, 16) }, 'not known to the signer'],
    ['a forged 401 with a reason', { get_user: refuse(401, 16, 'PUBLIC_KEY_NOT_FOUND') }, 'not known to the signer'],
    [
      'a forged 401 to the end itself',
      { delete_api_keys: refuse(401, 16, 'API_KEY_EXPIRED') },
      'not known to the signer',
    ],
    [
      'a page in place of a signer',
      { get_user: { instead: () => new Response('<html>', { status: 403 }) } },
      'not reached',
    ],
    [
      'a refusal by the app’s own proxy',
      { delete_api_keys: { instead: () => new Response('Not allowed here.', { status: 403 }) } },
      'not reached',
    ],
    ['a redirect', { get_user: { instead: () => Response.redirect('http://elsewhere.test') } }, 'not reached'],
    ['an empty answer', { get_user: () => ({}) }, 'not reached'],
  ])('%s is no end', async (_name, lies, result) => {
    const { start, isAlive, through, client } = await openUser()
    const session = await start()
    expect(await signOut(through(lies), { session, storage })).toBe(result)
    expect(await isAlive(session)).toBe(true)
    expect(await signOut(client, { session, storage })).toBe('ended')
    expect(await isAlive(session)).toBe(false)
  })

  test('an expired session has sent nothing', async () => {
    const { client, start } = await openUser()
    const session = await start({ expirationSeconds: 60 })
    clock.ms += 60_000
    expect(await signOut(client, { session, storage })).toBe('not reached')
  })

  test('a list without the session, or with it twice, ends no other key', async () => {
    const { client, as, start, isAlive, through } = await openUser()
    const [session, other] = [await start(), await start()]
    const swap: Lie = (answer) => {
      const apiKeys = answer.user?.apiKeys ?? answer.apiKeys
      apiKeys.find((key: { credential: object }) =>
        JSON.stringify(key.credential).includes(session.publicKey),
      ).credential.publicKey = `02${'11'.repeat(32)}`
    }
    const twice: Lie = (answer) => {
      for (const { credential } of answer.user?.apiKeys ?? answer.apiKeys) credential.publicKey = session.publicKey
    }
    for (const change of [swap, twice]) {
      const lying = through({ get_user: change, get_api_keys: change })
      await expect(signOut(lying, { session, storage })).rejects.toBeInstanceOf(AnswerMismatchError)
    }
    expect([await isAlive(session), await isAlive(other)]).toEqual([true, true])
    // One honest list is enough.
    expect(await signOut(through({ get_user: swap }), { session, storage })).toBe('ended')
    expect(await listSessions(client, as)).toMatchObject([{ publicKey: other.publicKey }])
  })

  test('an end of other keys is an error', async () => {
    const { start, through } = await openUser()
    const session = await start()
    const lying = through({
      delete_api_keys: ({ activity }) => {
        activity.result.deleteApiKeysResult.apiKeyIds = ['other']
      },
    })
    await expect(signOut(lying, { session, storage })).rejects.toBeInstanceOf(AnswerMismatchError)
  })

  test('a refuse for another reason is thrown', async () => {
    const { start, through } = await openUser()
    const session = await start()
    const lying = through({ get_user: refuse(403, 7) })
    await expect(signOut(lying, { session, storage })).rejects.toBeInstanceOf(NotPermittedError)
  })
})

test('a session goes on after its passkey was removed, unless sessions end with it', async () => {
  for (const keep of [false, true]) {
    const { client, as, wallet, start, isAlive } = await openUser()
    const phone = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    const added = await addPasskey(client, {
      ...as,
      passkeys: [wallet],
      rp: { id: 'localhost' },
      user: { name: 'anna' },
      createFn: phone.createFn,
    })
    const [own, stolen] = [await start(), await start({ expirationSeconds: 2_592_000, allowLongSession: true })]
    const parameters = { ...as, ...added, rpId: 'localhost', stamper: own }
    if (!keep) {
      await removePasskey(client, { ...parameters, endSessions: true })
      expect([await isAlive(own), await isAlive(stolen)]).toEqual([false, false])
      continue
    }
    await removePasskey(client, { ...parameters, endSessions: { except: own } })
    expect([await isAlive(own), await isAlive(stolen)]).toEqual([true, false])
    expect(await createPasskeyAccount({ client, stamper: own, ...wallet }).signMessage({ message: 'hello' })).toMatch(
      /^0x/,
    )
  }
})
