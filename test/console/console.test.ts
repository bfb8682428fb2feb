import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, onTestFinished, test } from 'vitest'
import { at, ethereumAccount, type KeyPair, keyPair, passkeyStamp, register, textAt } from '../signer/testClient.js'
import { type OpenedPage, openConsole } from './openConsole.js'

const digest = 'ab'.repeat(32)
const noOp = { encoding: 'PAYLOAD_ENCODING_HEXADECIMAL', hashFunction: 'HASH_FUNCTION_NO_OP' }

function sign(
  page: OpenedPage,
  voucher: Parameters<OpenedPage['submit']>[0],
  { id, address }: { id: string; address: string },
) {
  const parameters = { signWith: address, payload: digest, ...noOp }
  return page.submit(voucher, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', parameters, { organizationId: id })
}

function idsOf(body: unknown, list: string): string[] {
  const found = at(body, list)
  if (!Array.isArray(found)) throw new Error(`${list} is no list`)
  return found.map((_, index) => textAt(body, `${list}.${index}.id`))
}

test('the page, its script and its style are there, and say what a browser may do with them', async () => {
  const { look } = await openConsole()
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
    const { status, headers, text } = await look(path)
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

test('HEAD is answered without a body, and whatever would change something not at all', async () => {
  const { look } = await openConsole()
  expect(await look('/page/activities', {}, 'HEAD')).toMatchObject({ status: 200, text: '' })
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const { status, headers } = await look('/page/activities', {}, method)
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
  }
})

test('the signer itself has no page: only the server shows it', async () => {
  const { signer, look } = await openConsole({ page: false })
  for (const path of ['/', '/page/activities', '/page/main.js']) {
    expect((await signer.fetch(new Request(`http://signer.test${path}`))).status).toBe(404)
    expect((await look(path)).status).toBe(404)
  }
  expect((await signer.page(new Request('http://signer.test/'))).status).toBe(200)
})

test.each<[string, Parameters<typeof openConsole>[0], Record<string, string>, number]>([
  ['on loopback', {}, {}, 200],
  ['on loopback, by localhost', {}, { host: 'localhost:8181' }, 200],
  ['on loopback, by a name of it', {}, { host: 'signer.localhost' }, 200],
  ['on loopback, passed on under another name', { allowedHosts: ['signer.example'] }, { host: 'signer.example' }, 404],
  ['on loopback, passed on under an address', {}, { host: '192.168.1.7:8181' }, 404],
  ['the same, asked for', { allowedHosts: ['signer.example'], page: true }, { host: 'signer.example' }, 200],
  ['under a name that is not its own', { page: true }, { host: 'evil.example' }, 403],
  ['off loopback', { host: '0.0.0.0', apiKey: keyPair() }, {}, 404],
  ['off loopback, asked for', { host: '0.0.0.0', apiKey: keyPair(), page: true }, {}, 200],
])('who gets there: %s', async (_, parameters, headers, status) => {
  const { look } = await openConsole(parameters)
  expect((await look('/page/organizations', headers)).status).toBe(status)
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
    'somebody who types the address',
    { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    200,
  ],
])('who may read: %s', async (_, headers, status) => {
  const { look, server } = await openConsole()
  for (const path of ['/', '/page/activities', '/page/changes']) {
    if (path === '/page/changes' && status === 200) continue
    const answer = await look(path, headers)
    expect(answer.status).toBe(status)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
  expect((await look('/page/activities', { origin: server.url })).status).toBe(200)
})

test('a link from elsewhere opens the page, and nothing but the page', async () => {
  const { look } = await openConsole()
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  expect((await look('/', headers)).status).toBe(200)
  expect((await look('/page/activities', headers)).status).toBe(403)
})

test('who stamped, and with what', async () => {
  const page = await openConsole()
  const [key, session, passkey] = [keyPair(), keyPair(), await register()]
  const organization = await page.createSubOrganization([{ apiKeys: [key], authenticators: [passkey] }])
  const stamped = async (answer: { body: unknown }): Promise<unknown> => at((await page.lookAt(answer)).body, 'stamped')
  const root = { userId: organization.rootUserIds[0], userName: 'Root 1' }
  const byKey = await sign(page, key, organization)
  const byPasskey = await sign(page, passkey, organization)
  await page.submit(
    passkey,
    'ACTIVITY_TYPE_STAMP_LOGIN',
    { publicKey: session.publicKey },
    { organizationId: organization.id },
  )
  const bySession = await sign(page, session, organization)
  expect(await stamped(byKey)).toEqual({ ...root, kind: 'API key', name: 'Key' })
  expect(await stamped(byPasskey)).toEqual({ ...root, kind: 'passkey', name: 'Passkey' })
  expect(await stamped(bySession)).toEqual({ ...root, kind: 'session', name: 'Session' })

  const { body } = await page.look(`/page/organizations/${organization.id}`)
  const user = { userId: root.userId }
  const remove = { organizationId: organization.id }
  await page.submit(
    passkey,
    'ACTIVITY_TYPE_DELETE_API_KEYS',
    { ...user, apiKeyIds: [textAt(body, 'users.0.apiKeys.0.id')] },
    remove,
  )
  expect(await stamped(byKey)).toEqual({ ...root, kind: 'API key or session', name: null })
})

test('status, votes, durations and the raw request', async () => {
  const page = await openConsole()
  const [ada, bea] = [keyPair(), keyPair()]
  const organization = await page.createSubOrganization([{ apiKeys: [ada] }, { apiKeys: [bea] }], 2)
  const asked = await sign(page, ada, organization)
  const fingerprint = textAt(asked.body, 'activity.fingerprint')
  const waiting = (await page.lookAt(asked)).body
  expect(waiting).toMatchObject({
    title: 'Sign the digest 0xababab…abab',
    status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED',
    approvals: 1,
    threshold: 2,
    organizationId: organization.id,
    organizationName: 'Ada',
    type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    fingerprint,
    votes: [{ approves: true, inForce: true, stamped: { userName: 'Root 1' }, createdMs: page.clock.ms }],
    result: [],
    failure: null,
    tookMs: expect.any(Number),
  })
  expect(JSON.parse(textAt(waiting, 'body'))).toMatchObject({
    organizationId: organization.id,
    parameters: { payload: digest },
  })

  const options = { organizationId: organization.id }
  await page.submit(bea, 'ACTIVITY_TYPE_APPROVE_ACTIVITY', { fingerprint }, options)
  expect((await page.lookAt(asked)).body).toMatchObject({
    status: 'ACTIVITY_STATUS_COMPLETED',
    votes: [{ approves: true }, { approves: true, stamped: { userName: 'Root 2' } }],
    result: [{ name: 'r' }, { name: 's' }, { name: 'v' }],
  })

  const again = await sign(page, ada, organization)
  await page.submit(
    bea,
    'ACTIVITY_TYPE_REJECT_ACTIVITY',
    { fingerprint: textAt(again.body, 'activity.fingerprint') },
    options,
  )
  expect((await page.lookAt(again)).body).toMatchObject({
    status: 'ACTIVITY_STATUS_REJECTED',
    votes: [{ approves: true }, { approves: false, stamped: { userName: 'Root 2' } }],
  })

  const lapsed = await sign(page, ada, organization)
  page.clock.ms += 24 * 60 * 60 * 1000
  expect((await page.lookAt(lapsed)).body).toMatchObject({ approvals: 0, votes: [{ inForce: false }] })
})

test('reading long requests lets others in between', async () => {
  const page = await openConsole()
  const payloads = Array.from({ length: 20 }, (_, index) => `${index} ${'[1,2,3],'.repeat(100_000)}`)
  for (const payload of payloads)
    await page.submit(page.signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
      signWith: '0x0000000000000000000000000000000000000001',
      payload: Buffer.from(payload).toString('hex').slice(0, 900_000),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_SHA256',
    })
  // The page is there from now on.
  await page.signer.page(new Request('http://signer.test/page/organizations'))
  let turns = 0
  const count = (): void => {
    turns += 1
    timer = setImmediate(count)
  }
  let timer = setImmediate(count)
  const { body } = await page.signer.page(new Request('http://signer.test/page/activities'))
  clearImmediate(timer)
  expect(body).not.toBeNull()
  expect(turns).toBeGreaterThan(2)
})

test('how long an activity took is known as long as the activity is', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'page-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const database = join(directory, 'signer.db')
  const page = await openConsole({ database })
  const made = await page.submit(page.signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [] })
  const before = at((await page.lookAt(made)).body, 'tookMs')
  expect(before).toBeGreaterThan(0)
  await page.server.close()
  await page.signer.close()
  const again = await openConsole({ database })
  expect(at((await again.lookAt(made)).body, 'tookMs')).toBe(before)
})

