import {
  AnswerMismatchError,
  createPasskey,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  discardPasskey,
  InvalidParameterError,
  InvalidRpIdError,
  PasskeyCeremonyError,
  PasskeyUnsupportedError,
  restoreSession,
  type SessionStorage,
  SignerUnreachableError,
  signIn,
  signUp,
  startAutofill,
  UnknownCredentialError,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSessionProfile } from 'viem-passkey-account/actions'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { createTestWallet, type TestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { countRequests, createAutofill } from '../harness/createAutofill.js'
import { createSessionStorage } from '../harness/createSessionStorage.js'

const clock = { ms: Date.now() }
let open: TestWallet
beforeAll(async () => {
  open = await createTestWallet({ now: () => clock.ms })
})
afterAll(() => open.close())
afterEach(() => void vi.useRealTimers())

const minute = 60_000

/** Autofill of a page, armed once. */
async function arm(more: Partial<startAutofill.Parameters> = {}) {
  const autofill = createAutofill(open.passkey)
  const { client, sent } = countRequests(open.client)
  const storage = createSessionStorage()
  const controller = new AbortController()
  const running = startAutofill(client, {
    organizationId: open.signer.organizationId,
    rpId: 'localhost',
    getFn: autofill.getFn,
    storage,
    signal: controller.signal,
    ...more,
  })
  running.catch(() => undefined)
  // The page's own client, whose prompts use the same function.
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn: autofill.getFn })
  return {
    ...autofill,
    client: { ...client, stamper },
    sent,
    storage,
    controller,
    running,
    first: await autofill.request(1),
  }
}
type Armed = Awaited<ReturnType<typeof arm>>

const end = async ({ controller, running }: Armed): Promise<void> => {
  controller.abort(new Error('over'))
  await expect(running).rejects.toThrow('over')
}

test('nothing is prompted or sent until the user picks a passkey; then there is a session', async () => {
  const before = open.prompts()
  const armed = await arm({ expected: [open.wallet], expirationSeconds: 600 })
  expect(armed.sent).toEqual([])
  expect(open.prompts()).toBe(before)
  armed.first.pick()
  const session = await armed.running
  expect(session).toMatchObject({
    wallets: [open.wallet],
    credentialId: open.wallet.credentialId,
    kept: true,
    expiresAt: clock.ms + 600_000,
  })
  expect(armed.sent[0]).toBe('/public/v1/submit/stamp_login')
  expect(JSON.parse(armed.first.payload)).toMatchObject({
    type: 'ACTIVITY_TYPE_STAMP_LOGIN',
    parameters: { publicKey: session.publicKey, expirationSeconds: '600' },
  })
  const { session: restored } = await restoreSession({ storage: armed.storage, now: () => clock.ms })
  expect(restored?.publicKey).toBe(session.publicKey)
  expect(armed.requests).toHaveLength(1)
})

test('the session’s wallet has the user handle that the authenticator told', async () => {
  const armed = await arm()
  armed.first.pick()
  const { wallets } = await armed.running
  expect(wallets[0]?.userHandle).toBe(open.passkey.credentials[0]?.userHandle)
})

test.each([
  [
    'a sign-in',
    async ({ client }: Armed) => {
      const key = await createSessionKey()
      return () => signIn(client, { organizationId: open.signer.organizationId, key, storage: createSessionStorage() })
    },
  ],
  [
    'a signature',
    async ({ client }: Armed) => {
      const account = createPasskeyAccount({ client, ...open.wallet })
      return () => account.signMessage({ message: 'hello' })
    },
  ],
  [
    'a registration',
    async () => () =>
      createPasskey({ rp: { id: 'localhost' }, user: { name: 'berta' }, createFn: open.passkey.createFn }),
  ],
])('%s makes it step aside in the same task, and it comes back with a new key', async (_name, prepare) => {
  const armed = await arm()
  const act = await prepare(armed)
  const before = open.passkey.prompts.length
  const acting = act()
  // In the same task: the request is gone and the prompt is open.
  expect(armed.open.size).toBe(0)
  expect(armed.first.signal.aborted).toBe(true)
  expect(open.passkey.prompts.length).toBe(before + 1)
  await acting
  const second = await armed.request(2)
  const keyOf = ({ payload }: { payload: string }) => JSON.parse(payload).parameters.publicKey
  expect(keyOf(second)).not.toBe(keyOf(armed.first))
  for (const { credentialId } of open.passkey.credentials.slice(1)) open.passkey.remove(credentialId)
  second.pick()
  expect(await armed.running).toMatchObject({ publicKey: keyOf(second) })
})

