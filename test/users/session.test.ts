import { verifyMessage } from 'viem'
import {
  apiKeyStamper,
  ClockSkewError,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  InvalidParameterError,
  indexedDbStorage,
  restoreSession,
  SessionExpiredError,
  type SessionStorage,
  SessionStorageError,
  type Stamper,
  type StoredSession,
  signIn,
  signOut,
  UnknownCredentialError,
} from 'viem-passkey-account'
import {
  createWalletAccounts,
  ethereumAccount,
  getApiKeys,
  stampLogin,
  submit,
  whoami,
} from 'viem-passkey-account/actions'
import { createTestWallet, type TestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createDeferred } from '../harness/createDeferred.js'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { lie } from '../harness/lie.js'

const clock = { ms: Date.now() }
let open: TestWallet
beforeAll(async () => {
  open = await createTestWallet({ now: () => clock.ms })
})
afterAll(() => open.close())
afterEach(() => void vi.useRealTimers())

async function signInAnew(more: Partial<signIn.Parameters> = {}) {
  const storage = createSessionStorage()
  const key = await createSessionKey()
  const session = await signIn(open.client, { organizationId: open.signer.organizationId, key, storage, ...more })
  return { session, storage, key }
}

test('signIn prompts once, before it returns its promise, and the session stamps without prompts', async () => {
  const { client, wallet, signer, prompts } = open
  const key = await createSessionKey()
  const before = prompts()
  const signing = signIn(client, { organizationId: signer.organizationId, key, storage: createSessionStorage() })
  expect(prompts()).toBe(before + 1)
  const session = await signing
  expect(session).toEqual({
    prompts: false,
    organizationId: wallet.organizationId,
    userId: wallet.userId,
    credentialId: wallet.credentialId,
    wallets: [{ ...wallet, authenticatorId: expect.any(String), passkeyPublicKey: expect.any(String) }],
    publicKey: key.publicKey,
    expiresAt: clock.ms + 900_000,
    kept: true,
    stamp: expect.any(Function),
  })

  const account = createPasskeyAccount({ client, stamper: session, ...wallet })
  const signature = await account.signMessage({ message: 'hello' })
  expect(await verifyMessage({ address: wallet.address, message: 'hello', signature })).toBe(true)
  expect(prompts()).toBe(before + 1)
  await createPasskeyAccount({ client, ...wallet }).signMessage({ message: 'hello' })
  expect(prompts()).toBe(before + 2)
})

test('a session lists all Ethereum accounts', async () => {
  const { client, wallet, session } = { ...open, ...(await signInAnew()) }
  const { organizationId, walletId } = wallet
  const second = { ...ethereumAccount, path: "m/44'/60'/0'/0/1" }
  const other = { ...ethereumAccount, path: "m/44'/60'/0'/0/2", addressFormat: 'ADDRESS_FORMAT_COMPRESSED' } as const
  const { addresses } = await createWalletAccounts(client, {
    organizationId,
    walletId,
    accounts: [second, other],
    stamper: session,
  })
  const again = await signInAnew()
  expect(again.session.wallets.map(({ address }) => address)).toEqual([wallet.address, addresses[0]])
})

test('the session’s private key is not extractable', async () => {
  const { privateKey, publicKey } = await createSessionKey()
  expect(publicKey).toMatch(/^0[23][0-9a-f]{64}$/)
  expect([privateKey.extractable, privateKey.usages]).toEqual([false, ['sign']])
  for (const format of ['jwk', 'pkcs8'] as const)
    await expect(crypto.subtle.exportKey(format, privateKey)).rejects.toThrow()
})

