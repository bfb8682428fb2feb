import {
  ActivityAuthenticatorsNeededError,
  type FetchFn,
  findError,
  type PendingSignature,
  SignerRequestError,
  SignerUnreachableError,
  waitForSignature,
} from 'viem-passkey-account'
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { buildChunks } from '../harness/buildChunks.js'
import { dismiss, openStepUp } from '../harness/openStepUp.js'

let now = Date.now()
const opened = await openStepUp({ now: () => now })
afterAll(opened.close)
const { account: own, passkey, prompt, prompts, transport, createAccount } = opened
afterEach(() => {
  prompt.getFn = passkey.getFn
  transport.wrap = (fetchFn) => fetchFn
  vi.unstubAllGlobals()
})

/** Requests a signature whose prompt is dismissed. */
async function requestPending(message: string): Promise<PendingSignature> {
  prompt.getFn = dismiss
  const error: unknown = await createAccount()
    .signMessage({ message })
    .catch((error) => error)
  prompt.getFn = passkey.getFn
  const pending = findError(error, ActivityAuthenticatorsNeededError)?.pending
  if (!pending) throw new Error('unreachable')
  return pending
}

/** Fails some times at an endpoint, and returns the bodies that were sent to it. */
function failAt(endpoint: string, fail: (attempt: number, pass: () => Promise<Response>) => unknown): string[] {
  const bodies: string[] = []
  transport.wrap =
    (fetchFn): FetchFn =>
    async (request) => {
      if (!request.url.endsWith(`/${endpoint}`)) return fetchFn(request)
      bodies.push(await request.clone().text())
      const failure = await fail(bodies.length, () => fetchFn(request))
      return failure instanceof Response ? failure : fetchFn(request)
    }
  return bodies
}

const unreachable = () => {
  throw new TypeError('Failed to fetch')
}
/** What gateways answer in a signer's place. */
const unavailable: [string, () => Response][] = [
  ['429', () => Response.json({ code: 8, message: 'slow down', details: [] }, { status: 429 })],
  ...[502, 503, 504].map((status): [string, () => Response] => [
    String(status),
    () => new Response('<html>', { status }),
  ]),
]
const failures: [string, (pass: () => Promise<Response>) => unknown][] = [
  ['is lost on the way', unreachable],
  [
    'arrives, while its answer is lost',
    async (pass) => {
      await pass()
      return unreachable()
    },
  ],
  ...unavailable.map(([status, fail]): [string, () => Response] => [`meets a ${status}`, fail]),
]

test.each(failures)('an approval that %s is sent again unchanged: one prompt', async (_name, fail) => {
  const pending = await requestPending('lost')
  const sent = failAt('approve_activity', (attempt, pass) => attempt <= 10 && fail(pass))
  const before = prompts()
  const signature = await waitForSignature(createAccount(), { pending })
  expect(prompts()).toBe(before + 1)
  expect(sent).toHaveLength(11)
  expect(new Set(sent).size).toBe(1)
  expect(signature).toBe(await own.signMessage({ message: 'lost' }))
})

test('an approval that does not arrive can be aborted, and given again', async () => {
  const pending = await requestPending('aborted')
  const controller = new AbortController()
  const sent = failAt('approve_activity', () => {
    if (sent.length === 6) controller.abort(new RangeError('enough'))
    return unreachable()
  })
  await expect(waitForSignature(createAccount(), { pending, signal: controller.signal })).rejects.toThrow(RangeError)
  transport.wrap = (fetchFn) => fetchFn
  expect(await waitForSignature(createAccount(), { pending })).toBe(await own.signMessage({ message: 'aborted' }))
})

test.each(unavailable)('a wait goes on after a %s', async (_status, fail) => {
  const pending = await requestPending('waits')
  const sent = failAt('get_activity', (attempt) => attempt <= 10 && fail())
  const waiting = waitForSignature(createAccount(undefined, { stepUp: undefined }), { pending })
  const there = await waitForSignature(createAccount(), { pending })
  expect(await waiting).toBe(there)
  expect(sent.length).toBeGreaterThan(10)
})

test('a wait that is refused for another reason ends', async () => {
  const pending = await requestPending('refused')
  failAt('get_activity', () => Response.json({ code: 13, message: 'no', details: [] }, { status: 500 }))
  const account = createAccount(undefined, { stepUp: undefined })
  await expect(waitForSignature(account, { pending })).rejects.toThrow(SignerRequestError)
})

test('a wait sleeps for as long as `Retry-After` says', async () => {
  const pending = await requestPending('rest')
  await waitForSignature(createAccount(), { pending })
  const delays: (number | undefined)[] = []
  const { setTimeout } = globalThis
  vi.stubGlobal('setTimeout', (callback: () => void, ms?: number) => {
    delays.push(ms)
    return setTimeout(callback, ms === 60_000 ? 0 : ms)
  })
  const headers = { 'retry-after': '60' }
  failAt('get_activity', (attempt) => attempt <= 1 && new Response('', { status: 503, headers }))
  await waitForSignature(createAccount(undefined, { stepUp: undefined }), { pending })
  expect(delays.filter((ms) => ms === 60_000)).toHaveLength(1)
})

test('an app whose chunk for approvals is gone still gets the signature that waits', async () => {
  const copy = await buildChunks()
  onTestFinished(copy.remove)
  copy.removeChunk('approveLate')
  const kept: unknown[] = []
  const account = copy.root.createPasskeyAccount({
    client: opened.client,
    ...opened.wallet,
    stamper: opened.session,
    stepUp: { stamper: opened.stamper },
    onPending: (pending) => kept.push(pending),
  })
  const before = prompts()
  const error = await account.signMessage({ message: 'chunk' }).catch((error) => error)
  expect(error).toBeInstanceOf(copy.root.ActivityAuthenticatorsNeededError)
  expect(error.cause).toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' })
  expect(kept).toEqual([error.pending])
  expect(prompts()).toBe(before)
  expect(await waitForSignature(createAccount(), { pending: error.pending })).toBe(
    await own.signMessage({ message: 'chunk' }),
  )
})

test('an approval that does not arrive until it has expired throws, and can be given again', async () => {
  const pending = await requestPending('late')
  const sent = failAt('approve_activity', () => {
    if (sent.length === 6) now += 60 * 60_000
    return unreachable()
  })
  await expect(waitForSignature(createAccount(), { pending })).rejects.toThrow(SignerUnreachableError)
  expect(new Set(sent).size).toBe(1)
  transport.wrap = (fetchFn) => fetchFn
  const renewed = createAccount(undefined, { stamper: await opened.signInAnew() })
  expect(await waitForSignature(renewed, { pending })).toBe(await own.signMessage({ message: 'late' }))
})