test('it comes back after a sign-up whose request failed, and after a prompt that was dismissed', async () => {
  const armed = await arm()
  const failing = signUp({
    url: 'http://localhost/api/sign-up',
    rp: { id: 'localhost' },
    user: { name: 'berta' },
    createFn: open.passkey.createFn,
    fetchFn: () => Promise.reject(new Error('offline')),
  })
  expect(armed.open.size).toBe(0)
  await expect(failing).rejects.toThrow()
  await armed.request(2)
  open.passkey.next('cancel')
  await expect(
    createPasskeyAccount({ client: armed.client, ...open.wallet }).signMessage({ message: 'no' }),
  ).rejects.toThrow()
  await armed.request(3)
  await end(armed)
  for (const { credentialId } of open.passkey.credentials.slice(1)) open.passkey.remove(credentialId)
})

test('it stays away while one of several prompts is open', async () => {
  const armed = await arm()
  const account = createPasskeyAccount({ client: armed.client, ...open.wallet })
  let approve: (answer: 'approve') => void = () => undefined
  open.passkey.next(new Promise((resolve) => (approve = resolve)))
  const first = account.signMessage({ message: 'one' })
  const second = account.signMessage({ message: 'two' })
  approve('approve')
  await Promise.all([first, second])
  await armed.request(2)
  expect(armed.requests).toHaveLength(2)
  await end(armed)
})

test('a signal of the browser makes it pause', async () => {
  const armed = await arm()
  const states: number[] = []
  const signalFn = async () => void states.push(armed.open.size)
  expect(await discardPasskey({ rpId: 'localhost', credentialId: 'AAAA', signalFn })).toEqual({ signalled: true })
  expect(states).toEqual([0])
  await armed.request(2)
  await end(armed)
})

test('it is armed anew before its request is an hour old, and after the machine slept', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const armed = await arm()
  const later = async (ms: number) => {
    clock.ms += ms
    await vi.advanceTimersByTimeAsync(minute)
  }
  await later(29 * minute)
  expect(armed.open).toEqual(new Set([armed.first]))
  await later(minute)
  const second = await armed.request(2)
  expect(armed.first.signal.aborted).toBe(true)
  expect(Number(JSON.parse(second.payload).timestampMs)).toBeGreaterThanOrEqual(clock.ms)
  // A night in a closed laptop.
  await later(8 * 60 * minute)
  const third = await armed.request(3)
  // A clock that was set back.
  await later(-60 * minute)
  const fourth = await armed.request(4)
  expect([second, third].every(({ signal }) => signal.aborted)).toBe(true)
  fourth.pick()
  expect((await armed.running).expiresAt).toBe(clock.ms + 900_000)
})

test('a clock that is corrected by a few milliseconds does not lose the pick', async () => {
  const armed = await arm()
  clock.ms -= 5
  armed.first.pick()
  expect(await armed.running).toMatchObject({ wallets: [{ address: open.wallet.address }] })
})

test('a request that is too old when the user picks is not sent, and a new one takes its place', async () => {
  const armed = await arm()
  clock.ms += 56 * minute
  armed.first.pick()
  const second = await armed.request(2)
  expect(armed.sent).toEqual([])
  second.pick()
  expect(await armed.running).toMatchObject({ wallets: [{ address: open.wallet.address }] })
})

test.each(['AbortError', 'NotAllowedError', 'OperationError'])(
  'it comes back by itself after another library or the browser ended it: %s',
  async (name) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const armed = await arm()
    // Twice as long each time, so that it is no hot loop.
    for (const [index, wait] of [1_000, 2_000, 4_000].entries()) {
      const request = await armed.request(index + 1)
      request.end(name)
      await vi.advanceTimersByTimeAsync(wait - 1)
      expect(armed.requests).toHaveLength(index + 1)
      await vi.advanceTimersByTimeAsync(1)
      await armed.request(index + 2)
    }
    const last = await armed.request(4)
    last.pick()
    expect(await armed.running).toMatchObject({ userId: open.wallet.userId })
  },
)