test('a session expires by itself, here without a request and at the signer', async () => {
  const { client, wallet } = open
  const { session, storage, key } = await signInAnew({ expirationSeconds: 60 })
  const ask = () => whoami(client, { organizationId: wallet.organizationId, stamper: session })
  clock.ms += 59_999
  expect(await ask()).toMatchObject({ userId: wallet.userId })
  const late = { ...session, ...(await restoreSession({ storage, now: () => clock.ms - 1000 })).session }
  clock.ms += 1
  await expect(ask()).rejects.toMatchObject({ name: 'SessionExpiredError', expiresAt: clock.ms })
  await expect(ask()).rejects.toBeInstanceOf(SessionExpiredError)
  // A clock that is behind finds out from the signer.
  const { organizationId } = wallet
  await expect(whoami(client, { organizationId, stamper: late })).rejects.toMatchObject({
    name: 'UnknownCredentialError',
    turnkeyErrorCode: 'API_KEY_EXPIRED',
  })
  expect(await restoreSession({ storage, now: () => clock.ms })).toEqual({ reason: 'expired' })
  expect(await signOut(client, { session, storage })).toBe('not reached')
  expect(await restoreSession({ storage })).toEqual({ reason: 'none' })
  expect(key.publicKey).toBe(session.publicKey)
})

test.each([
  ['behind', -240_000],
  ['ahead', 240_000],
])('a clock that is %s does not change how long a session lasts', async (_name, skew) => {
  const { client, wallet, signer } = open
  const skewed = createSignerClient({ ...client, now: () => clock.ms + skew })
  const key = await createSessionKey()
  const organizationId = signer.organizationId
  const session = await signIn(skewed, { organizationId, key, expirationSeconds: 60, storage: createSessionStorage() })
  const ask = () => whoami(skewed, { organizationId: wallet.organizationId, stamper: session })
  clock.ms += 59_999
  expect(await ask()).toMatchObject({ userId: wallet.userId })
  clock.ms += 1
  await expect(ask()).rejects.toBeInstanceOf(SessionExpiredError)
})

test('a clock that is wrong by hours fails the sign-in with ClockSkewError', async () => {
  const { client, signer } = open
  const wrong = createSignerClient({ ...client, now: () => clock.ms + 2 * 3_600_000 })
  const key = await createSessionKey()
  const signing = signIn(wrong, { organizationId: signer.organizationId, key, storage: createSessionStorage() })
  await expect(signing).rejects.toBeInstanceOf(ClockSkewError)
})

test('using a session does not renew it', async () => {
  const { client, wallet, signer } = open
  const paths: string[] = []
  const watched = createSignerClient({
    ...client,
    fetchFn: (request) => {
      paths.push(new URL(request.url).pathname)
      return client.fetchFn(request)
    },
  })
  const storage = createSessionStorage()
  const key = await createSessionKey()
  const session = await signIn(watched, { organizationId: signer.organizationId, key, expirationSeconds: 60, storage })
  const stored = await storage.load()
  const account = createPasskeyAccount({ client: watched, stamper: session, ...wallet })
  for (const wait of [0, 30_000, 29_999]) {
    clock.ms += wait
    await account.signMessage({ message: 'hello' })
  }
  clock.ms += 1
  await expect(account.signMessage({ message: 'hello' })).rejects.toBeInstanceOf(SessionExpiredError)
  expect(paths.filter((path) => path.endsWith('/stamp_login'))).toHaveLength(1)
  expect(paths.filter((path) => path.endsWith('/sign_raw_payload'))).toHaveLength(3)
  expect(await storage.load()).toEqual(stored)
})

test('a sign-in that fails after the prompt leaves no session at the signer', async () => {
  const { client, signer } = open
  let ended = (): void => undefined
  const deleted = new Promise<void>((resolve) => {
    ended = resolve
  })
  const watched = createSignerClient({
    ...client,
    fetchFn: async (request) => {
      if (request.url.endsWith('/list_wallet_accounts')) return new Response('none', { status: 500 })
      const response = await client.fetchFn(request)
      if (request.url.endsWith('/delete_api_keys')) ended()
      return response
    },
  })
  const storage = createSessionStorage()
  const key = await createSessionKey()
  const signing = signIn(watched, { organizationId: signer.organizationId, key, storage })
  await expect(signing).rejects.toMatchObject({ name: 'SignerAnswerError' })
  await deleted
  expect(await storage.load()).toBeUndefined()
})

