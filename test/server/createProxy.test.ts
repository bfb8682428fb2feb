import { createProxy, type ProxiedActivity, proxyPaths } from 'viem-passkey-account/server'
import { describe, expect, test } from 'vitest'
import {
  apiKeyStamp,
  posted,
  readError,
  signBody,
  signPath,
  stamped,
  webAuthnStamp,
  whoamiBody,
  whoamiPath,
} from './requests.js'
import { serve } from './serve.js'
import { startUpstream } from './upstream.js'

const app = 'https://app.example.com'

describe('forwards', () => {
  test('a stamped request byte for byte, without other headers of the client', async () => {
    const upstream = await startUpstream()
    const proxy = createProxy({ upstream: upstream.url, basePath: '/api/signer' })

    const response = await proxy(
      stamped(`${app}/api/signer${signPath}?query=dropped`, {
        headers: {
          cookie: 'session=1',
          authorization: 'Bearer 1',
          'x-forwarded-host': 'evil.example',
          'x-session': 'foreign',
          'x-stamp-attested': 'foreign',
          'x-client-version': 'me',
          host: 'evil.example',
          te: 'trailers',
          'keep-alive': 'timeout=5',
          'proxy-authorization': 'Basic 1',
          'accept-language': 'de',
        },
      }),
    )

    expect(response.status).toBe(200)
    expect(await response.text()).toBe('{"ok":true}')
    const [received, ...more] = upstream.received
    expect(more).toEqual([])
    expect(received?.method).toBe('POST')
    expect(received?.url).toBe(signPath)
    expect(received?.body.equals(Buffer.from(signBody))).toBe(true)
    // Beside the stamp only what fetch itself sends.
    const { host, 'user-agent': _agent, ...headers } = received?.headers ?? {}
    expect(`http://${host}`).toBe(upstream.url)
    expect(headers).toEqual({
      'x-stamp-webauthn': webAuthnStamp,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(signBody)),
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate',
      'accept-language': '*',
      connection: 'keep-alive',
      'sec-fetch-mode': 'cors',
    })
  })

  test('an upstream over plain http is on this machine, or allowed', async () => {
    for (const upstream of ['http://signer:8181', 'http://10.0.0.7', 'http://localhost.evil.example'])
      expect(() => createProxy({ upstream })).toThrow(TypeError)
    const requested: string[] = []
    const fetchFn = async (request: Request) => {
      requested.push(request.url)
      return Response.json({})
    }
    for (const parameters of [
      { upstream: 'http://signer:8181', allowHttp: true },
      { upstream: 'http://127.0.0.1:8181' },
    ]) {
      const headers = { 'content-type': 'application/json', 'X-STAMP': apiKeyStamp }
      const request = new Request(`${app}${whoamiPath}`, { method: 'POST', headers, body: whoamiBody })
      expect((await createProxy({ ...parameters, fetchFn })(request)).status).toBe(200)
    }
    expect(requested).toEqual([`http://signer:8181${whoamiPath}`, `http://127.0.0.1:8181${whoamiPath}`])
  })

  test('the stamp of an API key', async () => {
    const upstream = await startUpstream()
    const proxy = createProxy({ upstream: upstream.url })
    const request = new Request(`${app}${whoamiPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'X-STAMP': apiKeyStamp },
      body: whoamiBody,
    })
    expect((await proxy(request)).status).toBe(200)
    expect(upstream.received[0]?.headers['x-stamp']).toBe(apiKeyStamp)
    expect(upstream.received[0]?.headers).not.toHaveProperty('x-stamp-webauthn')
  })

  test.each([
    ['the signer’s URL', `https://api.turnkey.com${signPath}`],
    ['this proxy’s URL', `${app}/api/signer${signPath}`],
    ['a path', signPath],
    ['a path below the base', `/api/signer${signPath}`],
    ['any other URL, of which the path alone counts', `http://user:pass@169.254.169.254:8080${signPath}?a=b#c`],
    ['a URL without a scheme', `//evil.example${signPath}`],
    [
      'a path that comes out as one of the list',
      `https://api.turnkey.com/public/v1/query/.././submit/%2E/sign_raw_payload`,
    ],
  ])('a signed request posted as JSON, signed for %s', async (_name, url) => {
    const upstream = await startUpstream()
    const proxy = createProxy({ upstream: upstream.url, basePath: '/api/signer' })
    const stamp = { stampHeaderName: 'x-stamp-WebAuthn', stampHeaderValue: webAuthnStamp }
    for (const at of ['/api/signer', '/api/signer/', '/api/signer?x=1'])
      expect((await proxy(posted(app + at, { url, body: signBody, stamp }))).status).toBe(200)
    expect(upstream.received).toHaveLength(3)
    for (const received of upstream.received) {
      expect(received.url).toBe(signPath)
      expect(received.body.equals(Buffer.from(signBody))).toBe(true)
      expect(received.headers['x-stamp-webauthn']).toBe(webAuthnStamp)
    }
  })

  test('to an upstream below a path', async () => {
    const upstream = await startUpstream()
    const proxy = createProxy({ upstream: `${upstream.url}/turnkey/` })
    await proxy(stamped(`${app}${signPath}`))
    expect(upstream.received[0]?.url).toBe(`/turnkey${signPath}`)
  })

  test('the default paths and no others', async () => {
    const upstream = await startUpstream()
    const proxy = createProxy({ upstream: upstream.url })
    for (const path of proxyPaths) {
      const name = path.split('/').at(-1) ?? ''
      const body = path.includes('/submit/')
        ? JSON.stringify({ type: `ACTIVITY_TYPE_${name.toUpperCase()}_V9`, organizationId: 'o', parameters: {} })
        : whoamiBody
      expect((await proxy(stamped(app + path, { body }))).status, path).toBe(200)
    }
    for (const path of ['submit/export_wallet', 'submit/create_api_keys', 'submit/update_root_quorum', 'query/nothing'])
      expect(await readError(await proxy(stamped(`${app}/public/v1/${path}`)))).toEqual({
        status: 403,
        reason: 'path_not_allowed',
        code: 7,
      })
    expect(upstream.received).toHaveLength(proxyPaths.length)
    expect(Object.isFrozen(proxyPaths)).toBe(true)
  })

  test('the paths in allow', async () => {
    const upstream = await startUpstream()
    const proxy = createProxy({ upstream: upstream.url, allow: [whoamiPath] })
    expect((await proxy(stamped(app + whoamiPath, { body: whoamiBody }))).status).toBe(200)
    expect((await readError(await proxy(stamped(app + signPath)))).reason).toBe('path_not_allowed')
    expect((await readError(await proxy(posted(app)))).reason).toBe('path_not_allowed')
    expect(upstream.received).toHaveLength(1)
  })

  test('the signer’s errors with status, body and Retry-After', async () => {
    const error = '{"code":8,"message":"Too many requests.","details":[],"turnkeyErrorCode":"RATE_LIMIT_EXCEEDED"}'
    const upstream = await startUpstream((outgoing) =>
      outgoing
        .writeHead(429, {
          'content-type': 'application/json; charset=utf-8',
          'retry-after': '3',
          'ratelimit-limit': '1',
          'ratelimit-remaining': '0',
          'set-cookie': 'a=b',
          'access-control-allow-origin': '*',
          location: 'https://evil.example',
          'x-internal': 'secret',
        })
        .end(error),
    )
    const response = await createProxy({ upstream: upstream.url })(stamped(app + signPath))
    expect(response.status).toBe(429)
    expect(await response.text()).toBe(error)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'retry-after': '3',
      'ratelimit-limit': '1',
      'ratelimit-remaining': '0',
    })
  })

  test('over HTTP as in process', async () => {
    const upstream = await startUpstream()
    const { url } = await serve(createProxy({ upstream: upstream.url, basePath: '/api/signer' }))
    expect((await fetch(stamped(`${url}/api/signer${signPath}`))).status).toBe(200)
    expect((await fetch(posted(`${url}/api/signer`))).status).toBe(200)
    expect(upstream.received.map(({ body }) => body.toString())).toEqual([signBody, signBody])
  })
})

