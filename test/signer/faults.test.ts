import { apiKeyStamper, createSignerClient, SignerTimeoutError } from 'viem-passkey-account'
import { whoami } from 'viem-passkey-account/actions'
import { createLocalSigner, type Fault, type LocalSigner } from 'viem-passkey-account/signer'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { type Answer, apiKeyStamp, at, textAt } from './testClient.js'

const hello = { payload: 'hello', encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }

/** A signing request that can be posted again unchanged. */
async function signing(context: SignerContext) {
  const { signer, activityBody, send } = context
  const { address } = await signer
    .importPrivateKey({ organizationId: signer.organizationId, privateKey: '11'.repeat(32) })
    .catch(() => ({ address: '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A' }))
  const body = activityBody('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', { signWith: address, ...hello })
  const stamps = apiKeyStamp(signer.apiKey, body)
  return { body, post: () => send('/public/v1/submit/sign_raw_payload', body, stamps) }
}

const statusOf = (answer: Answer): string => textAt(answer.body, 'activity.status').replace('ACTIVITY_STATUS_', '')

describeSigner('faults', { faults: true }, (context) => {
  test('pending: shown for some polls, by posting again and by fetching', async () => {
    const { signer, query } = context
    signer.addFault({ kind: 'pending', polls: 3 })
    const { post } = await signing(context)
    const first = await post()
    expect(first).toMatchObject({
      status: 200,
      body: { activity: { status: 'ACTIVITY_STATUS_PENDING', result: null, failure: null } },
    })
    const activityId = textAt(first.body, 'activity.id')
    const get = () => query(signer.apiKey, 'get_activity', signer.organizationId, { activityId })
    const listed = await query(signer.apiKey, 'list_activities', signer.organizationId)
    expect(at(listed.body, 'activities.0.status')).toBe('ACTIVITY_STATUS_PENDING')
    const seen = [await post(), await get(), await post(), await get(), await post()].map(statusOf)
    expect(seen).toEqual(['PENDING', 'PENDING', 'PENDING', 'COMPLETED', 'COMPLETED'])
    expect(statusOf(await (await signing(context)).post())).toBe('COMPLETED')
  })

  test('consensus: until the same user approves or rejects', async () => {
    const { signer, submit, query } = context
    signer.addFault({ kind: 'consensus', times: 2 })
    const votes = { APPROVE: 'COMPLETED', REJECT: 'REJECTED' } as const
    for (const [vote, end] of Object.entries(votes)) {
      const { post } = await signing(context)
      const asked = await post()
      expect(statusOf(asked)).toBe('CONSENSUS_NEEDED')
      const voted = await submit(signer.apiKey, `ACTIVITY_TYPE_${vote}_ACTIVITY`, {
        fingerprint: textAt(asked.body, 'activity.fingerprint'),
      })
      expect(statusOf(voted)).toBe(end)
      expect(statusOf(await post())).toBe(end)
    }
    const wallets = await query(signer.apiKey, 'list_wallets', signer.organizationId)
    expect(wallets.status).toBe(200)
  })

  test('rejected and failed: nothing is executed, then or later', async () => {
    const { signer, submit, query } = context
    signer.addFault({ kind: 'rejected', on: ['create_wallet'] })
    signer.addFault({ kind: 'failed', on: ['create_wallet'], code: 13, message: 'out of luck' })
    const create = () => submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' })
    // Other activities are not affected.
    expect(statusOf(await (await signing(context)).post())).toBe('COMPLETED')
    const rejected = await create()
    expect(rejected).toMatchObject({
      status: 200,
      body: { activity: { status: 'ACTIVITY_STATUS_REJECTED', result: null } },
    })
    const failed = await create()
    expect(failed).toMatchObject({
      status: 200,
      body: {
        activity: {
          status: 'ACTIVITY_STATUS_FAILED',
          result: null,
          failure: { code: 13, message: 'out of luck', details: [] },
        },
      },
    })
    expect((await query(signer.apiKey, 'list_wallets', signer.organizationId)).body).toEqual({ wallets: [] })
    const activityId = textAt(failed.body, 'activity.id')
    const read = await query(signer.apiKey, 'get_activity', signer.organizationId, { activityId })
    expect(read.body).toEqual(failed.body)
    expect(statusOf(await create())).toBe('COMPLETED')
  })

  test('error: any error instead of the response', async () => {
    const { signer, query } = context
    signer.addFault({
      kind: 'error',
      status: 403,
      code: 7,
      message: 'no',
      turnkeyErrorCode: 'FORBIDDEN',
      on: ['whoami'],
    })
    signer.addFault({ kind: 'error', status: 503, code: 14, message: 'later', on: ['whoami'] })
    const ask = () => query(signer.apiKey, 'whoami', signer.organizationId)
    expect(await ask()).toMatchObject({ status: 403, body: { code: 7, message: 'no', turnkeyErrorCode: 'FORBIDDEN' } })
    expect(await ask()).toMatchObject({ status: 503, body: { code: 14, message: 'later', turnkeyErrorCode: '' } })
    expect(await ask()).toMatchObject({ status: 200 })
  })

  test('rateLimit: 429 with Retry-After', async () => {
    const { signer } = context
    signer.addFault({ kind: 'rateLimit', retryAfter: 7 })
    const { post } = await signing(context)
    const limited = await post()
    expect(limited).toMatchObject({
      status: 429,
      body: { code: 8, message: 'Too many requests. Please wait and try again in a few seconds' },
    })
    expect(limited.headers.get('retry-after')).toBe('7')
    expect(statusOf(await post())).toBe('COMPLETED')
  })

  test('html: the page of a gateway', async () => {
    const { signer, url, fetchFn } = context
    signer.addFault({ kind: 'html', on: ['whoami'] })
    const response = await fetchFn(
      new Request(`${url}/public/v1/query/whoami`, {
        method: 'POST',
        body: '{}',
        headers: { origin: 'http://localhost:1' },
      }),
    )
    expect(response.status).toBe(502)
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:1')
    expect(await response.text()).toMatch(/^<!doctype html>/)
  })

  test('cut: before the request is executed, or after', async () => {
    const { signer, query } = context
    const count = async () =>
      at((await query(signer.apiKey, 'list_activities', signer.organizationId)).body, 'activities.length')
    signer.addFault({ kind: 'cut', when: 'before' })
    signer.addFault({ kind: 'cut', when: 'after' })
    const { post } = await signing(context)
    await expect(post()).rejects.toThrow(TypeError)
    expect(await count()).toBe(0)
    await expect(post()).rejects.toThrow(TypeError)
    expect(await count()).toBe(1)
    expect(statusOf(await post())).toBe('COMPLETED')
    expect(await count()).toBe(1)
  })

  test('halfBody: the connection is cut in the middle of the body', async () => {
    const { signer, url, fetchFn } = context
    signer.addFault({ kind: 'halfBody' })
    const { body, post } = await signing(context)
    const response = await fetchFn(
      new Request(`${url}/public/v1/submit/sign_raw_payload`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...apiKeyStamp(signer.apiKey, body) },
      }),
    )
    expect(response.status).toBe(200)
    const reader = response.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    expect(Buffer.from(value ?? []).toString()).toMatch(/^\{"activity":/)
    await expect(reader?.read()).rejects.toThrow(TypeError)
    expect(statusOf(await post())).toBe('COMPLETED')
  })

  test('slow: the response is late', async () => {
    const { signer } = context
    signer.addFault({ kind: 'slow', ms: 30 })
    const { post } = await signing(context)
    const started = performance.now()
    expect(statusOf(await post())).toBe('COMPLETED')
    expect(performance.now() - started).toBeGreaterThanOrEqual(29)
  })

  test('tampered: values are replaced', async () => {
    const { signer } = context
    const r = '00'.repeat(32)
    const path = 'activity.result.signRawPayloadResult.r'
    signer.addFault({ kind: 'tampered', values: { [path]: r, 'activity.type': 'X', 'activity.nothing.here': 1 } })
    const { post } = await signing(context)
    const tampered = await post()
    expect(textAt(tampered.body, path)).toBe(r)
    expect(textAt(tampered.body, 'activity.type')).toBe('X')
    expect(tampered.text).not.toContain('nothing')
    expect(textAt((await post()).body, path)).not.toBe(r)
  })

  test('tampered: the ends of strings are replaced', async () => {
    const { signer } = context
    const path = 'activity.result.signRawPayloadResult.r'
    const ends = { [path]: 'abcd', 'activity.nothing.here': 'x', activity: 'x' }
    signer.addFault({ kind: 'tampered', values: {}, ends })
    const { post } = await signing(context)
    const [tampered, honest] = [textAt((await post()).body, path), textAt((await post()).body, path)]
    expect(tampered).toBe(`${honest.slice(0, -4)}abcd`)
  })

  test('apply a number of times, to one organization, until cleared', async () => {
    const { signer } = context
    const { post } = await signing(context)
    signer.addFault({ kind: 'rateLimit', times: 2 })
    expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([429, 429, 200])
    signer.addFault({ kind: 'rateLimit', organizationId: '99999999-9999-4999-8999-999999999999' })
    expect((await post()).status).toBe(200)
    signer.addFault({ kind: 'html', organizationId: signer.organizationId, times: 5 })
    signer.clearFaults()
    expect((await post()).status).toBe(200)
  })

  test('for activities are not used up by refused requests', async () => {
    const { signer, send } = context
    signer.addFault({ kind: 'consensus' })
    const { body } = await signing(context)
    expect(await send('/public/v1/submit/sign_raw_payload', body)).toMatchObject({ status: 401 })
  })

  test.each([
    [{ kind: 'nonsense' }, /`kind`/],
    [{}, /`kind`/],
    [{ kind: 'pending' }, /`polls`/],
    [{ kind: 'pending', polls: 0 }, /`polls`/],
    [{ kind: 'slow', ms: -1 }, /`ms`/],
    [{ kind: 'error', status: 200, code: 1, message: 'x' }, /`status`/],
    [{ kind: 'cut', when: 'never' }, /`when`/],
    [{ kind: 'tampered', values: [] }, /`values`/],
    [{ kind: 'tampered', values: {}, ends: { a: 1 } }, /`ends.a`/],
    [{ kind: 'html', times: 0 }, /`times`/],
    [{ kind: 'html', on: [] }, /`on`/],
  ])('%j is refused', async (fault, message) => {
    const { signer, send } = context
    // A value that TypeScript would refuse.
    expect(() => signer.addFault(fault as Fault)).toThrow(
      expect.objectContaining({ name: 'SignerOptionError', option: 'fault' }),
    )
    const answer = await send('/faults', JSON.stringify(fault))
    expect(answer).toMatchObject({ status: 400, body: { code: 3, message: expect.stringMatching(message) } })
  })

  test('can be planned, listed and cleared at /faults', async () => {
    const { signer, send, query } = context
    const planned = [
      { kind: 'rateLimit', on: ['whoami'], times: 2 },
      { kind: 'html', times: 1 },
    ]
    expect(await send('/faults', JSON.stringify(planned))).toMatchObject({ status: 200, body: { faults: planned } })
    expect(await query(signer.apiKey, 'whoami', signer.organizationId)).toMatchObject({ status: 429 })
    expect(await send('/faults', '', {}, 'GET')).toMatchObject({
      body: {
        faults: [
          { kind: 'rateLimit', on: ['whoami'], times: 1 },
          { kind: 'html', times: 1 },
        ],
      },
    })
    expect(await send('/faults', '', {}, 'DELETE')).toMatchObject({ status: 200, body: { faults: [] } })
    expect(await query(signer.apiKey, 'whoami', signer.organizationId)).toMatchObject({ status: 200 })
    expect(await send('/faults', '{}', {}, 'PUT')).toMatchObject({ status: 405 })
    expect(await send('/faults', '{}', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 })
    expect(await send('/faults', '{')).toMatchObject({ status: 400 })
    const nested = (levels: number): string =>
      `{"kind":"tampered","values":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`
    expect(await send('/faults', nested(100))).toMatchObject({ status: 200 })
    for (const levels of [101, 100_000]) expect(await send('/faults', nested(levels))).toMatchObject({ status: 400 })
    expect(await send('/faults', '{"kind":"html"}', { origin: 'https://evil.example' })).toMatchObject({ status: 403 })
  })
})

