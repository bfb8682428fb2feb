import {
  apiKeyStamper,
  createPasskey,
  createSessionKey,
  createSignerClient,
  type FetchFn,
  NotPermittedError,
  signIn,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSubOrganization, createWallet, stampRequest, whoami } from 'viem-passkey-account/actions'
import { createProxy, proxyPaths } from 'viem-passkey-account/server'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { posted, readError, signBody, signPath, stamped, webAuthnStamp, whoamiBody, whoamiPath } from './requests.js'

const app = 'https://app.example.com'
const organizationId = '0d3a2ae4-7b1b-4f4e-8a38-4cbb3d2a9c6d'
const otherId = '00000000-0000-4000-8000-000000000000'
const malformed = { status: 400, reason: 'malformed_body', code: 3 }

function counting(parameters: createProxy.Parameters = {}) {
  const forwarded: string[] = []
  const authorized: string[] = []
  const proxy = createProxy({
    upstream: 'https://signer.test',
    fetchFn: async (request) => {
      forwarded.push(await request.text())
      return Response.json({})
    },
    authorize: ({ path }) => {
      authorized.push(path)
      return undefined
    },
    ...parameters,
  })
  return { proxy, forwarded, authorized }
}

describe('an activity is no token for queries', () => {
  const bodies = [
    signBody,
    `{"organizationId":"${organizationId}","type":"ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2"}`,
    `{"organizationId":"${organizationId}","timestampMs":"1"}`,
    `{"organizationId":"${organizationId}","parameters":{}}`,
    `{"organizationId":"${organizationId}","parameters":null}`,
    `{"organizationId":"${organizationId}","type":""}`,
    // Other spellings that a parser may take for the same.
    `{"organizationId":"${organizationId}","\\u0074ype":"A"}`,
    `{"organizationId":"${organizationId}","Type":"A"}`,
    `{"organizationId":"${organizationId}","timestamp_ms":"1"}`,
    `{"organizationId":"${organizationId}","timeſtampMS":"1"}`,
    `{"organizationId":"${organizationId}","PARAMETERS":{}}`,
    `{"organizationId":"${organizationId}","parameter\\u017f":{}}`,
  ]

  test.each(bodies)('%s', async (body) => {
    const { proxy, forwarded, authorized } = counting({ allow: [...proxyPaths, '/public/v1/query/get_policies'] })
    const stamp = { stampHeaderName: 'X-Stamp-Webauthn', stampHeaderValue: webAuthnStamp }
    for (const path of [whoamiPath, '/public/v1/query/list_activities', '/public/v1/query/get_policies']) {
      expect(await readError(await proxy(stamped(app + path, { body })))).toEqual(malformed)
      expect(await readError(await proxy(posted(app, { url: path, body, stamp })))).toEqual(malformed)
    }
    expect([forwarded, authorized]).toEqual([[], []])
  })

  test('fields that a query has are no such fields, and those inside of others do not matter', async () => {
    const { proxy, forwarded } = counting()
    const body = JSON.stringify({
      organizationId,
      filterByType: ['A'],
      paginationOptions: { limit: '1' },
      nested: { type: 1 },
    })
    expect((await proxy(stamped(`${app}/public/v1/query/list_activities`, { body }))).status).toBe(200)
    expect(forwarded).toEqual([body])
  })

  test.each([
    `{"organizationId":"${organizationId}","organization_id":"${otherId}"}`,
    `{"organizationId":"${organizationId}","OrganizationID":"${otherId}"}`,
    `{"organizationId":"${organizationId}","\\u006frganizationId":"${otherId}"}`,
    `{"a":[{"x":1,"\\u0078":2}],"organizationId":"${organizationId}"}`,
    `{"organizationId":"${organizationId}","walletId":"a","wallet_id":"b"}`,
    `{"organizationId":"${organizationId}","a":[[{"b":{"userId":"a","USERID":null}}]]}`,
  ])('two spellings of one field, or one field twice: %s', async (body) => {
    const { proxy, forwarded } = counting()
    expect(await readError(await proxy(stamped(app + whoamiPath, { body })))).toEqual(malformed)
    expect(forwarded).toEqual([])
  })

  test.each([
    ['another spelling of its type', signBody.replace('{', '{"Type":"ACTIVITY_TYPE_EXPORT_WALLET",')],
    ['a parameter in two spellings', signBody.replace('"payload"', '"pay_load":"not checked","payload"')],
  ])('an activity with %s', async (_name, body) => {
    const { proxy, forwarded, authorized } = counting()
    expect(await readError(await proxy(stamped(app + signPath, { body })))).toEqual(malformed)
    expect([forwarded, authorized]).toEqual([[], []])
  })

  test('equal fields of different objects, and two spellings in the user’s own text', async () => {
    const { proxy, forwarded } = counting({ allow: [...proxyPaths, '/public/v1/submit/create_users'] })
    const text = JSON.stringify({ message: { walletId: 'a', wallet_id: 'b' } })
    const body = signBody.replace('"signWith"', `"payload2":${JSON.stringify(text)},"signWith"`)
    expect((await proxy(stamped(app + signPath, { body }))).status).toBe(200)
    const users = [{ userName: 'a' }, { userName: 'b', user_tags: [{ userName: 'c' }] }]
    const nested = `{"organizationId":"${organizationId}","user_name":{"userName":"d"},"users":${JSON.stringify(users)}}`
    expect((await proxy(stamped(app + whoamiPath, { body: nested }))).status).toBe(200)
    expect(forwarded).toEqual([body, nested])
  })
})

