import {
  createSignerClient,
  InvalidParameterError,
  InvalidSignedRequestError,
  type SignedRequest,
} from 'viem-passkey-account'
import { query, sendSignedRequest, stampRequest, submit, waitForActivity } from 'viem-passkey-account/actions'
import { expect, test } from 'vitest'
import { createScriptedClient, json } from './createScriptedClient.js'

const body = { organizationId: 'parent' }
const path = '/public/v1/query/whoami'
const catchError = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error) => error,
  )

test.each([
  '.evil.example/x',
  '@evil.example/public/v1/query/whoami',
  ':8080/public/v1/query/whoami',
  '//evil.example/public/v1/query/whoami',
  'https://evil.example/public/v1/query/whoami',
  '\\evil.example\\public',
  '/public/v1/query/../submit/sign_raw_payload',
  '/public/v1/query/whoami?x=1',
  '/public/v1/query/whoami#x',
  '/public/v1/query/whoami/',
  '/public/v1/query/',
  '/public/v1/query/who ami',
  '/public/v1/query/whoami\n',
  '/public/v1/query/WHOAMI',
  '/public/v1/admin/whoami',
  '/public/v2/query/whoami',
  '/x/public/v1/query/whoami',
  '/public/v1/query/whoam\u0131',
  '',
])('a query to %j is refused before it is stamped', async (wrong) => {
  const { client, sent, stamped } = createScriptedClient(() => json({}))
  const error = await catchError(query(client, { path: wrong, body }))
  expect(error).toBeInstanceOf(InvalidParameterError)
  expect(error.parameter).toBe('path')
  expect({ sent, stamped }).toEqual({ sent: [], stamped: [] })
})

test.each(['ACTIVITY_TYPE_@EVIL.EXAMPLE', 'ACTIVITY_TYPE_../QUERY/WHOAMI', 'ACTIVITY_TYPE_', ''])(
  'an activity of the type %j is refused before it is stamped',
  async (type) => {
    const { client, stamped } = createScriptedClient(() => json({}))
    const error = await catchError(submit(client, { type, organizationId: 'parent', parameters: {} }))
    expect(error).toBeInstanceOf(InvalidParameterError)
    expect(stamped).toEqual([])
  },
)

const stamp = { stampHeaderName: 'X-Stamp', stampHeaderValue: 'c3RhbXA' }
const request: SignedRequest = { url: `https://app.test${path}`, body: '{}', stamp }

test.each(['X-Stamp', 'x-stamp', 'X-Stamp-WebAuthn', 'X-Stamp-Webauthn', 'X-STAMP-WEBAUTHN'])(
  'the header %s is sent',
  async (stampHeaderName) => {
    const { client, sent } = createScriptedClient(() => json({}))
    await sendSignedRequest(client, { request: { ...request, stamp: { ...stamp, stampHeaderName } } })
    expect(sent[0]?.headers.get(stampHeaderName)).toBe('c3RhbXA')
  },
)

const wrongStamps: unknown[] = [
  ...[
    'Authorization',
    'Cookie',
    'Host',
    'X-Forwarded-Host',
    'content-type',
    'X-Stamp ',
    'X-Stamp\r\nX',
    '',
    '__proto__',
  ].map((stampHeaderName) => ({ ...stamp, stampHeaderName })),
  ...['', 'a\r\nCookie: b', 'a\nb', 'a\u0000', '\u001b[31m', 'stämp', '\u202e', '\u{1f600}'].map(
    (stampHeaderValue) => ({
      ...stamp,
      stampHeaderValue,
    }),
  ),
  ...[undefined, null, 'text', [], {}, { stampHeaderName: 'X-Stamp' }, { ...stamp, stampHeaderValue: ['a'] }],
]