describe('in a page', () => {
  /** The events and the focus of a page, without a browser. */
  function openPage() {
    const state = { hasFocus: true }
    const page = new EventTarget()
    const document = Object.assign(new EventTarget(), { hasFocus: () => state.hasFocus })
    vi.stubGlobal('window', page)
    vi.stubGlobal('document', document)
    onTestFinished(() => void vi.unstubAllGlobals())
    return {
      state,
      document,
      dispatch: (type: string, target: EventTarget = page) => target.dispatchEvent(new Event(type)),
    }
  }

  test.each(['pointerdown', 'keydown'])('a %s brings it back at once after another library ended it', async (type) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { dispatch } = openPage()
    const armed = await arm()
    armed.first.end('AbortError')
    await vi.advanceTimersByTimeAsync(0)
    expect(armed.requests).toHaveLength(1)
    dispatch(type)
    await armed.request(2)
    await end(armed)
  })

  test('while another library’s prompt has the focus, it does not come back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { state } = openPage()
    const armed = await arm()
    state.hasFocus = false
    armed.first.end('NotAllowedError')
    await vi.advanceTimersByTimeAsync(10 * minute)
    expect(armed.requests).toHaveLength(1)
    state.hasFocus = true
    await vi.advanceTimersByTimeAsync(minute)
    await armed.request(2)
    await end(armed)
  })

  test('that is left, it lets go of its request, and is armed again on return', async () => {
    const { dispatch } = openPage()
    const armed = await arm()
    dispatch('pagehide')
    expect(armed.open.size).toBe(0)
    // A page in the cache runs nothing, but an event may still be there.
    dispatch('keydown')
    dispatch('pageshow')
    await armed.request(2)
    expect(armed.requests).toHaveLength(2)
    await end(armed)
    dispatch('pagehide')
    dispatch('pageshow')
    expect(armed.requests).toHaveLength(2)
  })

  test.each(['focus', 'pageshow', 'pointerdown', 'visibilitychange'])(
    'it notices at %s that the machine slept',
    async (type) => {
      const { dispatch, document } = openPage()
      const armed = await arm()
      dispatch(type, type === 'visibilitychange' ? document : undefined)
      expect(armed.open).toEqual(new Set([armed.first]))
      clock.ms += 31 * minute
      dispatch(type, type === 'visibilitychange' ? document : undefined)
      expect(armed.open.size).toBe(0)
      await armed.request(2)
      await end(armed)
    },
  )
})

test('the latest of several in a page is armed, and the one before when it is over', async () => {
  const autofill = createAutofill(open.passkey)
  const start = (signal: AbortSignal) =>
    startAutofill(open.client, {
      organizationId: open.signer.organizationId,
      rpId: 'localhost',
      getFn: autofill.getFn,
      storage: createSessionStorage(),
      signal,
    })
  const [one, two] = [new AbortController(), new AbortController()]
  const first = start(one.signal)
  await autofill.request(1)
  const second = start(two.signal)
  second.catch(() => undefined)
  await autofill.request(2)
  expect(autofill.open.size).toBe(1)
  two.abort()
  const third = await autofill.request(3)
  third.pick()
  expect(await first).toMatchObject({ userId: open.wallet.userId })
})

test('an effect that runs twice, as in StrictMode, leaves one request', async () => {
  const autofill = createAutofill(open.passkey)
  const [one, two] = [new AbortController(), new AbortController()]
  const options = {
    organizationId: open.signer.organizationId,
    rpId: 'localhost',
    getFn: autofill.getFn,
    storage: createSessionStorage(),
  }
  const first = startAutofill(open.client, { ...options, signal: one.signal })
  one.abort()
  const second = startAutofill(open.client, { ...options, signal: two.signal })
  await expect(first).rejects.toMatchObject({ name: 'AbortError' })
  const request = await autofill.request(1)
  request.pick()
  expect(await second).toMatchObject({ userId: open.wallet.userId })
  expect(autofill.requests).toHaveLength(1)
})

test('an abort disarms it, before and after the pick', async () => {
  const armed = await arm()
  await end(armed)
  expect(armed.open.size).toBe(0)

  const picked = await arm()
  picked.first.pick()
  picked.controller.abort(new Error('gone'))
  await expect(picked.running).rejects.toThrow('gone')
  expect(picked.storage.kept()).toBeUndefined()

  const aborted = AbortSignal.abort(new Error('before'))
  await expect(startAutofill(open.client, { organizationId: 'x', rpId: 'localhost', signal: aborted })).rejects.toThrow(
    'before',
  )
})

