import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { createProxy } from 'viem-passkey-account/server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { apiKeyStamp, posted, readError, signBody, signPath, stamped, webAuthnStamp, whoamiPath } from './requests.js'
import { listen, serve } from './serve.js'
import { startUpstream } from './upstream.js'

const app = 'https://app.example.com'
const stamp = { stampHeaderName: 'X-Stamp-Webauthn', stampHeaderValue: webAuthnStamp }

/** Writes text to a port unchanged. Resolves with everything received until the other side closes or has responded. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    onTestFinished(() => void socket.destroy())
  })
}

function rawPost(target: string, headers: string[], body = signBody): string {
  return [
    `POST ${target} HTTP/1.1`,
    'Host: app.example.com',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...headers,
    '',
    body,
  ].join('\r\n')
}

describe('a hostile client: paths', () => {
  test.each([
    ['an absolute URL', `http://evil.example${signPath}`],
    ['another port', `http://127.0.0.1:1${signPath}`],
    ['the path with dots in it', '/public/v1/submit/./sign_raw_payload'],
    ['dots that are encoded', '/public/v1/query/%2e%2e/submit/sign_raw_payload'],
  ])('%s reaches only the upstream, on an allowed path', async (_name, target) => {
    const upstream = await startUpstream()
    const { port } = await serve(createProxy({ upstream: upstream.url }))
    const answer = await raw(port, rawPost(target, [`X-Stamp-Webauthn: ${webAuthnStamp}`]))
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(upstream.received.map(({ url }) => url)).toEqual([signPath])
  })

  test.each([
    ['encoded slashes', '/public/v1%2fsubmit%2fsign_raw_payload'],
    ['encoded letters', '/public/v1/submit/%73ign_raw_payload'],
    ['encoded twice', '/public/v1/query/%252e%252e/submit/sign_raw_payload'],
    ['two slashes', '/public/v1/submit//sign_raw_payload'],
    ['a slash at the end', `${signPath}/`],
    ['capitals', signPath.toUpperCase()],
    ['a backslash', '/public/v1/query/..%5csubmit%5csign_raw_payload'],
    ['a path parameter', `${signPath};a=b`],
    ['a null byte', `${signPath}%00`],
    ['a line break', `${signPath}%0d%0aX-Evil:%201`],
    ['a fragment, encoded', `${signPath}%23`],
    ['out of the root', '/../../etc/passwd'],
    ['below a listed path', `${signPath}/../export_wallet`],
  ])('%s is refused', async (_name, target) => {
    const upstream = await startUpstream()
    const { port } = await serve(createProxy({ upstream: upstream.url }))
    const answer = await raw(port, rawPost(target, [`X-Stamp-Webauthn: ${webAuthnStamp}`]))
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
    expect(answer).toContain('path_not_allowed')

    const response = await createProxy({ upstream: upstream.url })(
      posted(app, { url: `https://api.turnkey.com${target}`, body: signBody, stamp }),
    )
    expect((await readError(response)).reason).toBe('path_not_allowed')
    expect(upstream.received).toEqual([])
  })

  test.each(['/', '/api', '/api/signerx', `/other${signPath}`, `${signPath}`])(
    'outside the base path there is nothing: %s',
    async (path) => {
      const proxy = createProxy({ upstream: 'http://127.0.0.1:1', basePath: '/api/signer' })
      expect(await readError(await proxy(stamped(app + path)))).toEqual({ status: 404, reason: 'not_found', code: 5 })
    },
  )

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not POST', async (method) => {
    const proxy = createProxy({ upstream: 'http://127.0.0.1:1' })
    const response = await proxy(new Request(app + signPath, { method, headers: { 'x-stamp': apiKeyStamp } }))
    expect(response.headers.get('allow')).toBe('POST')
    expect((await readError(response)).status).toBe(405)
  })
})

describe('a hostile client: stamps', () => {
  const withHeaders = (headers: Record<string, string>) =>
    new Request(app + signPath, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: signBody,
    })

  test.each([
    ['no stamp', {}, 'stamp_missing'],
    ['a foreign stamp', { 'x-stamp-attested': apiKeyStamp, 'x-session': 'a' }, 'stamp_missing'],
    ['both stamps', { 'x-stamp': apiKeyStamp, 'x-stamp-webauthn': webAuthnStamp }, 'stamp_malformed'],
    ['the passkey’s stamp twice', { 'x-stamp-webauthn': `${webAuthnStamp}, ${webAuthnStamp}` }, 'stamp_malformed'],
    ['the API key’s stamp twice', { 'x-stamp': `${apiKeyStamp}, ${apiKeyStamp}` }, 'stamp_malformed'],
    ['an empty stamp', { 'x-stamp': '' }, 'stamp_malformed'],
    ['no base64url', { 'x-stamp': '{"a":1}' }, 'stamp_malformed'],
    ['no JSON', { 'x-stamp-webauthn': apiKeyStamp }, 'stamp_malformed'],
    ['a JSON array', { 'x-stamp-webauthn': '[]' }, 'stamp_malformed'],
    ['characters beyond ASCII', { 'x-stamp-webauthn': '{"a":"\xe4"}' }, 'stamp_malformed'],
    ['a huge stamp', { 'x-stamp': 'A'.repeat(8193) }, 'stamp_malformed'],
    ['a stamp for this connection alone', { 'x-stamp': apiKeyStamp, connection: 'close, X-Stamp' }, 'stamp_missing'],
  ])('%s', async (_name, headers, reason) => {
    const upstream = await startUpstream()
    const response = await createProxy({ upstream: upstream.url })(withHeaders(headers))
    expect(await readError(response)).toEqual({ status: 401, reason, code: 16 })
    expect(upstream.received).toEqual([])
  })

  test.each([
    ['another header', 'Authorization', 'Bearer 1'],
    ['Host', 'Host', 'evil.example'],
    ['a stamp nobody asked for', 'X-Stamp-Attested', apiKeyStamp],
    ['a line break in the name', 'X-Stamp\r\nX-Evil', apiKeyStamp],
    ['a line break in the value', 'X-Stamp', `${apiKeyStamp}\r\nX-Evil: 1`],
    ['a line break in the JSON', 'X-Stamp-Webauthn', `{"a":1}\r\nX-Evil: 1`],
    ['a null byte', 'X-Stamp-Webauthn', '{"a":"\u0000"}'],
    ['a value beyond Latin-1', 'X-Stamp-Webauthn', '{"a":"😀"}'],
    ['a name from the prototype', '__proto__', apiKeyStamp],
  ])('%s, in a signed request posted as JSON', async (_name, stampHeaderName, stampHeaderValue) => {
    const upstream = await startUpstream()
    const signed = {
      url: `https://api.turnkey.com${signPath}`,
      body: signBody,
      stamp: { stampHeaderName, stampHeaderValue },
    }
    const response = await createProxy({ upstream: upstream.url })(posted(app, signed))
    expect(await readError(response)).toEqual({ status: 401, reason: 'stamp_malformed', code: 16 })
    expect(upstream.received).toEqual([])
  })

  test('a header next to a posted signed request is not a stamp', async () => {
    const upstream = await startUpstream()
    const request = posted(app)
    request.headers.set('x-stamp', apiKeyStamp)
    expect((await createProxy({ upstream: upstream.url })(request)).status).toBe(200)
    expect(upstream.received[0]?.headers).not.toHaveProperty('x-stamp')
  })
})

describe('a hostile client: bodies', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['null', 'null'],
    ['a byte order mark', `\ufeff${signBody}`],
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['JSON after JSON', `${signBody}{}`],
    ['no organization', '{"type":"ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2","parameters":{}}'],
    ['an organization that is no string', signBody.replace(/"0d3a[^"]*"/, '{}')],
    ['another type than the path’s', signBody.replace('SIGN_RAW_PAYLOAD_V2', 'EXPORT_WALLET')],
    ['a type that only starts like the path’s', signBody.replace('SIGN_RAW_PAYLOAD_V2', 'SIGN_RAW_PAYLOADS')],
    ['parameters that are not an object', signBody.replace(/"parameters":.*\}\}/, '"parameters":[]}')],
    ['a key twice', signBody.replace('{ ', '{"organizationId":"other", ')],
    ['a key twice, once escaped', signBody.replace('{ ', '{"organization\\u0049d":"other", ')],
    ['a key twice, deep inside', signBody.replace('"signWith"', '"signWith" \n:"other","signWith"')],
    ['a hundred thousand brackets', '['.repeat(100_000)],
  ])('%s', async (_name, body) => {
    const upstream = await startUpstream()
    const response = await createProxy({ upstream: upstream.url })(stamped(app + signPath, { body }))
    expect(await readError(response)).toEqual({ status: 400, reason: 'malformed_body', code: 3 })
    expect(upstream.received).toEqual([])
  })

  test('strings with colons, quotes and escapes are not keys', async () => {
    const upstream = await startUpstream()
    const parameters = { 'a:': '"b":', '\\': '\\"', '"': ['":', { '': ':' }], __proto__x: '\u2028' }
    const body = JSON.stringify({ type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', organizationId: 'o', parameters })
    expect((await createProxy({ upstream: upstream.url })(stamped(app + signPath, { body }))).status).toBe(200)
  })

  test.each([
    ['no fields', {}],
    ['no url', { body: signBody, stamp }],
    ['a url that is not a URL', { url: 'https://[', body: signBody, stamp }],
    ['a body that is not a string', { url: signPath, body: JSON.parse(signBody), stamp }],
    ['no stamp', { url: signPath, body: signBody }],
    ['a stamp without a value', { url: signPath, body: signBody, stamp: { stampHeaderName: 'X-Stamp' } }],
    ['half a character', { url: signPath, body: signBody.replace('😀', '\ud83d'), stamp }],
    ['a list', [1]],
    ['a text', 'not json'],
  ])('a signed request with %s', async (_name, signed) => {
    const response = await createProxy({ upstream: 'http://127.0.0.1:1' })(posted(app, signed))
    expect(await readError(response)).toEqual({ status: 400, reason: 'malformed_body', code: 3 })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'text/plain; application/json'])(
    'a signed request in a body of %s, which a form on any page can post',
    async (type) => {
      const request = new Request(posted(app), { headers: { 'content-type': type } })
      const response = await createProxy({ upstream: 'http://127.0.0.1:1' })(request)
      expect(await readError(response)).toEqual({ status: 415, reason: 'unsupported_media_type', code: 3 })
    },
  )

  test('an encoded body', async () => {
    const request = stamped(app + signPath, { headers: { 'content-encoding': 'gzip' } })
    const response = await createProxy({ upstream: 'http://127.0.0.1:1' })(request)
    expect(await readError(response)).toEqual({ status: 415, reason: 'unsupported_media_type', code: 3 })
  })
})

test('a stamp in a header is enough: official clients before 2026 send text/plain', async () => {
  const upstream = await startUpstream()
  const request = stamped(app + signPath, { headers: { 'content-type': 'text/plain;charset=UTF-8' } })
  expect((await createProxy({ upstream: upstream.url })(request)).status).toBe(200)
  expect(upstream.received[0]?.headers['content-type']).toBe('application/json')
})

describe('a hostile client: large and slow bodies', () => {
  const maxRequestBytes = 1000

  test('a content-length above the limit is refused before the body is read', async () => {
    let pulled = 0
    const body = new ReadableStream<Uint8Array>({ pull: () => void pulled++ }, { highWaterMark: 0 })
    const response = await createProxy({ upstream: 'http://127.0.0.1:1', maxRequestBytes })(
      stamped(app + signPath, { body, headers: { 'content-length': '1001' } }),
    )
    expect(await readError(response)).toEqual({ status: 413, reason: 'body_too_large', code: 3 })
    expect(pulled).toBe(0)
  })

  test('an endless body is refused at the limit', async () => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          sent += 100
          controller.enqueue(new Uint8Array(100))
        },
      },
      { highWaterMark: 0 },
    )
    const response = await createProxy({ upstream: 'http://127.0.0.1:1', maxRequestBytes })(
      stamped(app + signPath, { body, headers: { 'content-length': '10' } }),
    )
    expect(await readError(response)).toEqual({ status: 413, reason: 'body_too_large', code: 3 })
    expect(sent).toBeLessThanOrEqual(1200)
  })

  test('a body of exactly the limit passes, one byte more does not', async () => {
    const upstream = await startUpstream()
    const proxy = createProxy({ upstream: upstream.url, maxRequestBytes })
    const padded = (length: number) => signBody + ' '.repeat(length - Buffer.byteLength(signBody))
    expect((await proxy(stamped(app + signPath, { body: padded(1000) }))).status).toBe(200)
    expect((await proxy(stamped(app + signPath, { body: padded(1001) }))).status).toBe(413)
  })

  test('over HTTP, the response arrives while the client is still sending', async () => {
    const { port } = await serve(createProxy({ upstream: 'http://127.0.0.1:1', maxRequestBytes }))
    const status = await new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          port,
          path: signPath,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-stamp': apiKeyStamp, 'transfer-encoding': 'chunked' },
        },
        (incoming) => {
          resolve(incoming.statusCode)
          outgoing.destroy()
        },
      )
      outgoing.on('error', reject)
      outgoing.write(Buffer.alloc(5000, 32))
    })
    expect(status).toBe(413)
  })

  test.each([
    ['a stamped request', signPath],
    ['a signed request', '/'],
  ])('%s that never ends is refused at the timeout', async (_name, path) => {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Buffer.from('{')) })
    const response = await createProxy({ upstream: 'http://127.0.0.1:1', timeout: 20 })(stamped(app + path, { body }))
    expect(await readError(response)).toEqual({ status: 408, reason: 'body_too_slow', code: 4 })
  })

  test('a body that trickles in is refused at the timeout', async () => {
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await setImmediate()
        controller.enqueue(Uint8Array.of(0x20))
      },
    })
    const response = await createProxy({ upstream: 'http://127.0.0.1:1', timeout: 20 })(
      stamped(app + signPath, { body }),
    )
    expect(await readError(response)).toEqual({ status: 408, reason: 'body_too_slow', code: 4 })
  })

  test('a body that breaks off is refused', async () => {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(new Error('reset')) })
    const response = await createProxy({ upstream: 'http://127.0.0.1:1' })(stamped(app + signPath, { body }))
    expect(await readError(response)).toEqual({ status: 400, reason: 'body_unreadable', code: 3 })
  })

  test('a client that has closed the connection already', async () => {
    const body = new ReadableStream<Uint8Array>()
    const request = new Request(stamped(app + signPath, { body }), { signal: AbortSignal.abort() })
    const response = await createProxy({ upstream: 'http://127.0.0.1:1' })(request)
    expect(await readError(response)).toEqual({ status: 499, reason: 'client_gone', code: 1 })
  })

  test('a client that closes the connection aborts the upstream request', async () => {
    const controller = new AbortController()
    const upstreamSignals: AbortSignal[] = []
    const proxy = createProxy({
      fetchFn: (request) => {
        upstreamSignals.push(request.signal)
        controller.abort()
        return new Promise(() => undefined)
      },
    })
    const request = new Request(stamped(app + signPath), { signal: controller.signal })
    expect((await readError(await proxy(request))).reason).toBe('client_gone')
    expect(upstreamSignals.map(({ aborted }) => aborted)).toEqual([true])
  })
})

describe('a hostile or broken upstream', () => {
  /** What the proxy makes of it, and what the app's log hears: never a stamp. */
  async function ask(upstream: string, options: createProxy.Parameters = {}) {
    const errors: Error[] = []
    const proxy = createProxy({ upstream, onError: (error) => errors.push(error), ...options })
    const response = await proxy(stamped(app + signPath))
    const answer = { ...(await readError(response.clone())), text: await response.text(), headers: response.headers }
    expect(errors).toHaveLength(1)
    const logged = inspect(errors, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null })
    for (const secret of [webAuthnStamp, 'c2VjcmV0LWlk', 'signWith']) expect(logged).not.toContain(secret)
    return { ...answer, error: errors[0] }
  }

  test.each([301, 302, 303, 307, 308, 300, 304])('a redirect with %i is not followed', async (status) => {
    const other = await startUpstream()
    const upstream = await startUpstream((outgoing) =>
      outgoing.writeHead(status, { location: `${other.url}${signPath}` }).end(),
    )
    const { headers, ...answer } = await ask(upstream.url)
    expect(answer).toMatchObject({ status: 502, reason: 'upstream_redirect', code: 14 })
    expect(headers.get('location')).toBeNull()
    expect(other.received).toEqual([])
  })

  test('hangs before the answer', async () => {
    const upstream = await startUpstream(() => undefined)
    expect(await ask(upstream.url, { timeout: 50 })).toMatchObject({
      status: 504,
      reason: 'upstream_timeout',
      code: 4,
    })
  })

  test('hangs in the middle of the answer', async () => {
    const upstream = await startUpstream((outgoing) =>
      outgoing.writeHead(200, { 'content-type': 'application/json' }).write('{"activity":'),
    )
    expect(await ask(upstream.url, { timeout: 50 })).toMatchObject({ status: 504, reason: 'upstream_timeout' })
  })

  test('answers one byte after the other, without end', async () => {
    const upstream = await startUpstream((outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'application/json' })
      const more = async (): Promise<void> => {
        while (!outgoing.destroyed) {
          outgoing.write(' ')
          await setImmediate()
        }
      }
      void more()
    })
    expect(await ask(upstream.url, { timeout: 50 })).toMatchObject({ status: 504, reason: 'upstream_timeout' })
  })

  test('a fetchFn that takes no signal hangs', async () => {
    expect(
      await ask('https://signer.example', { timeout: 20, fetchFn: () => new Promise(() => undefined) }),
    ).toMatchObject({ status: 504, reason: 'upstream_timeout' })
  })

  test('promises more than it sends', async () => {
    const upstream = await startUpstream((outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      outgoing.write('{"ok":true}', () => outgoing.destroy())
    })
    expect(await ask(upstream.url)).toMatchObject({ status: 502, reason: 'upstream_unreachable', code: 14 })
  })

  test('sends more than it promised', async () => {
    const { url } = await listen((incoming, outgoing) => {
      incoming.resume()
      const { socket } = outgoing
      socket?.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\n{"ok":true}')
    })
    expect(await ask(url)).toMatchObject({ status: 502 })
  })

  test('is cut off in the middle of a chunk', async () => {
    const upstream = await startUpstream((outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'application/json' })
      outgoing.write('{"ok":', () => outgoing.destroy())
    })
    expect(await ask(upstream.url)).toMatchObject({ status: 502, reason: 'upstream_unreachable' })
  })

  test('does not listen', async () => {
    const { error, ...answer } = await ask('http://127.0.0.1:1')
    expect(answer).toMatchObject({ status: 502, reason: 'upstream_unreachable', code: 14 })
    expect(error?.cause).toBeInstanceOf(Error)
  })

  test('does not speak HTTP', async () => {
    const { url } = await listen((_incoming, outgoing) => void outgoing.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'))
    expect(await ask(url)).toMatchObject({ status: 502, reason: 'upstream_unreachable' })
  })

  test.each([
    [200, 'text/html', '<script>alert(1)</script>'],
    [502, 'text/html', '<h1>Bad gateway</h1>'],
    [200, 'application/json', ''],
    [200, 'application/json', '"text"'],
    [200, 'application/json', '[]'],
    [204, 'application/json', ''],
    [500, 'text/plain', 'panic: secret'],
    [200, 'application/json', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('answers %i %s %s', async (status, type, body) => {
    const upstream = await startUpstream((outgoing) => outgoing.writeHead(status, { 'content-type': type }).end(body))
    const { text, ...answer } = await ask(upstream.url)
    expect(answer).toMatchObject({ status: 502, reason: 'upstream_answer_unreadable', code: 14 })
    expect(text).not.toMatch(/script|gateway|panic/)
  })

  test('says "too many" in HTML: still 429, and when to try again', async () => {
    const upstream = await startUpstream((outgoing) =>
      outgoing.writeHead(429, { 'content-type': 'text/html', 'retry-after': '7' }).end('<h1>Slow down</h1>'),
    )
    const { headers, ...answer } = await ask(upstream.url)
    expect(answer).toMatchObject({ status: 429, reason: 'upstream_rate_limit', code: 8 })
    expect(headers.get('retry-after')).toBe('7')
  })

  test('sends without end', async () => {
    let closed = (): void => undefined
    const ended = new Promise<void>((resolve) => {
      closed = resolve
    })
    const upstream = await startUpstream((outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'application/json' })
      const more = (): void => void (outgoing.destroyed || outgoing.write(Buffer.alloc(1000, 32), more))
      outgoing.on('close', closed)
      more()
    })
    const answer = await ask(upstream.url, { maxResponseBytes: 10_000 })
    expect(answer).toMatchObject({ status: 502, reason: 'upstream_answer_too_large' })
    await ended
  })

  test('sends a bomb', async () => {
    const upstream = await startUpstream((outgoing) =>
      outgoing
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(10_000_000, 32))),
    )
    expect(await ask(upstream.url, { maxResponseBytes: 100_000 })).toMatchObject({
      status: 502,
      reason: 'upstream_answer_too_large',
    })
  })

  test('compresses: the client gets it plain, with a length that is right', async () => {
    const upstream = await startUpstream((outgoing) =>
      outgoing
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync('{"ok":"ä"}')),
    )
    const { url } = await serve(createProxy({ upstream: upstream.url }))
    const response = await fetch(stamped(url + signPath))
    expect(response.headers.get('content-encoding')).toBeNull()
    expect(await response.text()).toBe('{"ok":"ä"}')
  })

  test('its connection headers stay on its connection', async () => {
    const { url } = await listen((incoming, outgoing) => {
      incoming.resume()
      outgoing.socket?.end(
        'HTTP/1.1 200 OK\r\nconnection: close, Retry-After\r\nretry-after: 9\r\nratelimit-limit: 1\r\nkeep-alive: timeout=9\r\nproxy-authenticate: Basic\r\ncontent-length: 2\r\n\r\n{}',
      )
    })
    const response = await createProxy({ upstream: url })(stamped(app + signPath))
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'ratelimit-limit': '1',
    })
  })

  test('lives on after all that', async () => {
    let answers = 0
    const upstream = await startUpstream((outgoing) => {
      if (answers++ === 0) outgoing.destroy()
      else outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    const proxy = createProxy({ upstream: upstream.url })
    expect((await proxy(stamped(app + signPath))).status).toBe(502)
    expect((await proxy(stamped(app + signPath))).status).toBe(200)
    expect((await proxy(stamped(app + whoamiPath, { body: '{"organizationId":"o"}' }))).status).toBe(200)
  })
})

test.each<{ organizationId: unknown }>([
  { organizationId: { toString: 1, valueOf: 1 } },
  { organizationId: ['a'] },
  { organizationId: 7 },
  { organizationId: { organizationId: {} } },
])('parameters with %j are answered, and nothing is thrown', async (parameters) => {
  for (const organizations of [['parent'], () => true]) {
    const upstream = await startUpstream()
    const proxy = createProxy({ upstream: upstream.url, organizations })
    const body = JSON.stringify({ ...JSON.parse(signBody), organizationId: 'parent', parameters })
    const response = await proxy(posted(app, { url: `https://api.turnkey.com${signPath}`, body, stamp }))
    expect(await readError(response)).toMatchObject({ reason: 'malformed_body' })
    expect(upstream.received).toEqual([])
  }
})

test('an answer of empty chunks that never ends is refused', async () => {
  const body = () => new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(0)) })
  const proxy = createProxy({ upstream: 'https://signer.test', fetchFn: async () => new Response(body()) })
  const response = await proxy(posted(app, { url: `https://api.turnkey.com${signPath}`, body: signBody, stamp }))
  expect(await readError(response)).toMatchObject({ reason: 'upstream_answer_too_large' })
})