test('the same bytes again change nothing, and are told as nothing', async () => {
  const page = await openConsole()
  const body = page.activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [] })
  const post = () => page.post(page.signer.apiKey, '/public/v1/submit/create_wallet', body)
  await post()
  const before = at((await page.look('/page/activities')).body, 'cursor')
  await post()
  expect(at((await page.look('/page/activities')).body, 'cursor')).toBe(before)
})

test('users with their passkeys and API keys, wallets with their addresses, private keys', async () => {
  const page = await openConsole()
  const [key, passkey] = [keyPair(), await register()]
  const organization = await page.createSubOrganization([{ apiKeys: [key], authenticators: [passkey] }])
  const { address } = await page.signer.importPrivateKey({
    organizationId: organization.id,
    privateKey: digest,
    name: 'Known',
  })
  const { body } = await page.look(`/page/organizations/${organization.id}`)
  expect(body).toMatchObject({
    id: organization.id,
    name: 'Ada',
    parent: { id: page.signer.organizationId },
    threshold: 1,
    users: [
      {
        name: 'Root 1',
        inRootQuorum: true,
        passkeys: [{ name: 'Passkey', credentialId: passkey.credentialId, transports: ['internal', 'hybrid'] }],
        apiKeys: [{ name: 'Key', kind: 'API key', curve: 'P256', publicKey: key.publicKey, expiresMs: null }],
      },
    ],
    wallets: [
      {
        id: organization.walletId,
        name: 'Wallet',
        accounts: [{ address: organization.address, path: "m/44'/60'/0'/0/0", format: 'ethereum' }],
        next: null,
      },
    ],
    privateKeys: [{ name: 'Known', addresses: [address], imported: true }],
    next: null,
  })
  await page.submit(
    passkey,
    'ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION',
    { deleteWithoutExport: true },
    { organizationId: organization.id },
  )
  expect((await page.look(`/page/organizations/${organization.id}`)).status).toBe(404)
  expect((await page.look('/page/organizations')).body).toMatchObject({ subOrganizations: [], count: 0 })
})