describe('maxSessionSeconds', () => {
  const day = 86_400
  const submit = (name: string, parameters: object) =>
    stamped(`${app}/public/v1/submit/${name}`, {
      body: JSON.stringify({
        type: `ACTIVITY_TYPE_${name.toUpperCase()}`,
        timestampMs: '1700000000000',
        organizationId,
        parameters,
      }),
    })
  const tooLong = { status: 403, reason: 'session_too_long', code: 7 }
  const logins = [
    'stamp_login',
    'otp_login',
    'oauth_login',
    'otp_auth',
    'email_auth',
    'oauth',
    'create_read_write_session',
    'init_user_email_recovery',
  ]
  const allow = [
    ...proxyPaths,
    ...logins.map((name) => `/public/v1/submit/${name}`),
    '/public/v1/submit/create_api_keys',
    '/public/v1/submit/create_users',
    '/public/v1/submit/create_api_only_users',
    '/public/v1/submit/create_sub_organization',
    '/public/v1/submit/create_read_only_session',
  ]

  /** What a signer may drop, since it is not the field that says when a session or an API key ends. */
  const notEnds: object[] = [
    { note: { expirationSeconds: '60' } },
    { note: [{ apiKeys: [], expirationSeconds: '60' }] },
    { expiration_seconds: '60' },
    { ExpirationSeconds: '60' },
    { expirationSeconds: null, note: { expirationSeconds: '60' } },
  ]

  test.each<[string, string, object]>([
    ['ten years', 'stamp_login', { publicKey: '02', expirationSeconds: '315360000' }],
    ['a second more than a day', 'stamp_login', { publicKey: '02', expirationSeconds: String(day + 1) }],
    ['another spelling', 'stamp_login', { expiration_seconds: '315360000' }],
    [
      'another spelling elsewhere',
      'stamp_login',
      { expirationSeconds: '60', note: { expiration_seconds: '315360000' } },
    ],
    ['another case', 'stamp_login', { ExpirationSeconds: '315360000' }],
    ['as long as a session profile says', 'stamp_login', { publicKey: '02', sessionProfileId: 'p' }],
    [
      'as long as a profile in another spelling says',
      'stamp_login',
      { session_profile_id: 'p', expirationSeconds: null },
    ],
    ...notEnds.map((notEnd): [string, string, object] => [
      `as long as a profile says, with ${JSON.stringify(notEnd)}`,
      'stamp_login',
      { sessionProfileId: 'p', ...notEnd },
    ]),
    ['another way to begin a session', 'create_read_write_session', { expirationSeconds: '315360000' }],
    ['an API key', 'create_api_keys', { apiKeys: [{ publicKey: '02', expirationSeconds: '315360000' }] }],
    [
      'an API key without an end',
      'create_api_keys',
      { apiKeys: [{ publicKey: '02', expirationSeconds: '60' }, { publicKey: '03' }] },
    ],
    ['an API key whose end is null', 'create_api_keys', { apiKeys: [{ publicKey: '02', expirationSeconds: null }] }],
    ['an API key in another spelling', 'create_api_keys', { api_keys: [{ publicKey: '02' }] }],
    ['an API key that is a list', 'create_api_keys', { apiKeys: [[{ publicKey: '02', expirationSeconds: '60' }]] }],
    ['a user’s API key', 'create_users', { users: [{ userName: 'a', apiKeys: [{ publicKey: '02' }] }] }],
    ...notEnds.flatMap((notEnd) => {
      const apiKeys = [
        { publicKey: '02', expirationSeconds: '60' },
        { publicKey: '03', ...notEnd },
      ]
      const user = { userName: 'a', apiKeys, expirationSeconds: '60' }
      const name = `an API key without an end, with ${JSON.stringify(notEnd)}`
      return [
        [name, 'create_api_keys', { apiKeys, expirationSeconds: '60' }],
        [name, 'create_users', { users: [user] }],
        [name, 'create_api_only_users', { apiOnlyUsers: [user] }],
        [name, 'create_sub_organization', { rootUsers: [user] }],
      ] satisfies [string, string, object][]
    }),
  ])('refuses %s before authorize', async (_name, path, parameters) => {
    const { proxy, forwarded, authorized } = counting({ allow })
    expect(await readError(await proxy(submit(path, parameters)))).toEqual(tooLong)
    expect([forwarded, authorized]).toEqual([[], []])
  })

  test.each<[unknown]>([[''], ['0'], ['-1'], ['9e9'], [' 900'], ['0x384'], [900], [{}], [['900']], [true]])(
    'refuses the malformed time %j',
    async (expirationSeconds) => {
      const { proxy, forwarded } = counting()
      expect(await readError(await proxy(submit('stamp_login', { expirationSeconds })))).toEqual(malformed)
      expect(forwarded).toEqual([])
    },
  )

  test('forwards a day, the signer’s default, and users without API keys', async () => {
    const { proxy } = counting({ allow })
    expect((await proxy(submit('stamp_login', { expirationSeconds: String(day) }))).status).toBe(200)
    expect((await proxy(submit('stamp_login', { publicKey: '02' }))).status).toBe(200)
    expect((await proxy(submit('create_read_only_session', {}))).status).toBe(200)
    expect((await proxy(submit('create_users', { users: [{ userName: 'a', apiKeys: [] }] }))).status).toBe(200)
  })

  test.each(logins)('refuses the default length of %s, whatever other fields say', async (name) => {
    const { proxy, forwarded } = counting({ allow, maxSessionSeconds: 600 })
    for (const notEnd of [{}, ...notEnds])
      expect(await readError(await proxy(submit(name, { publicKey: '02', ...notEnd })))).toEqual(tooLong)
    expect(forwarded).toEqual([])
    expect((await proxy(submit(name, { publicKey: '02', expirationSeconds: '600' }))).status).toBe(200)
  })

  test('forwards API keys that each have an end', async () => {
    const { proxy } = counting({ allow, maxSessionSeconds: 600 })
    const apiKeys = [
      { publicKey: '02', expirationSeconds: '60' },
      { publicKey: '03', expirationSeconds: '600' },
    ]
    expect((await proxy(submit('create_api_keys', { apiKeys }))).status).toBe(200)
    expect((await proxy(submit('create_sub_organization', { rootUsers: [{ apiKeys }] }))).status).toBe(200)
  })

  test('can be less than the signer’s defaults, which are then refused', async () => {
    const { proxy } = counting({ allow, maxSessionSeconds: 600 })
    expect((await proxy(submit('stamp_login', { expirationSeconds: '600' }))).status).toBe(200)
    expect(await readError(await proxy(submit('stamp_login', { publicKey: '02' })))).toEqual(tooLong)
    expect(await readError(await proxy(submit('stamp_login', { expirationSeconds: null })))).toEqual(tooLong)
    expect(await readError(await proxy(submit('create_read_only_session', {})))).toEqual(tooLong)
  })

  test('can be Infinity', async () => {
    const { proxy } = counting({ allow, maxSessionSeconds: Number.POSITIVE_INFINITY })
    expect((await proxy(submit('stamp_login', { expirationSeconds: '315360000' }))).status).toBe(200)
    expect((await proxy(submit('create_api_keys', { apiKeys: [{ publicKey: '02' }] }))).status).toBe(200)
  })

  test.each([0, -1, Number.NaN])('%s is a TypeError', (maxSessionSeconds) => {
    expect(() => createProxy({ maxSessionSeconds })).toThrow(TypeError)
  })
})