describe('authorize', () => {
  test('gets the parsed activity and the request before anything is sent', async () => {
    const upstream = await startUpstream()
    const seen: [ProxiedActivity, string | null, number][] = []
    const proxy = createProxy({
      upstream: upstream.url,
      authorize: (activity, request) => {
        seen.push([activity, request.headers.get('cookie'), upstream.received.length])
        return undefined
      },
    })
    await proxy(stamped(app + signPath, { headers: { cookie: 'session=1' } }))
    await proxy(stamped(app + whoamiPath, { body: whoamiBody }))
    await proxy(posted(app))
    const { organizationId, parameters } = JSON.parse(signBody)
    const sign = {
      path: signPath,
      type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      organizationId,
      parameters,
      body: signBody,
    }
    expect(seen).toEqual([
      [sign, 'session=1', 0],
      [
        { path: whoamiPath, type: undefined, organizationId, parameters: { organizationId }, body: whoamiBody },
        null,
        1,
      ],
      [sign, null, 2],
    ])
    expect(upstream.received).toHaveLength(3)
  })

  test('refuses with a Response, which is sent unchanged', async () => {
    const upstream = await startUpstream()
    const authorize = async () => new Response('no', { status: 418, headers: { 'x-why': 'teapot' } })
    const proxy = createProxy({ upstream: upstream.url, authorize })
    for (const request of [stamped(app + signPath), posted(app)]) {
      const response = await proxy(request)
      expect([response.status, response.headers.get('x-why'), await response.text()]).toEqual([418, 'teapot', 'no'])
    }
    expect(upstream.received).toEqual([])
  })

  test('that throws rejects the handler, and nothing is sent', async () => {
    const upstream = await startUpstream()
    const failure = new Error('database down')
    const proxy = createProxy({ upstream: upstream.url, authorize: () => Promise.reject(failure) })
    await expect(proxy(stamped(app + signPath))).rejects.toBe(failure)
    expect(upstream.received).toEqual([])
  })

  test('does not run for requests that are refused anyway', async () => {
    const proxy = createProxy({
      upstream: 'http://127.0.0.1:1',
      authorize: () => {
        throw new Error('asked')
      },
    })
    for (const request of [
      stamped(`${app}/public/v1/submit/export_wallet`),
      stamped(app + signPath, { body: '{}' }),
      stamped(app + signPath, { headers: { 'x-stamp': apiKeyStamp } }),
    ])
      expect((await proxy(request)).status).toBeGreaterThanOrEqual(400)
  })
})