test('a sign-in that is aborted while its log-in is answered ends the session at the signer', async () => {
  const { client, signer, organization, wallet, close } = await createTestWallet()
  onTestFinished(close)
  const controller = new AbortController()
  const { organizationId, userId } = wallet
  const sessions = () => getApiKeys(organization.client, { organizationId, userId })
  let begun = 0
  const fetchFn = lie(signer.fetch, {
    stamp_login: async () => {
      begun = (await sessions()).length
      controller.abort(new Error('left'))
    },
  })
  const signing = signIn(createSignerClient({ ...client, fetchFn }), {
    organizationId: signer.organizationId,
    key: await createSessionKey(),
    storage: createSessionStorage(),
    signal: controller.signal,
  })
  await expect(signing).rejects.toThrow('left')
  expect(begun).toBe(1)
  await expect.poll(sessions).toEqual([])
})

test('a sign-in that is aborted while it is stored leaves nothing there', async () => {
  const stored = createSessionStorage()
  const controller = new AbortController()
  const saving = createDeferred()
  const saved = createDeferred()
  const storage: SessionStorage = {
    ...stored,
    save: async (session) => {
      controller.abort(new Error('left'))
      await saving.promise
      await stored.save(session)
      saved.resolve()
    },
  }
  const signing = signIn(open.client, {
    organizationId: open.signer.organizationId,
    key: await createSessionKey(),
    storage,
    signal: controller.signal,
  })
  await expect(signing).rejects.toThrow('left')
  saving.resolve()
  await saved.promise
  await expect.poll(() => stored.load()).toBeUndefined()
})

test('a sign-in that is aborted before it is stored leaves the session that is there', async () => {
  vi.stubGlobal('window', { navigator })
  onTestFinished(() => void vi.unstubAllGlobals())
  const { storage } = await signInAnew()
  const before = await storage.load()
  const controller = new AbortController()
  const name = 'viem-passkey-account.session'
  const queue = async (kind: 'held' | 'pending') =>
    (await navigator.locks.query())[kind]?.filter((lock) => lock.name === name) ?? []
  const inAnotherTab = createDeferred()
  const held = navigator.locks.request(name, () => inAnotherTab.promise)
  const signing = signInAnew({ storage, signal: controller.signal })
  await expect.poll(() => queue('pending')).toHaveLength(1)
  controller.abort(new Error('left'))
  await expect(signing).rejects.toThrow('left')
  inAnotherTab.resolve()
  await held
  await expect.poll(() => queue('held')).toEqual([])
  expect(await storage.load()).toEqual(before)
})

describe('a storage that fails does not fail the sign-in', () => {
  let wasCalled: () => void = () => undefined
  const never = () => {
    wasCalled()
    return new Promise<never>(() => undefined)
  }
  const full = new SessionStorageError({ cause: new DOMException('', 'QuotaExceededError') })
  const lockdown = new DOMException('', 'DataCloneError')
  const cases: Record<string, [storage: Partial<SessionStorage>, cause: string]> = {
    'it is full': [{ save: () => Promise.reject(full) }, 'QuotaExceededError'],
    'it cannot clone keys, as in Lockdown mode': [{ save: () => Promise.reject(lockdown) }, 'DataCloneError'],
    'it cannot be read': [{ load: () => Promise.reject(full) }, 'QuotaExceededError'],
    'it never answers': [{ load: never }, 'TimeoutError'],
    'it never answers when it should keep': [{ save: never }, 'TimeoutError'],
    'it throws': [
      {
        load: () => {
          throw new TypeError('indexedDB is undefined')
        },
      },
      'TypeError',
    ],
  }
  test.each(Object.entries(cases))('%s', async (_, [broken, cause]) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const key = await createSessionKey()
    const call = new Promise<void>((resolve) => {
      wasCalled = resolve
    })
    const signing = signIn(open.client, {
      organizationId: open.signer.organizationId,
      key,
      storage: { ...createSessionStorage(), ...broken },
    })
    if (cause === 'TimeoutError') {
      // Once, and less than the timeouts of prompts and requests: those run in real time.
      await call
      await vi.advanceTimersByTimeAsync(3_000)
    }
    const session = await signing
    vi.useRealTimers()
    expect(session.kept).toBe(false)
    expect(session.storageError?.cause).toMatchObject({ name: cause })
    const { organizationId } = open.wallet
    expect(await whoami(open.client, { organizationId, stamper: session })).toMatchObject({ organizationId })
  })

  test('restoring from a storage that hangs ends by itself or by a signal', async () => {
    const storage = { ...createSessionStorage(), load: never }
    const controller = new AbortController()
    const restoring = restoreSession({ storage, signal: controller.signal })
    controller.abort(new Error('left'))
    await expect(restoring).rejects.toThrow('left')
    vi.useFakeTimers()
    const waiting = restoreSession({ storage }).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await waiting).toBeInstanceOf(SessionStorageError)
    vi.useRealTimers()
  })
})