test.each(wrongStamps)('the stamp %j is refused, and the error does not quote it', async (wrong) => {
  const { client, sent } = createScriptedClient(() => json({}))
  const error = await catchError(sendSignedRequest(client, { request: { ...request, stamp: wrong as typeof stamp } }))
  expect(error).toBeInstanceOf(InvalidSignedRequestError)

  const stamper = { stamp: async () => wrong as typeof stamp }
  const byStamper = await catchError(query(client, { path, body, stamper }))
  expect(byStamper).toBeInstanceOf(InvalidParameterError)
  expect(byStamper).toMatchObject({ parameter: 'stamper', value: '' })
  expect(sent).toEqual([])
})

test.each([undefined, null, 'text', [], {}, { ...request, body: undefined }, { ...request, url: 7 }])(
  '%j is no signed request',
  async (wrong) => {
    const { client } = createScriptedClient(() => json({}))
    const parameters = { request: wrong as SignedRequest }
    expect(await catchError(sendSignedRequest(client, parameters))).toBeInstanceOf(InvalidSignedRequestError)
    expect(await catchError(waitForActivity(client, parameters))).toBeInstanceOf(InvalidSignedRequestError)
  },
)

test('of a stamp only its header is sent', async () => {
  const { client } = createScriptedClient(() => json({}))
  const stamper = { stamp: async () => ({ ...stamp, privateKey: 'secret' }) }
  expect((await stampRequest(client, { path, body, stamper })).stamp).toEqual(stamp)
})

const loopback = [
  'http://localhost:8181',
  'http://LOCALHOST',
  'http://app.localhost:3000/api/signer',
  'http://127.0.0.1:8181',
  'http://127.1.2.3',
  'http://127.1',
  'http://[::1]:8181',
  'https://signer.test',
]
const elsewhere = [
  'http://signer.test',
  'http://10.0.2.2:8181',
  'http://192.168.1.20',
  'http://0.0.0.0:8181',
  'http://localhost.evil.example',
  'http://evil-localhost',
  'http://127.0.0.1.evil.example',
  'http://128.0.0.1',
  'http://1.127.0.0',
  'http://[::2]',
  'http://[::ffff:10.0.0.1]',
  'http:signer.test',
  'http:\\\\signer.test',
  'HTTP://SIGNER.TEST',
]

test.each(loopback)('%s needs no option', (url) => {
  expect(createSignerClient({ url }).url).toMatch(/^https?:/)
})

test.each(elsewhere)('%s needs allowHttp', async (url) => {
  expect(() => createSignerClient({ url })).toThrow(InvalidParameterError)
  const { client, sent } = createScriptedClient(() => json({}), { url, allowHttp: true })
  await query(client, { path, body })
  expect(sent.length).toBe(1)

  // A client that was copied with another URL, or without the option.
  const copy = { ...createScriptedClient(() => json({})).client, url }
  expect(await catchError(query(copy, { path, body }))).toBeInstanceOf(InvalidParameterError)
  expect(await catchError(sendSignedRequest(copy, { request }))).toBeInstanceOf(InvalidParameterError)
})

test('a relative URL is judged when it is resolved', async () => {
  const { client, stamped } = createScriptedClient(() => json({}), { url: '/api/signer' })
  const open = (href: string) => Object.defineProperty(globalThis, 'location', { value: { href }, configurable: true })
  try {
    open('http://192.168.1.20/page')
    const error = await catchError(query(client, { path, body }))
    expect(error).toMatchObject({ name: 'InvalidParameterError', parameter: 'url' })
    expect(stamped).toEqual([])
    open('http://localhost:5173/page')
    await query(client, { path, body })
    open('https://app.test/page')
    await query(client, { path, body })
    expect(stamped.length).toBe(2)
  } finally {
    Reflect.deleteProperty(globalThis, 'location')
  }
})

test.each(['https://me:hunter2@signer.test', 'https://hunter2@localhost', 'https:\\\\me:hunter2@signer.test'])(
  'a URL with credentials is refused and never shown',
  async (url) => {
    expect(() => createSignerClient({ url })).toThrow(InvalidParameterError)
    const copy = { ...createScriptedClient(() => json({})).client, url }
    const error = await catchError(query(copy, { path, body }))
    expect(error).toBeInstanceOf(InvalidParameterError)
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('hunter2')
  },
)