/** A storage that two tabs share. */
function createSharedStorage() {
  const kept = createSessionStorage()
  const listeners = new Set<() => void>()
  const storage: SessionStorage = {
    ...kept,
    async save(session) {
      await kept.save(session)
      for (const listener of listeners) listener()
    },
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
  }
  return { storage, listeners }
}

test('a storage that tells of a session begun elsewhere ends it with that session', async () => {
  const { storage, listeners } = createSharedStorage()
  // Another tab expects somebody else, so that this session is not for it.
  const { wallet: stranger, close } = await createTestWallet()
  const third = await arm({ storage, expected: [stranger] })
  const tab = await arm({ storage })
  const other = await arm({ storage, expected: [open.wallet] })
  other.first.pick()
  const session = await other.running
  expect(await tab.running).toMatchObject({ publicKey: session.publicKey, wallets: session.wallets })
  expect(tab.sent).toEqual([])
  await third.request(2)
  await end(third)
  expect(listeners.size).toBe(0)
  await close()
})

test('with a profile, the session is limited by it, and one without it that begins elsewhere is not taken', async () => {
  const { storage } = createSharedStorage()
  const { client, organizationId } = open.organization
  const { sessionProfileId } = await createSessionProfile(client, {
    organizationId,
    sessionProfileName: 'Limited',
    scope: "activity.type == 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2'",
  })
  const limited = await arm({ storage, sessionProfileId })
  expect(JSON.parse(limited.first.payload)).toMatchObject({ parameters: { sessionProfileId } })
  const other = await arm({ storage })
  other.first.pick()
  const { publicKey } = await other.running
  const again = await limited.request(2)
  expect(JSON.parse(again.payload)).not.toMatchObject({ parameters: { publicKey } })
  again.pick()
  expect(await limited.running).toMatchObject({ sessionProfileId })
})

test('a session that was there before does not end it', async () => {
  const storage = createSessionStorage()
  const one = await arm({ storage })
  one.first.pick()
  const before = await one.running
  const two = await arm({ storage })
  two.first.pick()
  expect((await two.running).publicKey).not.toBe(before.publicKey)
})

test('a passkey that is not expected sends nothing', async () => {
  const { wallet: stolen, close } = await createTestWallet()
  for (const expected of [[stolen], [{ ...open.wallet, passkeyPublicKey: await keyOf(stolen.credentialId) }]]) {
    const armed = await arm({ expected })
    armed.first.pick()
    await expect(armed.running).rejects.toBeInstanceOf(AnswerMismatchError)
    expect(armed.sent).toEqual([])
    expect(armed.requests).toHaveLength(1)
  }
  await close()
})

/** The public key of some other passkey. */
async function keyOf(_credentialId: string): Promise<string> {
  const { signer, organization, passkey, wallet, close } = await createTestWallet()
  const autofill = createAutofill(passkey)
  const session = startAutofill(createSignerClient({ url: 'http://signer.localhost', fetchFn: signer.fetch }), {
    organizationId: organization.organizationId,
    rpId: 'localhost',
    getFn: autofill.getFn,
    storage: createSessionStorage(),
  })
  ;(await autofill.request(1)).pick()
  const { wallets } = await session
  await close()
  expect(wallets[0]?.credentialId).toBe(wallet.credentialId)
  return wallets[0]?.passkeyPublicKey ?? ''
}

test('what is expected is copied: a list that changes later lets nobody else in', async () => {
  const { wallet: stranger, close } = await createTestWallet()
  const expected = [open.wallet]
  const armed = await arm({ expected })
  expected[0] = stranger
  // Armed again, so that it would be read again.
  await discardPasskey({ rpId: 'localhost', credentialId: 'AAAA', signalFn: async () => undefined })
  ;(await armed.request(2)).pick()
  expect(await armed.running).toMatchObject({ wallets: [{ address: open.wallet.address }] })
  await close()
})

test('armed without a network, it fails when the user picks, and can be started again', async () => {
  const offline = { ...open.client, fetchFn: () => Promise.reject(new TypeError('Failed to fetch')) }
  const autofill = createAutofill(open.passkey)
  const options = {
    organizationId: open.signer.organizationId,
    rpId: 'localhost',
    getFn: autofill.getFn,
    storage: createSessionStorage(),
  }
  const failing = startAutofill(offline, options)
  ;(await autofill.request(1)).pick()
  await expect(failing).rejects.toBeInstanceOf(SignerUnreachableError)
  const again = startAutofill(open.client, options)
  ;(await autofill.request(2)).pick()
  expect(await again).toMatchObject({ userId: open.wallet.userId })
})