describe('a double click', () => {
  async function start() {
    const key = await createSessionKey()
    const parameters = { organizationId: open.signer.organizationId, key, storage: createSessionStorage() }
    return { key, parameters, before: open.prompts() }
  }

  test('joins the sign-in that is running: one prompt, one session', async () => {
    const { parameters, before } = await start()
    const [first, second] = await Promise.all([signIn(open.client, parameters), signIn(open.client, parameters)])
    expect(second).toBe(first)
    expect(open.prompts()).toBe(before + 1)
  })

  test('with other options is refused', async () => {
    const { parameters, before } = await start()
    const first = signIn(open.client, parameters)
    const second = signIn(open.client, { ...parameters, expirationSeconds: 60 })
    await expect(second).rejects.toMatchObject({ name: 'InvalidParameterError', parameter: 'key' })
    expect((await first).kept).toBe(true)
    expect(open.prompts()).toBe(before + 1)
  })

  test('a signal ends the wait of its call, and the prompt once every call has left', async () => {
    const { key, parameters } = await start()
    const [one, other] = [new AbortController(), new AbortController()]
    let prompt: AbortSignal | undefined
    const stamper: Stamper = {
      stamp: (_payload, options) => {
        prompt = options?.signal
        return new Promise(() => undefined)
      },
    }
    const first = signIn(open.client, { ...parameters, stamper, signal: one.signal })
    const second = signIn(open.client, { ...parameters, stamper, signal: other.signal })
    one.abort(new Error('first left'))
    await expect(first).rejects.toThrow('first left')
    expect(prompt?.aborted).toBe(false)
    other.abort(new Error('second left'))
    await expect(second).rejects.toThrow('second left')
    expect(prompt?.aborted).toBe(true)
    // The key is free again.
    expect((await signIn(open.client, { ...parameters, key })).publicKey).toBe(key.publicKey)
  })

  test('a signal that has aborted before neither prompts nor joins', async () => {
    const { parameters, before } = await start()
    const signal = AbortSignal.abort(new Error('left before'))
    await expect(signIn(open.client, { ...parameters, signal })).rejects.toThrow('left before')
    expect(open.prompts()).toBe(before)

    const running = new AbortController()
    let prompt: AbortSignal | undefined
    const stamper: Stamper = {
      stamp: (_payload, options) => {
        prompt = options?.signal
        return new Promise(() => undefined)
      },
    }
    const first = signIn(open.client, { ...parameters, stamper, signal: running.signal })
    await expect(signIn(open.client, { ...parameters, stamper, signal })).rejects.toThrow('left before')
    running.abort(new Error('left'))
    await expect(first).rejects.toThrow('left')
    expect(prompt?.aborted).toBe(true)
  })

  test('an abort while both the prompt and the storage hang is no unhandled rejection', async () => {
    const { parameters } = await start()
    const unhandled: unknown[] = []
    const listen = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', listen)
    const storage = { ...createSessionStorage(), load: () => new Promise<undefined>(() => undefined) }
    const controller = new AbortController()
    const stamper = {
      stamp: (_payload: string, options?: { signal?: AbortSignal | undefined }) =>
        new Promise<never>((_resolve, reject) => {
          options?.signal?.addEventListener('abort', () => reject(options.signal?.reason))
        }),
    }
    const signing = signIn(open.client, { ...parameters, storage, stamper, signal: controller.signal })
    controller.abort(new Error('left'))
    await expect(signing).rejects.toThrow('left')
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listen)
    expect(unhandled).toEqual([])
  })

  test('with a default spelled out joins too', async () => {
    const { parameters, before } = await start()
    const first = signIn(open.client, parameters)
    expect(await signIn(open.client, { ...parameters, invalidateExisting: false })).toBe(await first)
    expect(open.prompts()).toBe(before + 1)
  })
})

