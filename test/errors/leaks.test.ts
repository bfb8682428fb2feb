import { inspect } from 'node:util'
import {
  ActivityFailedError,
  AnswerMismatchError,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  endSessions,
  type GetFn,
  listPasskeys,
  NotPermittedError,
  PasskeyAccountError,
  PasskeyCeremonyError,
  removePasskey,
  restoreSession,
  SignerAnswerError,
  type SignerClient,
  SignerUnreachableError,
  SignUpError,
  signUp,
  waitForSignature,
  webAuthnStamper,
} from 'viem-passkey-account'
import { getActivity, query, signRawPayload, submit } from 'viem-passkey-account/actions'
import { createProxy } from 'viem-passkey-account/server'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, test } from 'vitest'
import { activityFor, createScriptedClient, json, type SentRequest } from '../client/createScriptedClient.js'

const organizationId = '651b573c-861b-4f10-a478-cbcfe0c226af'
const secret = 'pay 5 ether to Bob before anybody notices what this is about'
const input = {
  type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
  organizationId,
  parameters: { signWith: `0x${'a1'.repeat(20)}`, payload: secret, encoding: 'PAYLOAD_ENCODING_TEXT_UTF8' },
}
const stampValue = Buffer.from(
  JSON.stringify({
    publicKey: `02${'c4'.repeat(32)}`,
    scheme: 'SIGNATURE_SCHEME_TK_API_P256',
    signature: '30'.repeat(70),
  }),
).toString('base64url')
const stamper = { stamp: async () => ({ stampHeaderName: 'X-Stamp', stampHeaderValue: stampValue }) }
const catchError = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error) => error,
  )

/** Everything that a log can show of an error. */
const shown = (error: unknown) =>
  `${error} ${(error as Error).stack} ${JSON.stringify(error)} ${inspect(error)} ${inspect(error, { depth: 10, maxStringLength: null })}`

/** No 25 letters in a row of the body's secret or of the stamp, and nothing that a terminal obeys. */
function expectClean(error: unknown): void {
  const text = shown(error)
  for (const value of [stampValue, secret])
    for (let at = 0; at + 25 <= value.length; at++)
      expect(text.includes(value.slice(at, at + 25)), value.slice(at)).toBe(false)
  expect(text).not.toMatch(/[^\P{C}\s]/u)
}

