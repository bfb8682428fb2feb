import { gzipSync } from 'node:zlib'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, beforeAll, describe } from 'vitest'
import { handMadePasskey } from '../signer/handMadePasskey.js'
import { openSocket } from '../signer/openSocket.js'
import { apiKeyParams, apiKeyStamp, createTestClient, keyPair, textAt } from '../signer/testClient.js'
import { attack } from './attack.js'

// Somebody with a valid key asks for too much: long lists, deep trees, large bodies, answers that they do not read. They
// want the signer to stop, or to keep everybody else waiting. After each attack another client asks who they are.

const clock = { ms: Date.now() }
const signer = await createLocalSigner({ now: () => clock.ms })
const server = await listen(signer)
afterAll(async () => {
  await server.close()
  await signer.close()
})
const { fetch: fetchFn } = signer
const { createSubOrganization, query, send, submit } = createTestClient({
  url: 'http://signer.test',
  fetchFn,
  signer,
  clock,
})
const key = keyPair()
const { id: organizationId, rootUserIds, address } = await createSubOrganization([{ apiKeys: [key] }])
const [userId = ''] = rootUserIds
const neighbour = keyPair()
const { id: neighbourId } = await createSubOrganization([{ apiKeys: [neighbour] }])

type Result = { status: number; body: unknown }
const as = { organizationId }
const times = <item>(count: number, make: (index: number) => item): item[] =>
  Array.from({ length: count }, (_, n) => make(n))
const reason = ({ status, body }: Result): string => {
  const { message, activity } = Object(body)
  return status === 200 ? `200 ${activity?.status ?? ''}`.trim() : `${status} ${String(message).slice(0, 100)}`
}

/** Runs an attack on the signer; says how it was answered, and whether the neighbour is answered afterwards. */
function floods(title: string, outcome: string, run: () => Promise<Result>): void {
  attack(title, `${outcome}; the neighbour is answered`, async () => {
    const answer = reason(await run())
    const { status } = await query(neighbour, 'whoami', neighbourId)
    return `${answer}; the neighbour ${status === 200 ? 'is answered' : `gets ${status}`}`
  })
}

const wallet = (accounts: unknown) => ({ walletName: 'W', accounts })
const account = (path: string) => ({
  curve: 'CURVE_SECP256K1',
  pathFormat: 'PATH_FORMAT_BIP32',
  path,
  addressFormat: 'ADDRESS_FORMAT_ETHEREUM',
})
const payload = { signWith: address, encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }
const signTypedData = (typedData: object) =>
  submit(
    key,
    'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    {
      signWith: address,
      encoding: 'PAYLOAD_ENCODING_EIP712',
      hashFunction: 'HASH_FUNCTION_NO_OP',
      payload: JSON.stringify(typedData),
    },
    as,
  )

