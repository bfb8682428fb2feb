import {
  createPasskey,
  createSessionKey,
  InsecureContextError,
  InvalidRpIdError,
  PasskeyCancelledError,
  PasskeyCeremonyError,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'

const rp = { id: 'localhost' }
const user = { name: 'anna' }

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a ceremony that never settles', () => {
  /** A ceremony function that a password manager has replaced: it ignores signal and timeout. The second call works. */
  async function open() {
    const { createFn, getFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    await createPasskey({ rp, user, createFn })
    let calls = 0
    let settleLate: (() => void) | undefined
    const hung: typeof getFn = async (options, context) => {
      calls++
      if (calls > 1) return getFn(options, context)
      await new Promise<void>((resolve) => {
        settleLate = resolve
      })
      return getFn(options, context)
    }
    return { getFn: hung, calls: () => calls, settleLate: () => settleLate?.() }
  }

  test('ends at its timeout, and the next one gets its turn', async () => {
    const { getFn, calls } = await open()
    vi.useFakeTimers()
    const stamper = webAuthnStamper({ rpId: 'localhost', getFn, timeout: 60_000 })
    const first = stamper.stamp('first').catch((error: unknown) => error)
    const second = stamper.stamp('second')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(calls()).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await first).toBeInstanceOf(PasskeyCancelledError)
    expect(await second).toMatchObject({ stampHeaderName: 'X-Stamp-Webauthn' })
    expect(calls()).toBe(2)
  })

  test('ends its turn shortly after its abort, and its caller rejects at once', async () => {
    const { getFn, calls } = await open()
    vi.useFakeTimers()
    const stamper = webAuthnStamper({ rpId: 'localhost', getFn })
    const controller = new AbortController()
    const first = stamper.stamp('first', { signal: controller.signal }).catch((error: unknown) => error)
    const second = stamper.stamp('second')
    controller.abort(new Error('left'))
    expect(await first).toEqual(new Error('left'))
    expect(calls()).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await second).toMatchObject({ stampHeaderName: 'X-Stamp-Webauthn' })
  })

  test('is ignored when it settles late', async () => {
    const { getFn, settleLate } = await open()
    vi.useFakeTimers()
    const stamper = webAuthnStamper({ rpId: 'localhost', getFn, timeout: 10 })
    const first = stamper.stamp('first').catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1_010)
    settleLate()
    expect(await first).toBeInstanceOf(PasskeyCancelledError)
    expect(await stamper.stamp('second')).toMatchObject({ stampHeaderName: 'X-Stamp-Webauthn' })
  })

  test('ends for a registration, too', async () => {
    vi.useFakeTimers()
    const createFn = () => new Promise<never>(() => undefined)
    const registering = createPasskey({ rp, user, createFn, timeout: 10 }).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1_010)
    expect(await registering).toBeInstanceOf(PasskeyCancelledError)
  })

  test('tells the ceremony function of its timeout', async () => {
    vi.useFakeTimers()
    const getFn: webAuthnStamper.Parameters['getFn'] = (_options, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(Object.assign(new Error('aborted'), { name: 'AbortError' })))
      })
    const stamping = webAuthnStamper({ rpId: 'localhost', getFn, timeout: 10 })
      .stamp('body')
      .catch((e: unknown) => e)
    await vi.advanceTimersByTimeAsync(10)
    expect(await stamping).toBeInstanceOf(PasskeyCancelledError)
  })
})

describe('a signal that cannot be used, such as a proxy of a state store', () => {
  const signals: Record<string, object> = {
    'without methods': {},
    'whose properties throw': new Proxy(new AbortController().signal, {
      get() {
        throw new TypeError('Illegal invocation')
      },
    }),
    'whose methods throw': Object.create(AbortSignal.prototype),
  }
  test.each(Object.entries(signals))('%s: fails its own ceremony alone', async (_, signal) => {
    const { createFn, getFn, prompts } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    await createPasskey({ rp, user, createFn })
    const stamper = webAuthnStamper({ rpId: 'localhost', getFn })
    await expect(stamper.stamp('first', { signal: signal as AbortSignal })).rejects.toThrow()
    expect(await stamper.stamp('second')).toMatchObject({ stampHeaderName: 'X-Stamp-Webauthn' })
    expect(prompts.filter(({ type }) => type === 'get')).toHaveLength(1)
  })
})

test('an open request of another library has its own reason', async () => {
  const open = Object.assign(new Error('A request is already pending.'), { name: 'OperationError' })
  const getFn = () => Promise.reject(open)
  const error = await webAuthnStamper({ rpId: 'localhost', getFn })
    .stamp('body')
    .catch((error: unknown) => error)
  expect(error).toBeInstanceOf(PasskeyCeremonyError)
  expect(error).toMatchObject({ reason: 'pending', cause: open })
})

test('signals without a reason, as in React Native, abort with an error', async () => {
  const signal = new AbortController().signal
  Object.defineProperties(signal, { aborted: { value: true }, reason: { value: undefined } })
  const stamping = webAuthnStamper({ rpId: 'localhost', getFn: () => expect.unreachable() }).stamp('body', { signal })
  await expect(stamping).rejects.toMatchObject({ name: 'AbortError' })
})

describe('a page that is not secure', () => {
  /** A page without https: it has neither passkeys nor WebCrypto. */
  function openInsecurePage(origin: string): void {
    vi.stubGlobal('isSecureContext', false)
    vi.stubGlobal('origin', origin)
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  }

  test.each([
    ['createPasskey', () => createPasskey({ rp: { id: '192.168.0.5' }, user })],
    ['createPasskey, with a good RP ID', () => createPasskey({ rp: { id: 'example.com' }, user })],
    ['webAuthnStamper', async () => webAuthnStamper({ rpId: '192.168.0.5' })],
    ['a stamp', () => webAuthnStamper({ rpId: 'example.com' }).stamp('body')],
    ['createSessionKey', () => createSessionKey()],
  ])('%s throws InsecureContextError first', async (_, run: () => Promise<unknown>) => {
    openInsecurePage('http://192.168.0.5:5173')
    await expect(run()).rejects.toThrow(InsecureContextError)
  })
})

describe('an IP address', () => {
  test.each([
    ['as RP ID', '127.0.0.1', 'http://127.0.0.1:5173'],
    ['of the page', 'localhost', 'http://127.0.0.1:5173'],
    ['of the page, version 6', 'localhost', 'http://[::1]:5173'],
  ])('%s: the error says which address to open', async (_, id, origin) => {
    vi.stubGlobal('isSecureContext', true)
    vi.stubGlobal('origin', origin)
    const error = await createPasskey({ rp: { id }, user }).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(InvalidRpIdError)
    expect(String(error)).toContain('Open the page as http://localhost with its port, or at an https host name')
  })
})
