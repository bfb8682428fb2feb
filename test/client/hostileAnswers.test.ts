import { gzipSync } from 'node:zlib'
import {
  ActivityApprovalNeededError,
  ActivityFailedError,
  AnswerMismatchError,
  PasskeyAccountError,
  SignerAnswerError,
  SignerTimeoutError,
} from 'viem-passkey-account'
import { approveActivity, listWallets, query, submit, waitForActivity, whoami } from 'viem-passkey-account/actions'
import { expect, test } from 'vitest'
import { activityFor, createScriptedClient, json } from './createScriptedClient.js'

const organizationId = '651b573c-861b-4f10-a478-cbcfe0c226af'
const whoamiQuery = { path: '/public/v1/query/whoami', body: { organizationId } }
const wallet = { type: 'ACTIVITY_TYPE_CREATE_WALLET', organizationId, parameters: { walletName: 'Savings' } }
const catchError = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error) => error,
  )
const MiB = 2 ** 20

/** A response whose body is decompressed while it is read, as `fetch` does. */
const gzipped = (bytes: Uint8Array<ArrayBuffer>) =>
  new Response(new Blob([gzipSync(bytes)]).stream().pipeThrough(new DecompressionStream('gzip')))

test('a small response that decompresses to 128 MiB is cut off at maxResponseBytes', async () => {
  const bomb = gzipped(new Uint8Array(128 * MiB).fill(0x20))
  const { client, sent } = createScriptedClient(() => bomb)
  const error = await catchError(query(client, whoamiQuery))
  expect(error).toBeInstanceOf(SignerAnswerError)
  expect(error.reason).toContain('maxResponseBytes')
  expect(sent.length).toBe(1)
})

test.each([
  ['in a stream', (text: string) => new Response(text)],
  ['without streams', (text: string) => Object.defineProperty(new Response(text), 'body', { value: null })],
])('the limit counts decoded bytes, %s, and is the caller’s', async (_name, respond) => {
  const text = JSON.stringify({ name: 'a'.repeat(1_000) })
  const ask = (maxResponseBytes: number) =>
    query(createScriptedClient(() => respond(text), { maxResponseBytes }).client, whoamiQuery)
  expect(await ask(text.length)).toEqual({ name: 'a'.repeat(1_000) })
  for (const limit of [text.length - 1, 0, -1, Number.NaN])
    expect(await catchError(ask(limit))).toBeInstanceOf(SignerAnswerError)
})

test('a response that announces more than the limit is not read', async () => {
  let read = false
  const stream = new ReadableStream(
    {
      pull: () => {
        read = true
      },
    },
    { highWaterMark: 0 },
  )
  const { client } = createScriptedClient(() => new Response(stream, { headers: { 'content-length': '17000000' } }))
  expect((await catchError(query(client, whoamiQuery))).reason).toContain('maxResponseBytes')
  expect(read).toBe(false)
})

test.each([
  ['open brackets', '['.repeat(16 * MiB)],
  ['a deep array', `${'['.repeat(8 * MiB)}${']'.repeat(8 * MiB)}`],
  ['a deep object', `${'{"a":'.repeat(MiB)}1${'}'.repeat(MiB)}`],
  ['millions of empty objects', `{"a":[${'{},'.repeat(5 * MiB)}0]}`],
  ['millions of numbers', `{"a":[${'1,'.repeat(7 * MiB)}0]}`],
  ['a deep value in an object', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`],
  ['brackets after a string with escapes', `{"a":"\\\\\\"","b":${'['.repeat(200)}${']'.repeat(200)}}`],
])('%s is refused by name', async (_name, text) => {
  const { client } = createScriptedClient(() => new Response(text))
  const error = await catchError(query(client, whoamiQuery))
  expect(error).toBeInstanceOf(SignerAnswerError)
  expect(error.reason).toContain('levels')
})

test('brackets in strings, and many of them side by side, are not nesting', async () => {
  const value = { text: '[{"\\'.repeat(500), list: Array(500).fill([{}]) }
  const { client } = createScriptedClient(() => json(value))
  expect(await query(client, whoamiQuery)).toEqual(value)
})

test('an error body may be as hostile as an answer', async () => {
  const details = `${'['.repeat(90)}${']'.repeat(90)}`
  const { client } = createScriptedClient(
    () => new Response(`{"code":7,"message":"no","details":${details}}`, { status: 403 }),
  )
  const error = await catchError(query(client, whoamiQuery))
  expect(error).toBeInstanceOf(PasskeyAccountError)
  expect(() => JSON.stringify(error)).not.toThrow()
})

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'ACTIVITY_STATUS_UNHEARD_OF'])(
  'an activity with the status %j has failed',
  async (status) => {
    const { client } = createScriptedClient(({ body }) => json({ activity: activityFor(body, { status }) }))
    const error = await catchError(submit(client, wallet))
    expect(error).toBeInstanceOf(ActivityFailedError)
    expect(error.status).toBe(status)
  },
)

