import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'

describeSigner('CORS', {}, (context) => {
  test('pages of allowed origins may send the headers that clients send', async () => {
    const { send } = context
    const answer = await send('/public/v1/submit/sign_raw_payload', '', { origin: 'http://localhost:3000' }, 'OPTIONS')
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:3000')
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST')
    const allowed = answer.headers.get('access-control-allow-headers')?.toLowerCase().split(', ')
    expect(allowed?.sort()).toEqual([
      'content-type',
      'x-client-version',
      'x-session',
      'x-stamp',
      'x-stamp-attested',
      'x-stamp-webauthn',
    ])
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  })

  test('pages may send no other methods and headers', async () => {
    const { send } = context
    const preflight = async (asked: Record<string, string>) => {
      const { status, headers } = await send(
        '/public/v1/query/whoami',
        '',
        { origin: 'http://localhost:3000', ...asked },
        'OPTIONS',
      )
      return [status, headers.get('access-control-allow-methods'), headers.get('access-control-allow-headers')]
    }
    const known = await preflight({ 'access-control-request-method': 'POST' })
    expect(
      await preflight({
        'access-control-request-method': 'DELETE',
        'access-control-request-headers': 'authorization, cookie, x-stamp',
      }),
    ).toEqual(known)
  })

  test('pages of allowed origins can read errors', async () => {
    const { send } = context
    const origin = 'https://localhost'
    const path = '/public/v1/query/whoami'
    const cases: [number, Parameters<typeof send>][] = [
      [400, [path, 'no JSON', { origin }]],
      [401, [path, '{}', { origin }]],
      [404, ['/nowhere', '{}', { origin }]],
      [405, [path, '{}', { origin }, 'PUT']],
      [413, [path, 'x'.repeat(1024 * 1024 + 1), { origin }]],
      [415, [path, '{}', { origin, 'content-type': 'text/plain' }]],
      [501, ['/public/v1/submit/create_private_key_tag', '{}', { origin }]],
    ]
    for (const [status, request] of cases) {
      const answer = await send(...request)
      expect(answer.status).toBe(status)
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
      expect(answer.headers.get('vary')).toBe('Origin')
    }
  })

  test('pages of allowed origins may come from the public web', async () => {
    const { send } = context
    const preflight = async (asked: Record<string, string>) =>
      (await send('/public/v1/query/whoami', '', asked, 'OPTIONS')).headers.get('access-control-allow-private-network')
    const asked = { 'access-control-request-private-network': 'true' }
    expect(await preflight({ origin: 'https://localhost', ...asked })).toBe('true')
    expect(await preflight({ origin: 'https://localhost' })).toBeNull()
    expect(await preflight({ origin: 'https://evil.example', ...asked })).toBeNull()
  })

  test('pages of other origins are refused', async () => {
    const { send } = context
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null']) {
      const preflight = await send('/public/v1/query/whoami', '', { origin }, 'OPTIONS')
      expect(preflight.status).toBe(403)
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
      const answer = await send('/public/v1/query/whoami', '{}', { origin })
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

describeSigner('CORS of a signer with faults', { faults: true }, (context) => {
  test.each([
    ['/faults', 'GET, POST, DELETE'],
    ['/public/v1/query/whoami', 'POST'],
  ])('pages of allowed origins may send what %s accepts', async (path, methods) => {
    const { send } = context
    const asked = { 'access-control-request-method': 'DELETE' }
    const preflight = (origin: string) => send(path, '', { origin, ...asked }, 'OPTIONS')
    const allowed = await preflight('http://localhost:5173')
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-methods')).toBe(methods)
    const refused = await preflight('https://evil.example')
    expect(refused.status).toBe(403)
    expect(refused.headers.get('access-control-allow-methods')).toBeNull()
  })
})