describe('Lists that are too long', () => {
  floods(
    '1,001 payloads',
    '400 invalid request body: field `parameters.payloads` must be an array of at most 1000 items',
    () => submit(key, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', { ...payload, payloads: times(1001, () => 'a') }, as),
  )
  floods(
    '300,000 empty payloads',
    '400 invalid request body: field `parameters.payloads` must be an array of at most 1000 items',
    () => submit(key, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', { ...payload, payloads: times(300_000, () => '') }, as),
  )
  floods(
    '101 accounts',
    '400 invalid request body: field `parameters.accounts` must be an array of at most 100 items',
    () => submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', wallet(times(101, (n) => account(`m/${n}`))), as),
  )
  floods(
    'an account 126 levels deep',
    '400 invalid path: field `parameters.accounts[0].path` has more than 10 levels',
    () => submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', wallet([account(`m${'/0'.repeat(126)}`)]), as),
  )
  floods(
    '5,000 API keys',
    '400 invalid request body: field `parameters.apiKeys` must be an array of at most 20 items',
    () =>
      submit(key, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', { userId, apiKeys: times(5000, () => apiKeyParams(key)) }, as),
  )
  floods(
    '99 users of 50 keys each',
    '400 invalid request body: field `parameters.users[0].apiKeys` must be an array of at most 20 items',
    () =>
      submit(
        key,
        'ACTIVITY_TYPE_CREATE_USERS_V4',
        { users: times(99, () => ({ userName: 'U', apiKeys: times(50, () => apiKeyParams(key)), userTags: [] })) },
        as,
      ),
  )
  floods(
    '10,000 ids to delete',
    '400 invalid request body: field `parameters.apiKeyIds` must be an array of at most 100 items',
    () =>
      submit(key, 'ACTIVITY_TYPE_DELETE_API_KEYS', { userId, apiKeyIds: times(10_000, () => crypto.randomUUID()) }, as),
  )
  floods(
    'a name of half a megabyte',
    '400 invalid request body: field `parameters.walletName` must be at most 255 characters long',
    () => submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'x'.repeat(500_000), accounts: [] }, as),
  )
  floods('typed data of 50,000 values', '400 invalid payload encoding: the typed data has more than 8000 values', () =>
    signTypedData({
      domain: {},
      types: { A: [{ name: 'a', type: 'uint8[]' }] },
      primaryType: 'A',
      message: { a: times(50_000, () => 1) },
    }),
  )
  floods(
    'typed data with a type of itself',
    '400 invalid payload encoding: message.a.a.a.a of the typed data must be there',
    () =>
      signTypedData({
        domain: {},
        types: { A: [{ name: 'a', type: 'A' }] },
        primaryType: 'A',
        message: { a: { a: { a: {} } } },
      }),
  )
  floods('a transaction of lists within lists', '400 failed to parse transaction: its RLP is malformed', () =>
    submit(
      key,
      'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
      { signWith: address, type: 'TRANSACTION_TYPE_ETHEREUM', unsignedTransaction: `02${'c1'.repeat(50_000)}c0` },
      as,
    ),
  )
})

describe('Bodies that are too large', () => {
  const raw = (body: string | Uint8Array<ArrayBuffer>) => send('/public/v1/query/whoami', body, apiKeyStamp(key, body))
  floods('two megabytes', '413 bad request body: more than 1048576 bytes', () =>
    raw(JSON.stringify({ organizationId, x: 'x'.repeat(2 ** 21) })),
  )
  floods('lists within lists, half a million deep', '400 bad request body', () =>
    raw(`{"organizationId":${'['.repeat(500_000)}`),
  )
  floods('objects within objects', '400 malformed organization ID provided', () =>
    raw(`${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`),
  )
  floods('a number of a million digits', '400 malformed organization ID provided', () =>
    raw(`{"organizationId":${'9'.repeat(1_000_000)}}`),
  )
  floods('a compressed bomb', '400 bad request body', () => raw(new Uint8Array(gzipSync(Buffer.alloc(2 ** 26)))))
  floods('bytes that are no text', '400 bad request body', () => raw(new Uint8Array([0xff, 0xfe, 0xfd])))
})

describe('Answers that are too large', () => {
  const activityIds: string[] = []
  beforeAll(async () => {
    // Each has a body of nearly a megabyte.
    for (let n = 0; n < 6; n++) {
      const parameters = { walletName: `W${n}`, accounts: [], note: 'x'.repeat(900_000) }
      const made = await submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', parameters, as)
      activityIds.push(textAt(made.body, 'activity.id'))
    }
  })
  floods(
    'six activities of a megabyte in one page',
    '400 the answer would have more than 4194304 bytes: ask for a smaller limit',
    async () => {
      return query(key, 'list_activities', organizationId, { paginationOptions: { limit: '100' } })
    },
  )
  floods('one of them', '200 ACTIVITY_STATUS_COMPLETED', async () => {
    const [activityId = ''] = activityIds
    return query(key, 'get_activity', organizationId, { activityId })
  })
  floods(
    'a hundred readers that read nothing',
    '503 other clients have not yet read answers of 67108864 bytes: try again',
    async () => {
      const [activityId = ''] = activityIds
      const body = JSON.stringify({ organizationId, activityId })
      const answers = await Promise.all(
        times(100, () =>
          fetchFn(
            new Request('http://signer.test/public/v1/query/get_activity', {
              method: 'POST',
              body,
              headers: apiKeyStamp(key, body),
            }),
          ),
        ),
      )
      const refused = answers.find(({ status }) => status !== 200)
      const result = { status: refused?.status ?? 200, body: await refused?.json() }
      await Promise.all(answers.map(({ body, bodyUsed }) => (bodyUsed ? undefined : body?.cancel())))
      return result
    },
  )
  floods('a limit of a billion', '400 invalid pagination limit: it must be between 1 and 100', () =>
    query(key, 'list_activities', organizationId, { paginationOptions: { limit: '1000000000' } }),
  )
  floods('a limit of minus one', '400 invalid pagination limit: it must be between 1 and 100', () =>
    query(key, 'list_activities', organizationId, { paginationOptions: { limit: '-1' } }),
  )
})

describe('A crowd of squatters', () => {
  const forge = (credentialId: string) => handMadePasskey({ credentialId })
  attack('200 of them with one credential id; its owner, who came first, asks who they are', 'answered', async () => {
    const owner = handMadePasskey()
    const create = (authenticator: unknown) =>
      submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
        subOrganizationName: 'Ada',
        rootUsers: [{ userName: 'Ada', apiKeys: [], authenticators: [authenticator], oauthProviders: [] }],
        rootQuorumThreshold: 1,
      })
    const made = await create(owner.register())
    const id = textAt(made.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId')
    await Promise.all(times(200, () => create(forge(owner.credentialId).register())))
    const { body } = await query((text) => owner.stamp(text), 'whoami', signer.organizationId)
    return Object(body).organizationId === id ? 'answered' : JSON.stringify(body)
  })
})

describe('Connections', () => {
  const port = Number(new URL(server.url).port)
  const floodsConnection = (title: string, outcome: string, text: string): void => {
    attack(title, `${outcome}; the neighbour is answered`, async () => {
      const client = await openSocket(port)
      client.socket.write(text)
      await client.closed
      const [status] = /^HTTP\/1\.1 \d+/.exec(client.received()) ?? ['no answer']
      const body = JSON.stringify({ organizationId: neighbourId })
      const headers = { 'content-type': 'application/json', ...apiKeyStamp(neighbour, body) }
      const answer = await fetch(`${server.url}/public/v1/query/whoami`, { method: 'POST', body, headers })
      return `${status}; the neighbour ${answer.status === 200 ? 'is answered' : `gets ${answer.status}`}`
    })
  }
  const head = 'POST / HTTP/1.1\r\nHost: localhost\r\n'
  floodsConnection('headers of a megabyte', 'HTTP/1.1 431', `${head}X-A: ${'b'.repeat(1_000_000)}\r\n\r\n`)
  floodsConnection('20,000 headers', 'HTTP/1.1 431', `${head}${'X-A: b\r\n'.repeat(20_000)}\r\n`)
  floodsConnection('a negative length', 'HTTP/1.1 400', `${head}Content-Length: -1\r\n\r\n`)
  floodsConnection(
    'a chunk of a terabyte',
    'HTTP/1.1 400',
    `${head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n`,
  )
})