const strange: unknown[] = [
  undefined,
  null,
  0,
  7,
  true,
  [],
  {},
  { toString: 1, valueOf: 1 },
  ['x'],
  '',
  'constructor',
  '__proto__',
]
test.each(['code', 'message', 'details', 'turnkeyErrorCode'])(
  'an error with a strange %s is a typed error',
  async (field) => {
    for (const value of strange) {
      const body = { code: 16, message: 'no', details: [], turnkeyErrorCode: 'X', [field]: value }
      const { client } = createScriptedClient(() => json(body, { status: 401 }))
      expect(await catchError(query(client, whoamiQuery))).toBeInstanceOf(PasskeyAccountError)
    }
  },
)

test.each(['reason', 'phase', 'timeout', '@type'])(
  'an error of the proxy with a strange %s is a typed error',
  async (field) => {
    for (const reason of ['upstream_timeout', 'upstream_unreachable', 'upstream_redirect'])
      for (const value of strange) {
        const detail = { '@type': 'viem-passkey-account/proxy', reason, phase: 'request', timeout: 1, [field]: value }
        const { client } = createScriptedClient(() =>
          json({ code: 14, message: 'no', details: [detail] }, { status: 500 }),
        )
        expect(await catchError(query(client, whoamiQuery))).toBeInstanceOf(PasskeyAccountError)
      }
  },
)

test.each(['id', 'organizationId', 'status', 'type', 'fingerprint', 'result', 'failure'])(
  'an activity with a strange %s is a typed error, or is refused',
  async (field) => {
    for (const value of [...strange, 'x'.repeat(100_000), '\u001b[31mred', 'two words', '\u202ereversed']) {
      const status = 'ACTIVITY_STATUS_FAILED'
      const { client } = createScriptedClient(({ body }) =>
        json({ activity: activityFor(body, { status, [field]: value }) }),
      )
      const error = await catchError(submit(client, wallet))
      expect(error).toBeInstanceOf(PasskeyAccountError)
      expect(error.message.length).toBeLessThan(2_000)
    }
  },
)

test.each([null, [], 'text', { message: { toString: 1 } }, { message: 7 }, { message: 'a'.repeat(5 * MiB) }])(
  'a failure %# is a typed error with a short message',
  async (failure) => {
    const { client } = createScriptedClient(({ body }) =>
      json({ activity: activityFor(body, { status: 'ACTIVITY_STATUS_FAILED', failure }) }),
    )
    const error = await catchError(submit(client, wallet))
    expect(error).toBeInstanceOf(PasskeyAccountError)
    expect(error.message.length).toBeLessThan(2_000)
  },
)

test.each([
  'null',
  '{"activity":null}',
  '{"activity":[]}',
  '{"activity":"constructor"}',
  '{"__proto__":{"activity":{}}}',
])('%s is no activity', async (text) => {
  const { client } = createScriptedClient(() => new Response(text))
  expect(await catchError(submit(client, wallet))).toBeInstanceOf(SignerAnswerError)
})

test('a list of another shape is refused', async () => {
  for (const wallets of strange) {
    if (Array.isArray(wallets) && wallets.length === 0) continue
    const { client } = createScriptedClient(() => json({ wallets }))
    expect(await catchError(listWallets(client, { organizationId }))).toBeInstanceOf(SignerAnswerError)
  }
  const { client } = createScriptedClient(() => json({ organizationId }))
  expect(await catchError(whoami(client, { organizationId }))).toBeInstanceOf(SignerAnswerError)
})

test('an activity that stays pending ends in a typed error, after one query', async () => {
  let now = 1_000_000
  let submitted = ''
  const { client, sent, stamped } = createScriptedClient(
    ({ url, body }) => {
      if (url.includes('/submit/')) submitted = body
      now += 20 * 60_000
      return json({ activity: activityFor(submitted, { status: 'ACTIVITY_STATUS_PENDING' }) })
    },
    { now: () => now },
  )
  expect(await catchError(submit(client, wallet))).toBeInstanceOf(SignerTimeoutError)
  expect(sent.length).toBe(6)
  expect(stamped.length).toBe(2)

  const { id } = activityFor(submitted)
  const error = await catchError(waitForActivity(client, { organizationId, activityId: String(id) }))
  expect(error).toBeInstanceOf(SignerTimeoutError)
  expect(error).toMatchObject({ timeout: 3_600_000 })
  // It did answer, several times.
  expect(error.message).toMatch(/^The signer did not finish within `timeout`\. The signer may have executed/)
})