test('a session is restored without a prompt, and signs', async () => {
  const { client, wallet, prompts } = open
  const { session, storage } = await signInAnew()
  const before = prompts()
  const { session: restored, reason } = await restoreSession({ storage, now: () => clock.ms })
  if (!restored) throw new Error(reason)
  expect(JSON.stringify(restored)).toBe(JSON.stringify(session))
  await createPasskeyAccount({ client, stamper: restored, ...wallet }).signMessage({ message: 'hello' })
  expect(prompts()).toBe(before)
})

test('an unreadable stored session is distinguished from no session', async () => {
  const { storage } = await signInAnew()
  const stored = await storage.load()
  if (!stored) throw new Error('Nothing is stored.')
  const { key, wallets, ...rest } = stored
  const unreadable: unknown[] = [
    // What becomes of it in a storage of text, which cannot hold the key.
    JSON.parse(JSON.stringify(stored)),
    // Of an earlier or a later version of this package.
    { ...rest, key },
    { ...rest, key, wallets: [{ ...wallets[0], address: undefined }] },
    { ...stored, expiresAt: undefined },
    { ...stored, expiresAt: Number.NaN },
    { ...stored, expiresAt: Number.POSITIVE_INFINITY },
    { ...stored, wallets: new Array(1) },
    'text',
  ]
  for (const value of unreadable) {
    const load = async () => value as StoredSession
    expect(await restoreSession({ storage: { ...storage, load }, now: () => clock.ms })).toEqual({
      reason: 'unreadable',
    })
  }
  const missing = async () => null as unknown as undefined
  expect(await restoreSession({ storage: { ...storage, load: missing } })).toEqual({ reason: 'none' })
  expect(await restoreSession({ storage, now: () => clock.ms })).toHaveProperty('session')
})

test('signing out ends the session here and at the signer, and no other session', async () => {
  const { client, wallet, prompts } = open
  const [first, second] = [await signInAnew(), await signInAnew()]
  const firstStored = await first.storage.load()
  if (!firstStored) throw new Error('Nothing is stored.')
  await second.storage.save(firstStored)
  const before = prompts()
  expect(await signOut(client, first)).toBe('ended')
  const ask = (stamper: typeof first.session) => whoami(client, { organizationId: wallet.organizationId, stamper })
  await expect(ask(first.session)).rejects.toBeInstanceOf(UnknownCredentialError)
  expect(await restoreSession({ ...first, now: () => clock.ms })).toEqual({ reason: 'none' })
  // The other signs out where a later one is stored: that stays.
  expect(await ask(second.session)).toMatchObject({ userId: wallet.userId })
  await signOut(client, second)
  expect((await second.storage.load())?.key.publicKey).toBe(first.key.publicKey)
  // Signed out already, in another tab say.
  expect(await signOut(client, first)).toBe('not known to the signer')
  expect(prompts()).toBe(before)
})

test('signing out removes the stored session even if the signer is down', async () => {
  const { session, storage } = await signInAnew()
  const down = createSignerClient({
    url: 'https://signer.test',
    now: () => clock.ms,
    pollingInterval: 1,
    fetchFn: () => Promise.reject(new TypeError('down')),
  })
  expect(await signOut(down, { session, storage })).toBe('not reached')
  expect(await storage.load()).toBeUndefined()
})

test('signing out ends the session at the signer even if the storage fails', async () => {
  const { client, wallet } = open
  const { session, storage } = await signInAnew()
  const blocked = new SessionStorageError({ cause: new DOMException('', 'SecurityError') })
  const signingOut = signOut(client, { session, storage: { ...storage, remove: () => Promise.reject(blocked) } })
  await expect(signingOut).rejects.toBe(blocked)
  const { organizationId } = wallet
  await expect(whoami(client, { organizationId, stamper: session })).rejects.toBeInstanceOf(UnknownCredentialError)
})

test('invalidateExisting ends the user’s other sessions', async () => {
  const { client, wallet } = open
  const { organizationId } = wallet
  const first = await signInAnew()
  const second = await signInAnew({ invalidateExisting: true })
  await expect(whoami(client, { organizationId, stamper: first.session })).rejects.toBeInstanceOf(
    UnknownCredentialError,
  )
  expect(await whoami(client, { organizationId, stamper: second.session })).toMatchObject({ organizationId })
})