describe('organizations', () => {
  const denied = { status: 403, reason: 'organization_not_allowed', code: 7 }
  const whoamiOf = (id: string) => stamped(app + whoamiPath, { body: JSON.stringify({ organizationId: id }) })

  test('a list: others are refused, in both forms', async () => {
    const { proxy, forwarded } = counting({ organizations: [organizationId] })
    expect((await proxy(stamped(app + whoamiPath, { body: whoamiBody }))).status).toBe(200)
    expect((await proxy(posted(app))).status).toBe(200)
    for (const id of [otherId, '', organizationId.toUpperCase(), `${organizationId} `, 'constructor'])
      expect(await readError(await proxy(whoamiOf(id)))).toEqual(denied)
    const body = signBody.replace(organizationId, otherId)
    const stamp = { stampHeaderName: 'X-Stamp-Webauthn', stampHeaderValue: webAuthnStamp }
    expect(await readError(await proxy(posted(app, { url: signPath, body, stamp })))).toEqual(denied)
    expect(forwarded).toEqual([whoamiBody, signBody])
  })

  test('an organization in the parameters', async () => {
    const name = 'delete_organization'
    const { proxy } = counting({ organizations: [organizationId], allow: [`/public/v1/submit/${name}`] })
    const send = (id: string) =>
      proxy(
        stamped(`${app}/public/v1/submit/${name}`, {
          body: JSON.stringify({
            type: 'ACTIVITY_TYPE_DELETE_ORGANIZATION',
            organizationId,
            parameters: { organizationId: id },
          }),
        }),
      )
    expect((await send(organizationId)).status).toBe(200)
    expect(await readError(await send(otherId))).toEqual(denied)
  })

  test('a function gets the request, after authorize, and anything but true refuses', async () => {
    const asked: unknown[] = []
    let answer: unknown = true
    const { proxy, forwarded } = counting({
      authorize: (_activity, request) =>
        request.headers.get('cookie') ? undefined : new Response('Log in first.', { status: 401 }),
      organizations: async (id, request) => {
        asked.push([id, request.headers.get('cookie')])
        return JSON.parse(JSON.stringify(answer))
      },
    })
    const send = (headers: Record<string, string>) => proxy(stamped(app + whoamiPath, { body: whoamiBody, headers }))
    // Strangers do not learn which organizations there are.
    expect((await send({})).status).toBe(401)
    expect(asked).toEqual([])
    expect((await send({ cookie: 'session=1' })).status).toBe(200)
    expect(asked).toEqual([[organizationId, 'session=1']])
    for (answer of [false, null, 1, 'true', {}])
      expect(await readError(await send({ cookie: 'session=1' }))).toEqual(denied)
    expect(forwarded).toHaveLength(1)
  })

  test('a function that throws rejects the handler, and nothing is sent', async () => {
    const failure = new Error('database down')
    const { proxy, forwarded } = counting({ organizations: () => Promise.reject(failure) })
    await expect(proxy(stamped(app + whoamiPath, { body: whoamiBody }))).rejects.toBe(failure)
    expect(forwarded).toEqual([])
  })

  test.each<[string, createProxy.Parameters]>([
    ['undefined', { organizations: undefined }],
    ['an empty id', { organizations: [''] }],
    ['an id that is undefined', { organizations: JSON.parse('[null]').map(() => undefined) }],
  ])('absent, as %s, is not “all”: every request is refused by name', async (_name, parameters) => {
    const { proxy, forwarded, authorized } = counting(parameters)
    const response = await proxy(stamped(app + whoamiPath, { body: whoamiBody }))
    expect((await response.clone().json()).message).toContain('`organizations`')
    expect(await readError(response)).toEqual({ status: 500, reason: 'not_configured', code: 9 })
    expect([forwarded, authorized]).toEqual([[], []])
  })

  test('an empty list refuses all', async () => {
    const { proxy } = counting({ organizations: [] })
    expect(await readError(await proxy(whoamiOf(organizationId)))).toEqual(denied)
    expect(await readError(await proxy(whoamiOf('')))).toEqual(denied)
  })

  test.each([`"${organizationId}"`, '{}', 'true', 'null', '[1]', `["${organizationId},${otherId}"]`, '[" "]'])(
    '%s is a TypeError',
    (json) => {
      expect(() => createProxy({ organizations: JSON.parse(json) })).toThrow(TypeError)
    },
  )
})