describe('parameters', () => {
  test.each([
    { upstream: 'api.turnkey.com' },
    { upstream: 'ftp://api.turnkey.com' },
    { upstream: 'https://user:pass@api.turnkey.com' },
    { upstream: 'https://api.turnkey.com?a=b' },
    { upstream: 'https://api.turnkey.com#a' },
    { basePath: 'api' },
    { basePath: '/a/../b' },
    { basePath: '//evil.example' },
    { basePath: '/a b' },
    { basePath: '' },
    { allow: ['sign_raw_payload'] },
    { allow: ['https://api.turnkey.com/public/v1/query/whoami'] },
    { allow: ['/public/v1/query/../submit/x'] },
    { timeout: 0 },
    { maxRequestBytes: Number.NaN },
    { maxResponseBytes: -1 },
  ])('%o is a TypeError', (parameters) => {
    expect(() => createProxy(parameters)).toThrow(TypeError)
  })

  test('the default upstream is Turnkey', async () => {
    const requests: Request[] = []
    const proxy = createProxy({
      fetchFn: async (request) => {
        requests.push(request)
        return Response.json({})
      },
    })
    expect((await proxy(stamped(app + signPath))).status).toBe(200)
    expect(requests.map(({ url, redirect }) => [url, redirect])).toEqual([
      [`https://api.turnkey.com${signPath}`, 'manual'],
    ])
  })
})

test('forwards no export and no import by default, and each that `allow` adds', async () => {
  const names = ['export_wallet', 'export_wallet_account', 'export_private_key', 'init_import_wallet']
  names.push('init_import_private_key', 'import_wallet', 'import_private_key')
  const paths = names.map((name) => `/public/v1/submit/${name}`)
  expect(proxyPaths.filter((path) => /(im|ex)port/.test(path))).toEqual([])
  const upstream = await startUpstream()
  for (const allow of [undefined, [...proxyPaths, ...paths]]) {
    const proxy = createProxy({ basePath: '/api/signer', upstream: upstream.url, allow })
    for (const name of names) {
      const body = signBody.replace('SIGN_RAW_PAYLOAD_V2', name.toUpperCase())
      const response = await proxy(stamped(`${app}/api/signer/public/v1/submit/${name}`, { body }))
      expect(response.status, name).toBe(allow ? 200 : 403)
    }
  }
})