describeSigner('a signer without faults', {}, (context) => {
  test('refuses to plan them', async () => {
    const { signer, send } = context
    expect(() => signer.addFault({ kind: 'html' })).toThrow(/Create it with `faults: true`/)
    signer.clearFaults()
    expect(await send('/faults', '{"kind":"html"}')).toMatchObject({ status: 404 })
  })
})

test('1,000 faults are planned at a time, of 4 MiB together', async () => {
  const signer = await createLocalSigner({ faults: true })
  onTestFinished(() => signer.close())
  const refused = /too many faults are planned: at most 1000, of 4194304 characters together/
  for (let n = 0; n < 1000; n++) signer.addFault({ kind: 'html' })
  expect(() => signer.addFault({ kind: 'html' })).toThrow(refused)
  signer.clearFaults()
  const long = (): Fault => ({ kind: 'error', status: 400, code: 3, message: 'x'.repeat(1_000_000) })
  for (let n = 0; n < 4; n++) signer.addFault(long())
  expect(() => signer.addFault(long())).toThrow(refused)
  signer.addFault({ kind: 'html' })
})

describeSigner('a list of faults', { faults: true }, (context) => {
  const long = (length: number): Fault => ({ kind: 'error', status: 400, code: 3, message: 'x'.repeat(length) })
  test.each<[string, Fault[], Fault[]]>([
    ['more faults than may be planned', [{ kind: 'halfBody' }], Array(1000).fill({ kind: 'html' })],
    ['too long faults', Array(4).fill(long(1_000_000)), [{ kind: 'html' }, long(200_000)]],
    ['a malformed fault', [{ kind: 'halfBody' }], JSON.parse('[{"kind":"html"},{"kind":"rain"}]')],
  ])('is planned as a whole or not at all: %s', async (_, planned, list) => {
    const { signer, send } = context
    signer.clearFaults()
    for (const fault of planned) signer.addFault(fault)
    expect(await send('/faults', JSON.stringify(list))).toMatchObject({ status: 400 })
    expect((await send('/faults', '', {}, 'GET')).body).toEqual({
      faults: planned.map((fault) => ({ ...fault, times: 1 })),
    })
    signer.clearFaults()
  })
})