test('refuses parameters that cannot begin a session', async () => {
  const { client, signer } = open
  for (const expirationSeconds of [0, -1, 1.5, Number.NaN])
    await expect(signInAnew({ expirationSeconds })).rejects.toBeInstanceOf(InvalidParameterError)
  await expect(signInAnew({ stamper: apiKeyStamper(signer.apiKey) })).rejects.toMatchObject({ parameter: 'stamper' })
  await expect(signInAnew({ organizationId: '99999999-9999-4999-8999-999999999999' })).rejects.toMatchObject({
    status: 404,
  })
  const foreign: typeof client.stamper = {
    stamp: async (payload) => {
      const stamp = await client.stamper?.stamp(payload)
      const value = { ...JSON.parse(stamp?.stampHeaderValue ?? ''), credentialId: 'AAAA' }
      return { stampHeaderName: stamp?.stampHeaderName ?? '', stampHeaderValue: JSON.stringify(value) }
    },
  }
  await expect(signInAnew({ stamper: foreign })).rejects.toBeInstanceOf(UnknownCredentialError)
})

test.each([
  ['no token', () => 'hello'],
  ['a token of another key', (claims: object) => ({ ...claims, public_key: `02${'11'.repeat(32)}` })],
  ['a token of another organization', (claims: object) => ({ ...claims, organization_id: 'other' })],
  ['a token of nobody', (claims: object) => ({ ...claims, user_id: undefined })],
])('a response with %s is refused', async (_name, change) => {
  const { client, signer } = open
  const lying = {
    ...client,
    fetchFn: async (request: Request) => {
      const response = await signer.fetch(request)
      if (!request.url.endsWith('/stamp_login')) return response
      const body = await response.json()
      const { stampLoginResult } = body.activity.result
      const claims = change(JSON.parse(atob(stampLoginResult.session.split('.')[1])))
      stampLoginResult.session = typeof claims === 'string' ? claims : `a.${btoa(JSON.stringify(claims))}.b`
      return Response.json(body)
    },
  }
  const key = await createSessionKey()
  const storage = createSessionStorage()
  const signing = signIn(lying, { organizationId: signer.organizationId, key, storage })
  await expect(signing).rejects.toMatchObject({ name: 'AnswerMismatchError' })
  expect(await storage.load()).toBeUndefined()
})

test('a session key is a credential of the root user, as the guide says', async () => {
  const { client, wallet } = open
  const { session } = await signInAnew()
  const activity = await submit(client, {
    type: 'ACTIVITY_TYPE_STAMP_LOGIN',
    organizationId: wallet.organizationId,
    parameters: { publicKey: (await createSessionKey()).publicKey },
    stamper: session,
  })
  expect(activity.status).toBe('ACTIVITY_STATUS_COMPLETED')
})

test('the error about missing IndexedDB says what to do', async () => {
  const storage = indexedDbStorage()
  await expect(storage.load()).rejects.toBeInstanceOf(SessionStorageError)
  await expect(restoreSession()).rejects.toThrow('Pass another `storage`')
})

test('stampLogin begins a session for a key that someone else holds', async () => {
  const { client, wallet, signer, prompts } = open
  const key = await createSessionKey()
  const { publicKey } = key
  const before = prompts()
  const { session } = await stampLogin(client, {
    organizationId: signer.organizationId,
    publicKey,
    expirationSeconds: '60',
  })
  expect(JSON.parse(atob(session.split('.')[1] ?? ''))).toMatchObject({ public_key: publicKey, user_id: wallet.userId })

  const { organizationId, userId, address } = wallet
  const stamper = apiKeyStamper(key)
  expect(await whoami(client, { organizationId, stamper })).toMatchObject({ organizationId, userId })
  const signature = await createPasskeyAccount({ client, stamper, ...wallet }).signMessage({ message: 'hello' })
  expect(await verifyMessage({ address, message: 'hello', signature })).toBe(true)
  expect(prompts()).toBe(before + 1)

  clock.ms += 60_000
  const ended = await whoami(client, { organizationId, stamper }).catch((error) => error)
  expect(ended).toBeInstanceOf(UnknownCredentialError)
})
