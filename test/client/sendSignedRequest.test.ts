import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BaseError } from 'viem'
import {
  ClockSkewError,
  CredentialConflictError,
  createSignerClient,
  InvalidSignedRequestError,
  NotPermittedError,
  PasskeyAccountError,
  SignerAnswerError,
  SignerConnectionLostError,
  SignerRequestError,
  SignerTimeoutError,
  SignerUnreachableError,
  StamperMissingError,
  StampRejectedError,
  UnknownCredentialError,
} from 'viem-passkey-account'
import { query, sendSignedRequest, stampRequest } from 'viem-passkey-account/actions'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createScriptedClient, json } from './createScriptedClient.js'

const path = '/public/v1/query/whoami'
const whoamiQuery = { path, body: { organizationId: 'parent' } }

/** A server on a free port that answers as it likes. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

const overHttp = (url: string, options: createSignerClient.Parameters = {}) =>
  createSignerClient({
    ...options,
    url,
    pollingInterval: 1,
    stamper: createScriptedClient(() => json({})).client.stamper,
  })

test('stringifies once, stamps exactly that string and posts exactly that string', async () => {
  const { client, sent, stamped } = createScriptedClient(() => json({ username: 'anna' }))
  expect(await query(client, whoamiQuery)).toEqual({ username: 'anna' })
  expect(stamped).toEqual(['{"organizationId":"parent"}'])
  expect(sent.map(({ url, body }) => ({ url, body }))).toEqual([
    { url: `https://signer.test${path}`, body: '{"organizationId":"parent"}' },
  ])
  expect(Object.fromEntries(sent[0]?.headers ?? [])).toMatchObject({
    'content-type': 'application/json',
    'x-stamp': 'stamp 1',
  })
})

test('needs a stamper, and prefers the call’s to the client’s', async () => {
  const { client, sent, stamped } = createScriptedClient(() => json({}))
  await expect(query({ ...client, stamper: undefined }, whoamiQuery)).rejects.toThrow(StamperMissingError)
  const stamper = { stamp: async () => ({ stampHeaderName: 'X-Stamp', stampHeaderValue: 'mine' }) }
  await query(client, { ...whoamiQuery, stamper })
  expect(stamped).toEqual([])
  expect(sent[0]?.headers.get('x-stamp')).toBe('mine')
})

test('a request that was stamped elsewhere is sent to the sender’s own signer', async () => {
  const { client: page } = createScriptedClient(() => json({}), { url: 'https://app.example.com/api/signer' })
  const { client: backend, sent } = createScriptedClient(() => json({ ok: true }))
  const request = await stampRequest(page, whoamiQuery)
  expect(request.url).toBe(`https://app.example.com/api/signer${path}`)
  expect(JSON.parse(JSON.stringify(request))).toEqual(request)

  expect(await sendSignedRequest(backend, { request })).toEqual({ ok: true })
  expect(sent.map(({ url, body }) => [url, body])).toEqual([[`https://signer.test${path}`, request.body]])
})

test.each([
  '',
  '/',
  'http://evil.test/',
  '/public/v1/query/../whoami',
  '/public/v1/query/whoami?x',
  '/public/v1/admin/x',
])('refuses to send a request to %j', async (url) => {
  const { client, sent } = createScriptedClient(() => json({}))
  const request = { url, body: '{}', stamp: { stampHeaderName: 'X-Stamp', stampHeaderValue: '' } }
  await expect(sendSignedRequest(client, { request })).rejects.toThrow(InvalidSignedRequestError)
  expect(sent).toEqual([])
})

test('a signer that is down throws SignerUnreachableError', async () => {
  const url = await serve(() => {})
  const port = new URL(url).port
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port: free } = closed.address() as AddressInfo
  closed.close()
  await once(closed, 'close')
  const error = await query(overHttp(url.replace(port, String(free))), whoamiQuery).catch((error) => error)
  expect(error).toBeInstanceOf(SignerUnreachableError)
  expect(error.cause).toBeInstanceOf(TypeError)
})

test('a response that breaks off is retried with the same bytes, then thrown as SignerConnectionLostError', async () => {
  const { client, stamped } = createScriptedClient(() => json({}))
  let asked = 0
  const url = await serve((_request, response) => {
    asked++
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"usern', () => response.destroy())
  })
  const error = await query(
    createSignerClient({ url, stamper: client.stamper, pollingInterval: 1 }),
    whoamiQuery,
  ).catch((e) => e)
  expect(error).toBeInstanceOf(SignerConnectionLostError)
  expect({ asked, stamps: stamped.length }).toEqual({ asked: 4, stamps: 1 })
})

test('a response of HTML, of nothing or of an array throws SignerAnswerError', async () => {
  for (const body of ['<html>Bad gateway</html>', '', '[]', 'null', '"text"', '{"half":']) {
    const { client, sent } = createScriptedClient(() => new Response(body))
    const error = await query(client, whoamiQuery).catch((error) => error)
    expect(error).toBeInstanceOf(SignerAnswerError)
    expect(error).toMatchObject({ status: 200, url: `https://signer.test${path}` })
    expect(sent.length).toBe(1)
  }
})

test('an endless response is cut off', async () => {
  let cancelled = false
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(8 * 2 ** 20)),
    cancel: () => {
      cancelled = true
    },
  })
  const { client } = createScriptedClient(() => new Response(endless))
  await expect(query(client, whoamiQuery)).rejects.toThrow(SignerAnswerError)
  expect(cancelled).toBe(true)
})

test('a redirect is refused and not followed', async () => {
  let followed = 0
  const elsewhere = await serve((_request, response) => {
    followed++
    response.end('{}')
  })
  for (const status of [301, 302, 303, 307, 308]) {
    const url = await serve((_request, response) => response.writeHead(status, { location: elsewhere }).end())
    const error = await query(overHttp(url), whoamiQuery).catch((error) => error)
    expect(error).toBeInstanceOf(SignerAnswerError)
  }
  expect(followed).toBe(0)
})

test('a slow signer throws SignerTimeoutError, whether or not fetchFn respects its signal', async () => {
  const silent = await serve(() => {})
  await expect(query(overHttp(silent, { timeout: 5 }), whoamiQuery)).rejects.toThrow(SignerTimeoutError)

  const stuck = await serve((_request, response) => void response.writeHead(200).write('{'))
  await expect(query(overHttp(stuck, { timeout: 20 }), whoamiQuery)).rejects.toThrow(SignerTimeoutError)

  const { client } = createScriptedClient(() => new Promise(() => {}), { timeout: 5 })
  await expect(query(client, whoamiQuery)).rejects.toThrow(SignerTimeoutError)
})

test('a timeout longer than timers can take does not end at once', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let answer: ((response: Response) => void) | undefined
  const slow = () =>
    new Promise<Response>((resolve) => {
      answer = resolve
    })
  const { client } = createScriptedClient(slow, { timeout: Number.POSITIVE_INFINITY })
  const asking = query(client, whoamiQuery)
  await vi.advanceTimersByTimeAsync(86_400_000)
  answer?.(json({ userId: 'someone' }))
  expect(await asking).toMatchObject({ userId: 'someone' })
})

test('the caller’s signal aborts the request and the delays, and its reason is thrown unchanged', async () => {
  const reason = new Error('the user left')
  const early = createScriptedClient(() => json({}))
  await expect(query(early.client, { ...whoamiQuery, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  expect(early.sent).toEqual([])

  const controller = new AbortController()
  const inFlight = createScriptedClient(() => {
    controller.abort(reason)
    return new Promise(() => {})
  })
  await expect(query(inFlight.client, { ...whoamiQuery, signal: controller.signal })).rejects.toBe(reason)

  const resting = new AbortController()
  const busy = createScriptedClient(
    () => {
      queueMicrotask(() => setTimeout(() => resting.abort(reason)))
      return json({ code: 14, message: 'later' }, { status: 503 })
    },
    { pollingInterval: 1_000_000 },
  )
  await expect(query(busy.client, { ...whoamiQuery, signal: resting.signal })).rejects.toBe(reason)
  expect(busy.sent.length).toBe(1)
})

test.each([429, 502, 503, 504])('status %i is retried with the same bytes and the same stamp', async (status) => {
  const { client, sent, stamped } = createScriptedClient((_seen, count) =>
    count < 4 ? new Response('<html>not now</html>', { status }) : json({ ok: true }),
  )
  expect(await query(client, whoamiQuery)).toEqual({ ok: true })
  expect(stamped.length).toBe(1)
  expect(new Set(sent.map(({ body, headers }) => body + headers.get('x-stamp'))).size).toBe(1)
  expect(sent.length).toBe(4)
})

test('other errors are not retried, and neither is a Retry-After that is too long', async () => {
  const answers = [
    () => json({ code: 13, message: 'internal server error' }, { status: 500 }),
    () => json({ code: 8, message: 'rest' }, { status: 429, headers: { 'retry-after': '3600' } }),
  ]
  for (const answer of answers) {
    const { client, sent } = createScriptedClient(answer)
    await expect(query(client, whoamiQuery)).rejects.toThrow(SignerRequestError)
    expect(sent.length).toBe(1)
  }
})

const refusals = [
  [401, 16, 'SIGNATURE_INVALID', StampRejectedError],
  [401, 16, 'SIGNATURE_MISSING', StampRejectedError],
  [401, 16, '', StampRejectedError],
  [401, 16, 'CREDENTIAL_NOT_FOUND', UnknownCredentialError],
  [401, 16, 'PUBLIC_KEY_NOT_FOUND', UnknownCredentialError],
  [401, 16, 'CREDENTIAL_CONFLICT', CredentialConflictError],
  [401, 16, 'API_KEY_EXPIRED', UnknownCredentialError],
  [403, 7, '', NotPermittedError],
  [400, 3, 'INVALID_TIME', ClockSkewError],
  [400, 3, 'REQUEST_INVALID', SignerRequestError],
  [404, 5, 'NOT_FOUND', SignerRequestError],
  [500, 13, '', SignerRequestError],
] as const

test.each(refusals)('the signer’s error %i %i %j becomes its class', async (status, code, turnkeyErrorCode, type) => {
  const details = [{ '@type': 'type.googleapis.com/errors.v1.TurnkeyErrorDetail', turnkeyErrorCode }]
  const { client } = createScriptedClient(() =>
    json({ code, message: 'in its own words', details, turnkeyErrorCode }, { status }),
  )
  const error = await query(client, whoamiQuery).catch((error) => error)
  expect(error.constructor).toBe(type)
  expect(error).toMatchObject({ name: type.name, status, grpcCode: code, turnkeyErrorCode, errorDetails: details })
  expect(error.details).toBe('in its own words')
  expect([
    error instanceof SignerRequestError,
    error instanceof PasskeyAccountError,
    error instanceof BaseError,
  ]).toEqual([true, true, true])
  expect(error.message).toContain('in its own words')
})

test('an error in another form than a signer’s throws SignerAnswerError', async () => {
  const { client } = createScriptedClient(() => json({ error: 'who are you' }, { status: 401 }))
  const error = await query(client, whoamiQuery).catch((error) => error)
  expect(error).toBeInstanceOf(SignerAnswerError)
  expect(error.status).toBe(401)
})

test.each([
  [2 * 3_600_000, true],
  [-2 * 3_600_000, true],
  [301_000, true],
  [-301_000, false],
  [0, false],
])(
  'a refusal without a reason and a clock %i ms ahead of the signer’s Date: ClockSkewError %s',
  async (skew, outside) => {
    const date = Date.UTC(2026, 0, 1)
    const { client } = createScriptedClient(
      () => json({ code: 3, message: 'no' }, { status: 400, headers: { date: new Date(date).toUTCString() } }),
      { now: () => date + skew },
    )
    const error = await query(client, whoamiQuery).catch((error) => error)
    expect(error instanceof ClockSkewError).toBe(outside)
    if (outside) expect(error.skew).toBe(skew)
  },
)

test('no error message contains a stamp or a body', async () => {
  const { client } = createScriptedClient(() => json({ code: 16, message: 'no' }, { status: 401 }))
  const stamper = { stamp: async () => ({ stampHeaderName: 'X-Stamp', stampHeaderValue: 'SECRET-STAMP' }) }
  const error = await query(client, { ...whoamiQuery, body: { organizationId: 'SECRET-BODY' }, stamper }).catch(
    (error) => error,
  )
  expect(`${error} ${error.stack} ${JSON.stringify(error)}`).not.toContain('SECRET')
})