test('the functions of a signer work without `this`', async () => {
  const { fetch, addFault, close, organizationId } = await createLocalSigner({ faults: true })
  addFault({ kind: 'html', on: ['whoami'] })
  const request = () =>
    new Request('http://x/public/v1/query/whoami', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ organizationId }),
    })
  expect((await fetch(request())).status).toBe(502)
  expect((await fetch(request())).status).toBe(401)
  await close()
})

describe('with fake timers', () => {
  /** A request to a signer that answers 15 seconds late. */
  async function ask(timeout: number): Promise<{ signer: LocalSigner; answer: ReturnType<typeof whoami> }> {
    vi.useFakeTimers()
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const signer = await createLocalSigner({ faults: true })
    onTestFinished(() => signer.close())
    signer.addFault({ kind: 'slow', ms: 15_000, on: ['whoami'], times: 10 })
    const client = createSignerClient({ fetchFn: signer.fetch, stamper: apiKeyStamper(signer.apiKey), timeout })
    const answer = whoami(client, { organizationId: signer.organizationId })
    answer.catch(() => {})
    return { signer, answer }
  }

  /** Waits until this many timers run: one of the client, and one of the signer for each pending response. */
  const timers = (count: number): Promise<void> => expect.poll(() => vi.getTimerCount()).toBe(count)

  test('a slow response arrives when the clock has advanced', async () => {
    const { signer, answer } = await ask(60_000)
    await timers(2)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await answer).toMatchObject({ organizationId: signer.organizationId })
  })

  test('a client with a shorter timeout tries again, and then times out', async () => {
    const { answer } = await ask(10_000)
    await timers(2)
    await vi.runAllTimersAsync()
    await expect(answer).rejects.toBeInstanceOf(SignerTimeoutError)
  })
})
