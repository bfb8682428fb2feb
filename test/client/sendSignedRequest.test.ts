import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BaseError } from 'viem'
import {
  ClockSkewError,
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
import { expect, onTestFinished, test } from 'vitest'
import { json, scriptedSigner } from './scriptedSigner.js'

const path = '/public/v1/query/whoami'
const ask = { path, body: { organizationId: 'parent' } }

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
  createSignerClient({ ...options, url, pollingInterval: 1, stamper: scriptedSigner(() => json({})).client.stamper })

test('stringifies once, stamps exactly that string and posts exactly that string', async () => {
  const { client, seen, stamped } = scriptedSigner(() => json({ username: 'anna' }))
  expect(await query(client, ask)).toEqual({ username: 'anna' })
  expect(stamped).toEqual(['{"organizationId":"parent"}'])
  expect(seen.map(({ url, body }) => ({ url, body }))).toEqual([
    { url: `http://signer.test${path}`, body: '{"organizationId":"parent"}' },
  ])
  expect(Object.fromEntries(seen[0]?.headers ?? [])).toMatchObject({
    'content-type': 'application/json',
    'x-stamp': 'stamp 1',
  })
})

test('needs a stamper; one given to the call is used in the place of the client’s', async () => {
  const { client, seen, stamped } = scriptedSigner(() => json({}))
  await expect(query({ ...client, stamper: undefined }, ask)).rejects.toThrow(StamperMissingError)
  const stamper = { stamp: async () => ({ stampHeaderName: 'X-Stamp', stampHeaderValue: 'mine' }) }
  await query(client, { ...ask, stamper })
  expect(stamped).toEqual([])
  expect(seen[0]?.headers.get('x-stamp')).toBe('mine')
})

test('a request stamped in one place is sent from another, to the sender’s own signer', async () => {
  const { client: page } = scriptedSigner(() => json({}), { url: 'https://app.example.com/api/signer' })
  const { client: backend, seen } = scriptedSigner(() => json({ ok: true }))
  const request = await stampRequest(page, ask)
  expect(request.url).toBe(`https://app.example.com/api/signer${path}`)
  expect(JSON.parse(JSON.stringify(request))).toEqual(request)

  expect(await sendSignedRequest(backend, { request })).toEqual({ ok: true })
  expect(seen.map(({ url, body }) => [url, body])).toEqual([[`http://signer.test${path}`, request.body]])
})

test.each([
  '',
  '/',
  'http://evil.test/',
  '/public/v1/query/../whoami',
  '/public/v1/query/whoami?x',
  '/public/v1/admin/x',
])('refuses to send what is no signed request: %j', async (url) => {
  const { client, seen } = scriptedSigner(() => json({}))
  const request = { url, body: '{}', stamp: { stampHeaderName: 'X-Stamp', stampHeaderValue: '' } }
  await expect(sendSignedRequest(client, { request })).rejects.toThrow(InvalidSignedRequestError)
  expect(seen).toEqual([])
})

test('a signer that is down', async () => {
  const url = await serve(() => {})
  const port = new URL(url).port
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port: free } = closed.address() as AddressInfo
  closed.close()
  await once(closed, 'close')
  const error = await query(overHttp(url.replace(port, String(free))), ask).catch((error) => error)
  expect(error).toBeInstanceOf(SignerUnreachableError)
  expect(error.cause).toBeInstanceOf(TypeError)
})

test('a signer that is cut off in the middle of its answer is asked again, the same bytes; then the error says so', async () => {
  const { client, stamped } = scriptedSigner(() => json({}))
  let asked = 0
  const url = await serve((_request, response) => {
    asked++
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"usern', () => response.destroy())
  })
  const error = await query(createSignerClient({ url, stamper: client.stamper, pollingInterval: 1 }), ask).catch(
    (e) => e,
  )
  expect(error).toBeInstanceOf(SignerConnectionLostError)
  expect({ asked, stamps: stamped.length }).toEqual({ asked: 4, stamps: 1 })
})

test('answers HTML, nothing, an array', async () => {
  for (const body of ['<html>Bad gateway</html>', '', '[]', 'null', '"text"', '{"half":']) {
    const { client, seen } = scriptedSigner(() => new Response(body))
    const error = await query(client, ask).catch((error) => error)
    expect(error).toBeInstanceOf(SignerAnswerError)
    expect(error).toMatchObject({ status: 200, url: `http://signer.test${path}` })
    expect(seen.length).toBe(1)
  }
})

test('an answer without end is cut off', async () => {
  let cancelled = false
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(8 * 2 ** 20)),
    cancel: () => {
      cancelled = true
    },
  })
  const { client } = scriptedSigner(() => new Response(endless))
  await expect(query(client, ask)).rejects.toThrow(SignerAnswerError)
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
    const error = await query(overHttp(url), ask).catch((error) => error)
    expect(error).toBeInstanceOf(SignerAnswerError)
  }
  expect(followed).toBe(0)
})

