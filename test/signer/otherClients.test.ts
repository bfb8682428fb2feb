import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { apiKeyParams, apiKeyStamp, at, ethereumAccount, keyPair, textAt } from './testClient.js'

// The same request, serialized as clients in other languages do.

const name = 'A & B <C> “ü”'

const createParameters = () => ({
  subOrganizationName: name,
  rootUsers: [
    {
      userName: 'Ada',
      apiKeys: [apiKeyParams(keyPair())],
      authenticators: [] as unknown[],
      oauthProviders: [] as unknown[],
    },
  ],
  rootQuorumThreshold: 1,
  wallet: { walletName: 'Wallet', accounts: [{ ...ethereumAccount }] },
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, entry]) => [key, reversed(entry)] as const)
  return Object.fromEntries(entries.reverse())
}

/** With `null` for every optional field, as some clients send. */
const withNulls = (parameters: ReturnType<typeof createParameters>) => ({
  ...parameters,
  rootUsers: parameters.rootUsers.map((user) => ({
    ...user,
    userEmail: null,
    userPhoneNumber: null,
    apiKeys: user.apiKeys.map((key) => ({ ...key, expirationSeconds: null })),
  })),
  wallet: {
    ...parameters.wallet,
    mnemonicLength: null,
    accounts: parameters.wallet.accounts.map((account) => ({ ...account, name: null })),
  },
  disableEmailRecovery: null,
  disableEmailAuth: null,
  disableSmsAuth: null,
  disableOtpEmailAuth: null,
  verificationToken: null,
  clientSignature: null,
})

const withoutEmptyLists = ({ rootUsers, ...parameters }: ReturnType<typeof createParameters>) => ({
  ...parameters,
  rootUsers: rootUsers.map(({ userName, apiKeys }) => ({ userName, apiKeys })),
})

describeSigner('a client in another language', {}, (context) => {
  const type = 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8'
  const body = (parameters: unknown): object => JSON.parse(context.activityBody(type, parameters))

  test.each<[string, () => string]>([
    ['keys in another order', () => JSON.stringify(reversed(body(createParameters())))],
    ['indented, with a trailing line break', () => `${JSON.stringify(body(createParameters()), null, '\t')}\r\n`],
    [
      'unnecessary escapes',
      () =>
        JSON.stringify(body(createParameters())).replaceAll(
          /[&<>“”ü]/g,
          (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
        ),
    ],
    [
      'null for absent fields',
      () => JSON.stringify({ ...body(withNulls(createParameters())), generateAppProofs: null }),
    ],
    ['empty lists left out', () => JSON.stringify(body(withoutEmptyLists(createParameters())))],
    [
      'fields that the signer does not know',
      () => JSON.stringify({ ...body({ ...createParameters(), more: [{}] }), client: 'x' }),
    ],
  ])('%s', async (_, write) => {
    const { post, query, signer } = context
    const bytes = write()
    const answer = await post(signer.apiKey, '/public/v1/submit/create_sub_organization', bytes)
    expect(answer.status, answer.text).toBe(200)
    expect(at(answer.body, 'activity.votes.0.message')).toBe(bytes)
    expect(at(answer.body, 'activity.intent.createSubOrganizationIntentV8')).toEqual(
      withoutKeys(JSON.parse(bytes).parameters),
    )
    const found = await query(signer.apiKey, 'list_suborgs', signer.organizationId, {
      filterType: 'NAME',
      filterValue: name,
    })
    expect(at(found.body, 'organizationIds')).toEqual([
      textAt(answer.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId'),
    ])
  })

  test.each([
    ['in the order of the Go client', ['publicKey', 'signature', 'scheme'], 0],
    ['in the order of the Rust client', ['publicKey', 'scheme', 'signature'], 0],
    ['in any order, and indented', ['signature', 'scheme', 'publicKey'], 2],
  ] as const)('a stamp %s, with uppercase hex, is accepted', async (_, order, indent) => {
    const { post, signer } = context
    const stamp = (body: string) => {
      const { 'X-Stamp': value = '' } = apiKeyStamp(signer.apiKey, body)
      const fields: Record<string, string> = JSON.parse(Buffer.from(value, 'base64url').toString())
      const written = order.map((key) => [key, key === 'scheme' ? fields[key] : fields[key]?.toUpperCase()])
      return { 'X-Stamp': Buffer.from(JSON.stringify(Object.fromEntries(written), null, indent)).toString('base64url') }
    }
    const answer = await post(stamp, '/public/v1/query/whoami', { organizationId: signer.organizationId })
    expect(answer).toMatchObject({ status: 200, body: { organizationId: signer.organizationId } })
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  })

  // Not verified against production, as docs/production.md says.
  test('is refused with 0x before a key, numbers for strings, and uppercase ids', async () => {
    const { query, signer, submit } = context
    const { apiKey, organizationId } = signer
    const userId = textAt((await query(apiKey, 'whoami', organizationId)).body, 'userId')
    const key = apiKeyParams(keyPair())
    const add = (change: object, id = userId) =>
      submit(apiKey, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', { userId: id, apiKeys: [{ ...key, ...change }] })
    const refused = { status: 400, body: { code: 3, turnkeyErrorCode: 'REQUEST_INVALID' } }
    expect(await add({ publicKey: `0x${key.publicKey}` })).toMatchObject(refused)
    expect(await add({ expirationSeconds: 60 })).toMatchObject(refused)
    expect(await add({}, `A${userId.slice(1)}`)).toMatchObject(refused)
    expect(await query(apiKey, 'list_activities', organizationId, { paginationOptions: { limit: 5 } })).toMatchObject(
      refused,
    )
    expect(await add({})).toMatchObject({ status: 200 })
  })
})

/** The parameters as the signer parses them: without `null` and unknown fields, with empty lists of a user. */
function withoutKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([key, entry]) => entry !== null && key !== 'more')
    .map(([key, entry]) => [key, withoutKeys(entry)] as const)
  const isUser = 'userName' in value
  return { ...(isUser ? { authenticators: [], oauthProviders: [] } : {}), ...Object.fromEntries(entries) }
}

test('uppercase header names are accepted', async () => {
  const signer = await createLocalSigner()
  const { url, close } = await listen(signer)
  const body = JSON.stringify({ organizationId: signer.organizationId })
  const { 'X-Stamp': value = '' } = apiKeyStamp(signer.apiKey, body)
  const headers = { 'X-STAMP': value, 'CONTENT-TYPE': 'APPLICATION/JSON', 'X-CLIENT-VERSION': 'other/1.0' }
  const sent = request(`${url}/public/v1/query/whoami`, { method: 'POST', headers })
  sent.end(body)
  const [response] = await once(sent, 'response')
  expect(JSON.parse(await text(response))).toMatchObject({ organizationId: signer.organizationId })
  await close()
  await signer.close()
})