test.each([
  ['1e308', undefined],
  ['Infinity', undefined],
  ['-1', undefined],
  ['NaN', undefined],
  ['0x7fffffff', undefined],
  ['1e-9', undefined],
  ['0.001', undefined],
  ['0', undefined],
  ['', undefined],
  ['3, 5', undefined],
  ['Fri, 31 Dec 2199 23:59:59 GMT', undefined],
  ['9'.repeat(400), undefined],
  ['3600', 3_600_000],
])('Retry-After: %s is %j milliseconds', async (value, retryAfter) => {
  const { client, sent } = createScriptedClient(() =>
    json({ code: 8, message: 'wait' }, { status: 429, headers: { 'retry-after': value } }),
  )
  const error = await catchError(query(client, whoamiQuery))
  expect(error).toMatchObject({ status: 429 })
  expect(error.retryAfter).toBe(retryAfter)
  expect(sent.length).toBe(retryAfter === undefined ? 4 : 1)
})

test('a vote on another activity than the one of the body is refused', async () => {
  const { client } = createScriptedClient(({ body }) => json({ activity: activityFor(body) }))
  const body = JSON.stringify({ ...wallet, timestampMs: '1' })
  expect(await catchError(approveActivity(client, { organizationId, body }))).toBeInstanceOf(AnswerMismatchError)
})

test('a program finds what waits for approval in the error, and a log does not show it', async () => {
  const { client, sent } = createScriptedClient(({ body }) =>
    json({ activity: activityFor(body, { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' }) }),
  )
  const error = await catchError(submit(client, wallet))
  expect(error).toBeInstanceOf(ActivityApprovalNeededError)
  expect(error.pending.body).toBe(sent[0]?.body)
  expect(JSON.stringify(error)).not.toContain('Savings')
})

test('an activity that somebody stamped for the far future is not followed for ever', async () => {
  let now = 1_000_000
  const { client, sent } = createScriptedClient(
    ({ body }) => {
      now += 20 * 60_000
      const submitted = body.includes('activityId') ? request.body : body
      return json({ activity: activityFor(submitted, { status: 'ACTIVITY_STATUS_PENDING' }) })
    },
    { now: () => now },
  )
  const stamp = { stampHeaderName: 'X-Stamp', stampHeaderValue: 'c3RhbXA' }
  const body = JSON.stringify({ ...wallet, timestampMs: '9'.repeat(300) })
  const request = { url: '/public/v1/submit/create_wallet', body, stamp }
  expect(await catchError(waitForActivity(client, { request }))).toBeInstanceOf(SignerTimeoutError)
  expect(sent.length).toBeLessThan(10)
})

test.each(['timestampMs', 'type', 'organizationId', 'fingerprint'])(
  'a signed request whose %s has no text form is a typed error',
  async (field) => {
    const { client } = createScriptedClient(({ body }) => json({ activity: activityFor(body) }))
    const nothing = { toString: 1, valueOf: 1 }
    const parameters = { fingerprint: field === 'fingerprint' ? nothing : 'sha256:' }
    const body = { type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY', organizationId, timestampMs: '1', parameters }
    const stamp = { stampHeaderName: 'X-Stamp', stampHeaderValue: 'c3RhbXA' }
    const text = JSON.stringify(field === 'fingerprint' ? body : { ...body, [field]: nothing })
    const request = { url: '/public/v1/submit/approve_activity', body: text, stamp }
    expect(await catchError(waitForActivity(client, { request }))).toBeInstanceOf(PasskeyAccountError)
  },
)

test('a body of empty chunks that never ends is refused', async () => {
  const body = () => new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(0)) })
  const { client } = createScriptedClient(() => new Response(body()))
  expect((await catchError(query(client, whoamiQuery))).reason).toContain('maxResponseBytes')
})

test('a vote is not cast for a body that says a thing twice', async () => {
  const { client, stamped } = createScriptedClient(({ body }) => json({ activity: activityFor(body) }))
  const text = JSON.stringify({ ...wallet, timestampMs: '1' })
  for (const body of [text.replace('{', '{"parameters":{},'), text.replace('{', '{"\\u0074ype":"",')])
    expect(await catchError(approveActivity(client, { organizationId, body }))).toMatchObject({ parameter: 'body' })
  expect(stamped).toEqual([])
})
