import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, test } from 'vitest'
import { keyPair } from '../signer/testClient.js'
import { openConsole } from './openConsole.js'

test('serves the page and its data with security headers', async () => {
  const { get } = await openConsole()
  const types = {
    '/': 'text/html',
    '/page/main.js': 'text/javascript',
    '/page/style.css': 'text/css',
    '/page/icon.svg': 'image/svg+xml',
  }
  for (const [path, type] of Object.entries({
    ...types,
    '/page/activities': 'application/json',
    '/page/nowhere': 'application/json',
  })) {
    const { status, headers, text } = await get(path)
    expect(status).toBe(path === '/page/nowhere' ? 404 : 200)
    expect(text).not.toBe('')
    expect(headers['content-type']).toMatch(new RegExp(`^${type.replace('+', '\\+')}(; charset=utf-8)?$`))
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  }
})

test('takes GET and HEAD alone', async () => {
  const { get } = await openConsole()
  expect(await get('/page/activities', {}, 'HEAD')).toMatchObject({ status: 200, text: '' })
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const { status, headers } = await get('/page/activities', {}, method)
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
  }
})

test('signer.fetch does not serve the page', async () => {
  const { signer, get } = await openConsole({ page: false })
  for (const path of ['/', '/page/activities', '/page/main.js']) {
    expect((await signer.fetch(new Request(`http://signer.test${path}`))).status).toBe(404)
    expect((await get(path)).status).toBe(404)
  }
  expect((await signer.page(new Request('http://signer.test/'))).status).toBe(200)
})

test.each<[string, Parameters<typeof openConsole>[0], Record<string, string>, number]>([
  ['on loopback', {}, {}, 200],
  ['on loopback, by localhost', {}, { host: 'localhost:8181' }, 200],
  ['on loopback, by a subdomain of localhost', {}, { host: 'signer.localhost' }, 200],
  [
    'on loopback, behind a proxy with another name',
    { allowedHosts: ['signer.example'] },
    { host: 'signer.example' },
    404,
  ],
  ['on loopback, behind a proxy with an address', {}, { host: '192.168.1.7:8181' }, 404],
  ['the same, with page: true', { allowedHosts: ['signer.example'], page: true }, { host: 'signer.example' }, 200],
  ['by a name that is not allowed', { page: true }, { host: 'evil.example' }, 403],
  ['off loopback', { host: '0.0.0.0', apiKey: keyPair() }, {}, 404],
  ['off loopback, with page: true', { host: '0.0.0.0', apiKey: keyPair(), page: true }, {}, 200],
])('which hosts serve the page: %s', async (_, parameters, headers, status) => {
  const { get } = await openConsole(parameters)
  expect((await get('/page/organizations', headers)).status).toBe(status)
})

test.each<[string, Record<string, string>, number]>([
  ['a page whose origin may use the signer', { origin: 'http://localhost:5173' }, 403],
  ['a page of another site', { origin: 'https://evil.example' }, 403],
  ['a page without an origin', { origin: 'null' }, 403],
  ['a script or an image of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
  ['another port of this host', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 403],
  [
    'a frame of another site',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    403,
  ],
  ['the page itself', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, 200],
  [
    'an address typed into the browser',
    { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    200,
  ],
])('who may read the data: %s', async (_, headers, status) => {
  const { get, server } = await openConsole()
  for (const path of ['/', '/page/activities', '/page/changes']) {
    if (path === '/page/changes' && status === 200) continue
    const answer = await get(path, headers)
    expect(answer.status).toBe(status)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
  expect((await get('/page/activities', { origin: server.url })).status).toBe(200)
})

test('a link on another site opens the page, but not its data', async () => {
  const { get } = await openConsole()
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  expect((await get('/', headers)).status).toBe(200)
  expect((await get('/page/activities', headers)).status).toBe(403)
})

test.each([
  '/page/activities/none',
  '/page/activities/00000000-0000-7000-8000-000000000000',
  '/page/organizations/..%2f',
  '/page/organizations/00000000-0000-4000-8000-00000000000f',
  '/page/wallets',
  '/page//',
  '/page/activities/00000000-0000-4000-8000-000000000001/votes',
])('%s does not exist', async (path) => {
  const { get } = await openConsole()
  expect(await get(path)).toMatchObject({ status: 404, body: { message: 'not found' } })
})

test.each([
  '/page/activities?from=x&organization=%00',
  '/page/organizations?from=-1',
  '/page/organizations?from=1e9',
  '/page/search?q=%ff',
])('%s has a parameter that is ignored', async (path) => {
  const { get } = await openConsole()
  expect((await get(path)).status).toBe(200)
})

test('responds with 503 after the signer was closed', async () => {
  const signer = await createLocalSigner()
  await signer.close()
  expect((await signer.page(new Request('http://signer.test/page/activities'))).status).toBe(503)
})