test('a storage that refuses costs the session only its next page load', async () => {
  const refuse = () => Promise.reject(new Error('no room'))
  const armed = await arm({ storage: { load: refuse, save: refuse, remove: refuse } })
  armed.first.pick()
  expect(await armed.running).toMatchObject({ kept: false, wallets: [{ address: open.wallet.address }] })
})

test('a passkey that the signer does not know: the error names it, and the browser is told nothing', async () => {
  const signer = await createLocalSigner()
  const client = createSignerClient({ url: 'http://signer.localhost', fetchFn: signer.fetch, now: () => clock.ms })
  const autofill = createAutofill(open.passkey)
  const { organizationId } = signer
  const storage = createSessionStorage()
  const signals: unknown[] = []
  vi.stubGlobal('PublicKeyCredential', { signalUnknownCredential: async (options: unknown) => signals.push(options) })
  try {
    const running = startAutofill(client, { organizationId, rpId: 'localhost', getFn: autofill.getFn, storage })
    ;(await autofill.request(1)).pick()
    const error: unknown = await running.catch((error) => error)
    expect(error).toBeInstanceOf(UnknownCredentialError)
    expect(error).toMatchObject({ credentialId: open.wallet.credentialId })
    expect(signals).toEqual([])
  } finally {
    vi.unstubAllGlobals()
    await signer.close()
  }
})

test('bad input fails before anything is asked', async () => {
  const { getFn, requests } = createAutofill(open.passkey)
  const start = (more: object) =>
    startAutofill(open.client, {
      organizationId: 'x',
      rpId: 'localhost',
      getFn,
      storage: createSessionStorage(),
      ...more,
    })
  await expect(start({ rpId: 'https://example.com' })).rejects.toBeInstanceOf(InvalidRpIdError)
  await expect(start({ expected: [] })).rejects.toBeInstanceOf(InvalidParameterError)
  await expect(start({ expected: [{ ...open.wallet, userHandle: '=' }] })).rejects.toBeInstanceOf(InvalidParameterError)
  await expect(start({ expirationSeconds: 0 })).rejects.toBeInstanceOf(InvalidParameterError)
  await expect(start({ expirationSeconds: 100_000 })).rejects.toBeInstanceOf(InvalidParameterError)
  expect(requests).toEqual([])
  // Node has no WebAuthn.
  await expect(start({ getFn: undefined })).rejects.toMatchObject({
    name: 'PasskeyUnsupportedError',
    reason: 'missing',
  })
})

test.each([
  ['has no function for it', {}],
  ['says no', { isConditionalMediationAvailable: async (): Promise<boolean> => false }],
  ['fails to say', { isConditionalMediationAvailable: () => Promise.reject(new Error('Illegal invocation')) }],
  [
    'says no in its capabilities',
    {
      getClientCapabilities: async () => ({ conditionalGet: false }),
      isConditionalMediationAvailable: async (): Promise<boolean> => true,
    },
  ],
])('a browser that %s is reported at once', async (_name, statics) => {
  vi.stubGlobal(
    'PublicKeyCredential',
    Object.assign(() => undefined, statics),
  )
  try {
    const starting = startAutofill(open.client, { organizationId: 'x', rpId: 'localhost' })
    await expect(starting).rejects.toBeInstanceOf(PasskeyUnsupportedError)
    await expect(starting).rejects.toMatchObject({ reason: 'autofill' })
  } finally {
    vi.unstubAllGlobals()
  }
})

test.each([
  ['SecurityError', InvalidRpIdError],
  ['UnknownError', PasskeyCeremonyError],
])('a browser that fails with %s ends it', async (name, Class) => {
  const armed = await arm()
  armed.first.end(name)
  await expect(armed.running).rejects.toBeInstanceOf(Class)
  expect(armed.requests).toHaveLength(1)
})

test('a thousand armings leave nothing behind', async () => {
  const armed = await arm()
  for (let count = 1; count <= 1_000; count++) {
    await armed.request(count)
    await discardPasskey({ rpId: 'localhost', credentialId: 'AAAA', signalFn: async () => undefined })
  }
  const last = await armed.request(1_001)
  expect(armed.open.size).toBe(1)
  expect(new Set(armed.requests.map(({ payload }) => JSON.parse(payload).parameters.publicKey)).size).toBe(1_001)
  expect(armed.sent).toEqual([])
  last.pick()
  expect(await armed.running).toMatchObject({ userId: open.wallet.userId })
})