test('long lists come in pages', async () => {
  const page = await openConsole()
  const { organizationId, apiKey } = page.signer
  const made: string[] = []
  for (let count = 0; count < 55; count++)
    made.unshift((await page.createSubOrganization([{ apiKeys: [keyPair()] }])).id)
  const organizations = (await page.look('/page/organizations')).body
  expect(organizations).toMatchObject({ root: { id: organizationId }, count: 55 })
  const next = (await page.look(`/page/organizations?from=${textAt(organizations, 'next')}`)).body
  expect([...idsOf(organizations, 'subOrganizations'), ...idsOf(next, 'subOrganizations')]).toEqual(made)
  expect(at(next, 'next')).toBeNull()

  const activities = (await page.look('/page/activities')).body
  const older = (await page.look(`/page/activities?from=${idsOf(activities, 'activities').at(-1)}`)).body
  expect([idsOf(activities, 'activities').length, at(activities, 'more')]).toEqual([50, true])
  expect([idsOf(older, 'activities').length, at(older, 'more')]).toEqual([5, false])
  expect((await page.look(`/page/activities?organization=${made[0]}`)).body).toMatchObject({
    activities: [],
    more: false,
  })

  const path = (index: number): string => `m/44'/60'/0'/0/${index}`
  const accounts = Array.from({ length: 62 }, (_, index) => ({ ...ethereumAccount, path: path(index) }))
  const wallet = await page.submit(apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Many', accounts })
  const walletId = textAt(wallet.body, 'activity.result.createWalletResult.walletId')
  const found: unknown[] = []
  let list = at((await page.look(`/page/organizations/${organizationId}`)).body, 'wallets.0')
  for (;;) {
    const part = at(list, 'accounts')
    if (Array.isArray(part)) found.push(...part.map((each: unknown) => at(each, 'path')))
    if (at(list, 'next') === null) break
    list = (await page.look(`/page/wallets/${walletId}/accounts?from=${textAt(list, 'next')}`)).body
  }
  expect(found).toEqual(accounts.map(({ path }) => path))

  const privateKeys = Array.from({ length: 52 }, (_, index) => ({
    privateKeyName: `Key ${index}`,
    curve: 'CURVE_SECP256K1',
    privateKeyTags: [],
    addressFormats: [],
  }))
  await page.submit(apiKey, 'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2', { privateKeys })
  const first = (await page.look(`/page/organizations/${organizationId}`)).body
  const rest = (await page.look(`/page/organizations/${organizationId}/private-keys?from=${textAt(first, 'next')}`))
    .body
  expect([idsOf(first, 'privateKeys').length, idsOf(rest, 'privateKeys').length]).toEqual([50, 2])
})

test('finds by id, name, address, credential and fingerprint', async () => {
  const page = await openConsole()
  const [key, passkey] = [keyPair(), await register()]
  const organization = await page.createSubOrganization([{ apiKeys: [key], authenticators: [passkey] }])
  const { address } = await page.signer.importPrivateKey({ organizationId: organization.id, privateKey: digest })
  const asked = await sign(page, key, organization)
  const activityId = textAt(asked.body, 'activity.id')
  const found = async (wanted: string): Promise<string[]> => {
    const { body } = await page.look(`/page/search?q=${encodeURIComponent(wanted)}`)
    const hits = at(body, 'hits')
    if (!Array.isArray(hits)) throw new Error('no hits')
    return hits.map((_, index) => `${textAt(body, `hits.${index}.kind`)} ${textAt(body, `hits.${index}.text`)}`)
  }
  expect(await found('ad')).toEqual(['organization Ada'])
  expect(await found(organization.id)).toContain('organization Ada')
  expect(await found(organization.id.slice(0, 8))).toContain('organization Ada')
  expect(await found(organization.address.toLowerCase())).toEqual([`address ${organization.address}`])
  expect(await found(address)).toEqual([`address ${address}`])
  expect(await found(passkey.credentialId)).toEqual(['passkey Passkey'])
  expect(await found(key.publicKey)).toEqual(['API key Key'])
  expect(await found('Root 1')).toEqual(['user Root 1'])
  expect(await found(organization.walletId)).toEqual(['wallet Wallet'])
  expect(await found(textAt(asked.body, 'activity.fingerprint'))).toEqual(['activity Sign the digest 0xababab…abab'])
  expect((await page.look(`/page/search?q=${activityId}`)).body).toMatchObject({
    hits: [{ kind: 'activity', id: activityId }],
  })
  const { address: own } = organization
  const fingerprint = textAt(asked.body, 'activity.fingerprint')
  for (const [wanted, hit] of Object.entries({
    ADA: 'organization Ada',
    '  ada  ': 'organization Ada',
    'rOOT 1': 'user Root 1',
    [own.toUpperCase()]: `address ${own}`,
    [own.slice(2)]: `address ${own}`,
    [` ${own} `]: `address ${own}`,
    [own.slice(0, 6).toLowerCase()]: `address ${own}`,
    [own.slice(2, 8).toUpperCase()]: `address ${own}`,
    [`${own.slice(0, 8)}…${own.slice(-4)}`]: `address ${own}`,
    [address.slice(0, 10).toLowerCase()]: `address ${address}`,
    [organization.id.toUpperCase()]: 'organization Ada',
    [organization.walletId.slice(0, 13).toUpperCase()]: 'wallet Wallet',
    [key.publicKey.toUpperCase()]: 'API key Key',
    [`0x${key.publicKey}`]: 'API key Key',
    [key.publicKey.slice(0, 12)]: 'API key Key',
    [passkey.credentialId.slice(0, 12)]: 'passkey Passkey',
    [fingerprint.toUpperCase()]: 'activity Sign the digest 0xababab…abab',
    [fingerprint.slice('sha256:'.length)]: 'activity Sign the digest 0xababab…abab',
    [fingerprint.slice(0, 15)]: 'activity Sign the digest 0xababab…abab',
  }))
    expect([wanted, await found(wanted)]).toEqual([wanted, expect.arrayContaining([hit])])
  expect(await found(`${own.slice(0, 8)}…${own.endsWith('0000') ? '1111' : '0000'}`)).toEqual([])
  const user = { userId: organization.rootUserIds[0], userEmail: 'Ada@Example.com', userPhoneNumber: '+41791234567' }
  await page.submit(key, 'ACTIVITY_TYPE_UPDATE_USER', user, { organizationId: organization.id })
  for (const wanted of ['ada@example.com', 'ADA@', '+41791234567', '+4179'])
    expect([wanted, await found(wanted)]).toEqual([wanted, ['user Root 1']])
  for (const nothing of ['', '%', "' OR 1=1 --", 'nobody', '"', '0x', '\u{10ffff}'])
    expect(await found(nothing)).toEqual([])
})

test.each([
  '/page/activities/none',
  '/page/activities/00000000-0000-7000-8000-000000000000',
  '/page/organizations/..%2f',
  '/page/organizations/00000000-0000-4000-8000-00000000000f',
  '/page/wallets',
  '/page//',
  '/page/activities/00000000-0000-4000-8000-000000000001/votes',
])('%s is nothing', async (path) => {
  const { look } = await openConsole()
  expect(await look(path)).toMatchObject({ status: 404, body: { message: 'not found' } })
})

test.each([
  '/page/activities?from=x&organization=%00',
  '/page/organizations?from=-1',
  '/page/organizations?from=1e9',
  '/page/search?q=%ff',
])('%s is asked in vain, and does no harm', async (path) => {
  const { look } = await openConsole()
  expect((await look(path)).status).toBe(200)
})

test('no answer of the page holds a key, a seed, a stamp or a session token', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'page-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const database = join(directory, 'signer.db')
  const page = await openConsole({ database })
  const [key, passkey, session]: [KeyPair, Awaited<ReturnType<typeof register>>, KeyPair] = [
    keyPair(),
    await register(),
    keyPair(),
  ]
  const organization = await page.createSubOrganization([{ apiKeys: [key], authenticators: [passkey] }])
  const options = { organizationId: organization.id }
  await page.signer.importPrivateKey({ organizationId: organization.id, privateKey: 'cd'.repeat(32) })
  const stamps: string[] = []
  await sign(
    page,
    async (body) => {
      const stamp = await passkeyStamp(passkey, body)
      stamps.push(
        ...Object.values(stamp),
        ...Object.values(JSON.parse(stamp['X-Stamp-Webauthn'] ?? '{}'))
          .filter((value) => value !== passkey.credentialId)
          .map(String),
      )
      return stamp
    },
    organization,
  )
  await sign(page, key, organization)
  const login = await page.submit(passkey, 'ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: session.publicKey }, options)
  await sign(page, session, organization)

  const paths = [
    '/page/activities',
    '/page/organizations',
    '/page/search?q=Ada',
    `/page/search?q=${organization.address}`,
  ]
  for (const id of [organization.id, page.signer.organizationId])
    paths.push(
      `/page/organizations/${id}`,
      `/page/organizations/${id}/private-keys`,
      `/page/activities?organization=${id}`,
    )
  paths.push(`/page/wallets/${organization.walletId}/accounts`)
  for (const id of idsOf((await page.look('/page/activities')).body, 'activities')) paths.push(`/page/activities/${id}`)
  const shown = (await Promise.all(paths.map(async (path) => (await page.look(path)).text))).join('\n')
  // It does show what it is meant to.
  expect(shown).toContain(organization.address)
  expect(shown).toContain(session.publicKey)

  const secrets = [
    page.signer.apiKey.privateKey,
    key.privateKey,
    session.privateKey,
    'cd'.repeat(32),
    textAt(login.body, 'activity.result.stampLoginResult.session'),
    ...stamps,
  ]
  const reader = new DatabaseSync(database, { readOnly: true })
  const sealed = [
    'SELECT value AS secret FROM meta',
    'SELECT sealed_mnemonic AS secret FROM wallets',
    'SELECT sealed_key AS secret FROM wallet_accounts',
    'SELECT sealed_key AS secret FROM private_keys',
    'SELECT signature AS secret FROM votes',
  ].flatMap((sql) =>
    reader
      .prepare(sql)
      .all()
      .map(({ secret }) => secret),
  )
  reader.close()
  // The organization's id is one of the things it remembers, and no secret.
  for (const value of sealed)
    if (typeof value === 'string') secrets.push(value)
    else if (value instanceof Uint8Array && Buffer.from(value).toString() !== page.signer.organizationId)
      secrets.push(
        ...(['hex', 'base64', 'base64url'] as const).map((encoding) => Buffer.from(value).toString(encoding)),
      )
  expect(secrets.length).toBeGreaterThan(25)
  expect(secrets.filter((secret) => secret.length < 16 || shown.includes(secret))).toEqual([])
})

test('a signer that is closed says so', async () => {
  const signer = await createLocalSigner()
  await signer.close()
  expect((await signer.page(new Request('http://signer.test/page/activities'))).status).toBe(503)
})