describe('in front of the local signer', async () => {
  const signer = await createLocalSigner()
  afterAll(() => signer.close())
  const { createFn, getFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn })
  const passkey = await createPasskey({ rp: { id: 'localhost' }, user: { name: 'ada' }, createFn })
  const wallet = await createSubOrganization(
    createSignerClient({ fetchFn: signer.fetch, stamper: apiKeyStamper(signer.apiKey) }),
    { organizationId: signer.organizationId, passkey, userName: 'ada' },
  )
  const clientOf = (fetchFn: FetchFn) => createSignerClient({ url: 'https://app.test', fetchFn, stamper })
  const storage = { load: async () => undefined, save: async () => {}, remove: async () => {} }

  test('the stamp of an activity reads nothing through the proxy', async () => {
    const proxy = createProxy({ upstream: 'https://signer.test', fetchFn: signer.fetch })
    const request = await stampRequest(clientOf(proxy), {
      type: 'ACTIVITY_TYPE_CREATE_WALLET',
      organizationId: wallet.organizationId,
      parameters: { walletName: 'Savings', accounts: [] },
    })
    const { stampHeaderName, stampHeaderValue } = request.stamp
    for (const path of proxyPaths.filter((one) => one.includes('/query/'))) {
      const headers = { 'content-type': 'application/json', [stampHeaderName]: stampHeaderValue }
      const replayed = new Request(`https://app.test${path}`, { method: 'POST', headers, body: request.body })
      expect(await readError(await proxy(replayed))).toEqual(malformed)
    }
  })

  test('sign-in names the parent, everything else the user’s organization', async () => {
    const organizations = [signer.organizationId, wallet.organizationId]
    const proxyOf = (allowed: string[]) =>
      createProxy({ upstream: 'https://signer.test', fetchFn: signer.fetch, organizations: allowed })
    const client = clientOf(proxyOf(organizations))
    const session = await signIn(client, {
      organizationId: signer.organizationId,
      key: await createSessionKey(),
      storage,
    })
    expect(session.wallets).toMatchObject([{ address: wallet.address }])
    expect((await whoami(client, { organizationId: signer.organizationId, stamper })).userId).toBe(wallet.userId)

    const foreign = clientOf(proxyOf([signer.organizationId]))
    await expect(
      createWallet(foreign, { organizationId: wallet.organizationId, walletName: 'Savings' }),
    ).rejects.toMatchObject({ name: 'NotPermittedError', errorDetails: [{ reason: 'organization_not_allowed' }] })
  })

  test('a long session is a typed error of the client', async () => {
    const proxy = createProxy({ upstream: 'https://signer.test', fetchFn: signer.fetch, maxSessionSeconds: 900 })
    const begin = async (expirationSeconds: number) =>
      signIn(clientOf(proxy), {
        organizationId: signer.organizationId,
        key: await createSessionKey(),
        storage,
        expirationSeconds,
      })
    await expect(begin(901)).rejects.toBeInstanceOf(NotPermittedError)
    expect((await begin(900)).wallets).toHaveLength(1)
  })
})

test.each([Number.POSITIVE_INFINITY, 2 ** 31])('a timeout of %d ms is not over at once', async (timeout) => {
  const { proxy } = counting({
    timeout,
    fetchFn: async ({ signal }) => {
      // Timers of one length fire in order: that of a time which Node cannot take, which it cuts to 1 ms, would have fired.
      await new Promise((resolve) => setTimeout(resolve, 1))
      signal.throwIfAborted()
      return Response.json({})
    },
  })
  expect((await proxy(stamped(app + whoamiPath, { body: whoamiBody }))).status).toBe(200)
})