test('a signer that does not answer in time, whether or not fetchFn listens to its signal', async () => {
  const silent = await serve(() => {})
  await expect(query(overHttp(silent, { timeout: 5 }), ask)).rejects.toThrow(SignerTimeoutError)

  const stuck = await serve((_request, response) => void response.writeHead(200).write('{'))
  await expect(query(overHttp(stuck, { timeout: 20 }), ask)).rejects.toThrow(SignerTimeoutError)

  const { client } = scriptedSigner(() => new Promise(() => {}), { timeout: 5 })
  await expect(query(client, ask)).rejects.toThrow(SignerTimeoutError)
})

test('the caller’s signal ends the request and the pauses between; its reason comes back untouched', async () => {
  const reason = new Error('the user left')
  const early = scriptedSigner(() => json({}))
  await expect(query(early.client, { ...ask, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  expect(early.seen).toEqual([])

  const controller = new AbortController()
  const inFlight = scriptedSigner(() => {
    controller.abort(reason)
    return new Promise(() => {})
  })
  await expect(query(inFlight.client, { ...ask, signal: controller.signal })).rejects.toBe(reason)

  const resting = new AbortController()
  const busy = scriptedSigner(
    () => {
      queueMicrotask(() => setTimeout(() => resting.abort(reason)))
      return json({ code: 14, message: 'later' }, { status: 503 })
    },
    { pollingInterval: 1_000_000 },
  )
  await expect(query(busy.client, { ...ask, signal: resting.signal })).rejects.toBe(reason)
  expect(busy.seen.length).toBe(1)
})

test.each([429, 502, 503, 504])('%i is tried again, the same bytes under the same stamp', async (status) => {
  const { client, seen, stamped } = scriptedSigner((_seen, count) =>
    count < 4 ? new Response('<html>not now</html>', { status }) : json({ ok: true }),
  )
  expect(await query(client, ask)).toEqual({ ok: true })
  expect(stamped.length).toBe(1)
  expect(new Set(seen.map(({ body, headers }) => body + headers.get('x-stamp'))).size).toBe(1)
  expect(seen.length).toBe(4)
})

test('other errors are not tried again, nor after a rest that is too long', async () => {
  const answers = [
    () => json({ code: 13, message: 'internal server error' }, { status: 500 }),
    () => json({ code: 8, message: 'rest' }, { status: 429, headers: { 'retry-after': '3600' } }),
  ]
  for (const answer of answers) {
    const { client, seen } = scriptedSigner(answer)
    await expect(query(client, ask)).rejects.toThrow(SignerRequestError)
    expect(seen.length).toBe(1)
  }
})

const refusals = [
  [401, 16, 'SIGNATURE_INVALID', StampRejectedError],
  [401, 16, 'SIGNATURE_MISSING', StampRejectedError],
  [401, 16, '', StampRejectedError],
  [401, 16, 'CREDENTIAL_NOT_FOUND', UnknownCredentialError],
  [401, 16, 'PUBLIC_KEY_NOT_FOUND', UnknownCredentialError],
  [401, 16, 'CREDENTIAL_CONFLICT', UnknownCredentialError],
  [401, 16, 'API_KEY_EXPIRED', UnknownCredentialError],
  [403, 7, '', NotPermittedError],
  [400, 3, 'INVALID_TIME', ClockSkewError],
  [400, 3, 'REQUEST_INVALID', SignerRequestError],
  [404, 5, 'NOT_FOUND', SignerRequestError],
  [500, 13, '', SignerRequestError],
] as const

test.each(refusals)('the signer’s own error: %i %i %j', async (status, code, turnkeyErrorCode, type) => {
  const details = [{ '@type': 'type.googleapis.com/errors.v1.TurnkeyErrorDetail', turnkeyErrorCode }]
  const { client } = scriptedSigner(() =>
    json({ code, message: 'in its own words', details, turnkeyErrorCode }, { status }),
  )
  const error = await query(client, ask).catch((error) => error)
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

test('an error that is not in the form of a signer', async () => {
  const { client } = scriptedSigner(() => json({ error: 'who are you' }, { status: 401 }))
  const error = await query(client, ask).catch((error) => error)
  expect(error).toBeInstanceOf(SignerAnswerError)
  expect(error.status).toBe(401)
})

test.each([
  [2 * 3_600_000, true],
  [-2 * 3_600_000, true],
  [301_000, true],
  [-301_000, false],
  [0, false],
])('a clock that is %i ms ahead by the signer’s Date, in a refusal that does not say why', async (skew, outside) => {
  const date = Date.UTC(2026, 0, 1)
  const { client } = scriptedSigner(
    () => json({ code: 3, message: 'no' }, { status: 400, headers: { date: new Date(date).toUTCString() } }),
    { now: () => date + skew },
  )
  const error = await query(client, ask).catch((error) => error)
  expect(error instanceof ClockSkewError).toBe(outside)
  if (outside) expect(error.skew).toBe(skew)
})

test('no stamp and no body reaches an error message', async () => {
  const { client } = scriptedSigner(() => json({ code: 16, message: 'no' }, { status: 401 }))
  const stamper = { stamp: async () => ({ stampHeaderName: 'X-Stamp', stampHeaderValue: 'SECRET-STAMP' }) }
  const error = await query(client, { ...ask, body: { organizationId: 'SECRET-BODY' }, stamper }).catch(
    (error) => error,
  )
  expect(`${error} ${error.stack} ${JSON.stringify(error)}`).not.toContain('SECRET')
})