const escapes: [string, (text: string) => string][] = [
  ['unchanged', (text) => text],
  ['in JSON', (text) => JSON.stringify(text)],
  ['in JSON in JSON', (text) => JSON.stringify(JSON.stringify(text))],
  ['in a URL', encodeURIComponent],
  ['in a URL in a URL', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['in a form', (text) => new URLSearchParams({ text }).toString()],
  ['in HTML', (text) => text.replaceAll('"', '&quot;').replaceAll('{', '&#123;')],
  ['in base64', (text) => Buffer.from(text).toString('base64')],
  ['in base64 with something before', (text) => Buffer.from(`x${text}`).toString('base64url')],
  [
    'in wrapped base64',
    (text) =>
      Buffer.from(text)
        .toString('base64')
        .replace(/(.{76})/g, '$1\r\n'),
  ],
  ['in hex', (text) => Buffer.from(text).toString('hex')],
  ['pretty', (text) => (text.startsWith('{') ? JSON.stringify(JSON.parse(text), null, 2) : text)],
  ['its start', (text) => text.slice(0, 200)],
  ['its middle', (text) => text.slice(60, -20)],
  ['its end', (text) => text.slice(-60)],
  ['in capitals', (text) => text.toUpperCase()],
]

const places: [string, (echo: string, request: SentRequest) => Response | Promise<Response>][] = [
  ['the message', (echo) => json({ code: 3, message: `bad request: ${echo}`, details: [] }, { status: 400 })],
  ['the message, far in', (echo) => json({ code: 3, message: `${'bad '.repeat(100)}${echo}` }, { status: 400 })],
  [
    'the details',
    (echo) => json({ code: 3, message: 'bad', details: [{ request: echo, [echo]: [echo] }] }, { status: 400 }),
  ],
  ['the code', (echo) => json({ code: 3, message: 'bad', turnkeyErrorCode: echo }, { status: 401 })],
  ['a page', (echo) => new Response(`<html>${echo}</html>`, { status: 502 })],
  [
    'the error of a proxy',
    (echo) => {
      const detail = { '@type': 'viem-passkey-account/proxy', reason: 'upstream_redirect' }
      return json({ code: 14, message: echo, details: [detail] }, { status: 403 })
    },
  ],
  [
    'an unreachable proxy',
    (echo) => {
      const detail = { '@type': 'viem-passkey-account/proxy', reason: 'upstream_unreachable' }
      return json({ code: 14, message: echo, details: [detail] }, { status: 403 })
    },
  ],
  ...['id', 'status', 'type', 'organizationId', 'fingerprint'].map((field): (typeof places)[number] => [
    `the activity's ${field}`,
    (echo, { body }) => json({ activity: activityFor(body, { status: 'ACTIVITY_STATUS_FAILED', [field]: echo }) }),
  ]),
  [
    'the reason of a failure',
    (echo, { body }) => {
      const failure = { code: 3, message: `failed: ${echo}`, details: [{ echo }] }
      return json({ activity: activityFor(body, { status: 'ACTIVITY_STATUS_FAILED', failure }) })
    },
  ],
  [
    'the names of its results',
    (echo, { body }) => json({ activity: activityFor(body, { result: { [echo]: 1, [`${echo}${echo}`]: 2 } }) }),
  ],
  ['what fetch throws', (echo) => Promise.reject(new TypeError(`"${echo}" is an invalid header value`))],
  [
    'the cause of what fetch throws',
    (echo) => Promise.reject(new TypeError('fetch failed', { cause: new Error(echo) })),
  ],
  [
    'properties of what fetch throws',
    (echo) => Promise.reject(Object.assign(new Error('no'), { config: { data: echo } })),
  ],
  [
    'the request of what fetch throws',
    (echo) =>
      Promise.reject(
        Object.assign(new Error('no'), {
          request: new Request('https://a.test', { headers: { 'x-stamp': encodeURI(echo).replaceAll('%', '') } }),
        }),
      ),
  ],
  ['an error of many', (echo) => Promise.reject(new AggregateError([new Error(echo)], echo))],
  ['a string', (echo) => Promise.reject(echo)],
  [
    'a body that breaks off',
    (echo) => new Response(new ReadableStream({ start: (stream) => stream.error(new Error(echo)) })),
  ],
]

describe.each(places)('echoed in %s', (_place, respond) => {
  test.each(escapes)('%s, neither body nor stamp is shown', async (_name, encode) => {
    for (const part of ['body', 'stamp'] as const) {
      const { client } = createScriptedClient((request) =>
        respond(encode(part === 'body' ? request.body : stampValue), request),
      )
      const { organizationId, parameters } = input
      const payload = {
        ...parameters,
        encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      } as const
      const error = await catchError(signRawPayload(client, { organizationId, ...payload, stamper }))
      expect(error).toBeInstanceOf(PasskeyAccountError)
      expectClean(error)
    }
  })
})

describe('a body in another alphabet', () => {
  const memo = 'заплати пять эфиров Бобу прежде чем кто-нибудь заметит'
  test.each<[string, (text: string) => string]>([
    ['as it is', (text) => text],
    ['in a URL', encodeURIComponent],
    ['in ASCII JSON', (text) => text.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['in HTML', (text) => text.replace(/[^ -~]/g, (c) => `&#${c.charCodeAt(0)};`)],
  ])('echoed %s is not shown', async (_name, encode) => {
    const { client } = createScriptedClient(() => json({ code: 3, message: `no: ${encode(memo)}` }, { status: 400 }))
    const parameters = { ...input.parameters, payload: memo }
    const error = await catchError(submit(client, { ...input, parameters, stamper }))
    expect(error).toBeInstanceOf(PasskeyAccountError)
    for (let at = 0; at + 30 <= encode(memo).length; at++)
      expect(shown(error)).not.toContain(encode(memo).slice(at, at + 30))
  })
})

describe('an id that is a piece of the stamp', () => {
  const piece = stampValue.slice(40, 100)
  const as = { organizationId, userId: 'u', stamper }
  const time = { seconds: '1', nanos: '0' }
  const credential = { publicKey: piece, type: 'CREDENTIAL_TYPE_LOGIN' }
  const passkeyOf = (id: string) => ({
    authenticatorId: id,
    authenticatorName: piece,
    credentialId: piece,
    credential,
    createdAt: time,
  })
  const user = (fields: object) => () => json({ user: { userId: 'u', authenticators: [], apiKeys: [], ...fields } })
  test.each<[string, (request: SentRequest) => Response, (client: SignerClient) => Promise<unknown>]>([
    [
      'of an activity',
      ({ body }) => json({ activity: activityFor(body, { id: piece, type: 'x' }) }),
      (client) => getActivity(client, { ...as, activityId: 'a' }),
    ],
    ['of a user', user({ userId: piece }), (client) => listPasskeys(client, as)],
    [
      'of the only passkey',
      user({ authenticators: [passkeyOf('a')] }),
      (client) => removePasskey(client, { ...as, authenticatorId: 'a', rpId: 'localhost' }),
    ],
    [
      'of a passkey',
      user({ authenticators: [passkeyOf('a'), passkeyOf('b')] }),
      (client) => removePasskey(client, { ...as, authenticatorId: 'a', credentialId: 'c', rpId: 'localhost' }),
    ],
    [
      'of what was deleted',
      ({ body }) => json({ activity: activityFor(body, { result: { deleteApiKeysResult: { apiKeyIds: [piece] } } }) }),
      (client) => endSessions(client, { ...as, sessions: [{ sessionId: 'a', publicKey: 'b' }] }),
    ],
  ])('%s is not shown', async (_name, respond, run) => {
    const error = await catchError(run(createScriptedClient(respond).client))
    expect(error).toBeInstanceOf(PasskeyAccountError)
    expectClean(error)
  })
})

test('a reason in capitals that repeats the request is not shown', async () => {
  const payload = 'PAY5ETHERTOBOBBEFOREANYBODYNOTICES'
  const { client } = createScriptedClient(() =>
    json({ code: 3, message: 'no', turnkeyErrorCode: payload }, { status: 400 }),
  )
  const error = await catchError(submit(client, { ...input, parameters: { payload }, stamper }))
  expect(error.turnkeyErrorCode).toBe('')
  expect(shown(error)).not.toContain(payload)
})

test('the body of a signature that waits for approval is not shown when it fails', async () => {
  let body = ''
  const activity = (status: string) => {
    const failure = { code: 3, message: `cannot sign: ${secret}`, details: [] }
    return json({ activity: activityFor(body, { status: `ACTIVITY_STATUS_${status}`, failure }) })
  }
  const { client } = createScriptedClient((request) => {
    if (!request.url.includes('/submit/')) return activity('FAILED')
    body = request.body
    return activity('CONSENSUS_NEEDED')
  })
  const account = createPasskeyAccount({ client, organizationId, address: `0x${'a1'.repeat(20)}`, stamper })
  const { pending } = await catchError(account.signMessage({ message: secret }))
  const error = await catchError(waitForSignature(account, { pending }))
  expect(error).toBeInstanceOf(ActivityFailedError)
  expectClean(error)
})

test('a sign-up shows no piece of what it posted', async () => {
  const rp = { id: 'localhost' }
  const respond: ((echo: string) => Response | Promise<Response>)[] = [
    (echo) => json({ message: echo }, { status: 400 }),
    (echo) => json({ message: 'no', details: [{ reason: echo }] }, { status: 400 }),
    (echo) => Promise.reject(new Error(echo)),
    (echo) => Promise.reject(Object.assign(new Error('no'), { request: echo })),
    (echo) =>
      json({
        wallet: { organizationId: echo, credentialId: echo, userId: echo, walletId: '', address: '', publicKey: '' },
      }),
  ]
  for (const answer of respond) {
    const { createFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    let echo = ''
    const fetchFn = async (request: Request) => {
      echo = (await request.text()).slice(60, 120)
      return answer(echo)
    }
    const error = await catchError(
      signUp({ url: 'https://a.test/sign-up', rp, user: { name: 'anna' }, createFn, fetchFn }),
    )
    expect(error).toBeInstanceOf(SignUpError)
    expect(shown(error)).not.toContain(echo.slice(0, 25))
    expect(shown(error)).not.toContain(echo.slice(-25))
  }
})

test('a body that repeats itself costs no time', () => {
  const secrets = [JSON.stringify({ payload: 'a'.repeat(2 ** 20) })]
  const { client } = createScriptedClient(() =>
    json({ code: 3, message: `${'a'.repeat(22)}b`.repeat(80) }, { status: 400 }),
  )
  return expect(submit(client, { ...input, parameters: { payload: secrets[0] }, stamper })).rejects.toBeInstanceOf(
    PasskeyAccountError,
  )
})

test('what a signer says about the ids of a request is shown', async () => {
  const address = input.parameters.signWith
  const message = `wallet account ${address} not found in organization ${organizationId} for ${input.type}`
  const { client } = createScriptedClient(() => json({ code: 5, message }, { status: 404 }))
  expect((await catchError(submit(client, { ...input, stamper }))).details).toBe(message)
})

const bad = `\u001b[31mred\u001b[0m \u009b31m \u202egnp.exe \u2066x\u2069 \u0007\r\nDocs: https://evil.example \ud800 ${'word '.repeat(2 ** 20)}`
const isPlain = (text: string) => text.length <= 500 && !/[\p{C}\p{Zl}\p{Zp}]|\[31m/u.test(text)

test('text of a signer is at most 500 printable characters on one line', async () => {
  const { client } = createScriptedClient(() => json({ code: 7, message: bad }, { status: 403 }))
  const error = await catchError(submit(client, { ...input, stamper }))
  expect(error).toBeInstanceOf(NotPermittedError)
  expect(error.details).toMatch(/^red .* word/)
  expect(isPlain(error.details)).toBe(true)
  expect(error.message.length).toBeLessThan(1_200)
  expectClean(error)
})

test('text in letters of several units is not cut in half', async () => {
  const { client } = createScriptedClient(() =>
    json({ code: 7, message: `a${'\u{1f600} '.repeat(500)}` }, { status: 403 }),
  )
  const { details } = await catchError(submit(client, { ...input, stamper }))
  expect(details.isWellFormed()).toBe(true)
  expect(isPlain(details)).toBe(true)
})

test('text of a sign-up handler, an authenticator and a storage is plain as well', async () => {
  const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const refused = () => json({ message: bad, details: [{ reason: bad }] }, { status: 409 })
  const parameters = { url: 'https://app.test/sign-up', rp: { id: 'localhost' }, user: { name: 'ben' } }
  const getFn: GetFn = () => Promise.reject(Object.assign(new Error(bad), { name: 'WeirdError' }))
  const storage = {
    load: () => Promise.reject(new Error(bad)),
    save: async () => undefined,
    remove: async () => undefined,
  }
  const errors: [new (...fields: never[]) => Error, () => Promise<unknown>][] = [
    [SignUpError, () => signUp({ ...parameters, createFn: passkey.createFn, fetchFn: async () => refused() })],
    [
      SignUpError,
      () => signUp({ ...parameters, createFn: passkey.createFn, fetchFn: () => Promise.reject(new Error(bad)) }),
    ],
    [PasskeyCeremonyError, () => webAuthnStamper({ rpId: 'localhost', getFn }).stamp('body')],
    [PasskeyAccountError, () => restoreSession({ storage })],
  ]
  for (const [type, run] of errors) {
    const error = await catchError(run())
    expect(error).toBeInstanceOf(type)
    expect(isPlain(error.details)).toBe(true)
    expect(error.reason === undefined || isPlain(error.reason)).toBe(true)
    expect(shown(error)).not.toMatch(/[^\P{C}\s]/u)
    expect(shown(error).length).toBeLessThan(30_000)
  }
})

test('a mismatch shows neither value in full', async () => {
  const { client } = createScriptedClient(({ body }) =>
    json({ activity: activityFor(body, { type: 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2' }) }),
  )
  const error = await catchError(submit(client, { ...input, stamper }))
  expect(error).toBeInstanceOf(AnswerMismatchError)
  expect(error).toMatchObject({ field: 'type', received: 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2' })

  const made = new AnswerMismatchError({ field: 'x', expected: secret.repeat(50), received: bad })
  expect([made.expected, made.received].every(isPlain)).toBe(true)
})

test('an error of fetch keeps its reason', async () => {
  const client = createSignerClient({ url: 'http://127.0.0.1:1', stamper, pollingInterval: 1 })
  const error = await catchError(query(client, { path: '/public/v1/query/whoami', body: { organizationId } }))
  expect(error).toBeInstanceOf(SignerUnreachableError)
  expect(error.details).toMatch(/^fetch failed: .*(ECONNREFUSED|bad port)/)
})

test('onError of the proxy shows neither body nor stamp', async () => {
  const reported: unknown[] = []
  for (const thrown of [
    new TypeError(`${stampValue} is invalid`),
    Object.assign(new Error('no'), { config: { stampValue, secret } }),
  ]) {
    const proxy = createProxy({
      upstream: 'https://signer.test',
      fetchFn: () => Promise.reject(thrown),
      onError: (error) => reported.push(error),
    })
    const { client } = createScriptedClient(() => json({}), { url: 'https://app.test', fetchFn: proxy })
    expectClean(await catchError(submit(client, { ...input, stamper })))
  }
  expect(reported.length).toBe(8)
  for (const error of reported) expectClean(error)
})

test('an answer that is no signer’s says so, whatever it holds', async () => {
  const key = await createSessionKey()
  const { client } = createScriptedClient(() => new Response(bad))
  const error = await catchError(
    query(client, { path: '/public/v1/query/whoami', body: { organizationId, key: key.publicKey } }),
  )
  expect(error).toBeInstanceOf(SignerAnswerError)
  expectClean(error)
})
