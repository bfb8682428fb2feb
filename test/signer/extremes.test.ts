import { afterEach, beforeEach, expect, test } from 'vitest'
import { readWholePage } from '../console/readWholePage.js'
import { describeSigner } from './describeSigner.js'
import { at, register, textAt } from './testClient.js'

const nest = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth)

// All of them are within the limit of a body. A case fails if the signer calls onError.
describeSigner('an extreme request', {}, (context) => {
  test.each([
    ['statuses to filter by', 35_000, 'filterByStatus', 'ACTIVITY_STATUS_COMPLETED'],
    ['types to filter by', 30_000, 'filterByType', 'ACTIVITY_TYPE_CREATE_WALLET'],
  ])('thousands of %s', async (_, count, field, value) => {
    const { signer, query } = context
    const { organizationId, apiKey } = signer
    expect(await query(apiKey, 'list_activities', organizationId, { [field]: Array(count).fill(value) })).toMatchObject(
      {
        status: 400,
        body: { message: `invalid request body: field \`${field}\` must be an array of at most 200 items` },
      },
    )
  })

  test.each([
    ['arrays', nest('[', ']', 400_000)],
    ['objects', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`],
  ])('nested %s, in unknown and in known fields', async (_, nested) => {
    const { signer, post } = context
    const body = (parameters: string) =>
      `{"organizationId":"${signer.organizationId}","timestampMs":"${context.clock.ms}","type":"ACTIVITY_TYPE_CREATE_WALLET","parameters":${parameters}}`
    const path = '/public/v1/submit/create_wallet'
    const answer = await post(signer.apiKey, path, body(`{"walletName":"W","accounts":[],"unknown":${nested}}`))
    expect(answer.status, answer.text.slice(0, 500)).toBe(200)
    expect(await post(signer.apiKey, path, body(`{"walletName":${nested}}`))).toMatchObject({ status: 400 })
    expect(await post(signer.apiKey, path, body(nested))).toMatchObject({ status: 400 })
    expect(await post(signer.apiKey, path, nested)).toMatchObject({ status: 400 })
  })

  let signWith: string
  beforeEach(async () => {
    const { organizationId, importPrivateKey } = context.signer
    signWith = (await importPrivateKey({ organizationId, privateKey: '11'.repeat(32) })).privateKeyId
  })

  // The page shows all of them.
  afterEach(() => readWholePage(context.signer))

  const sign = async (payload: string, encoding: string, hashFunction = 'HASH_FUNCTION_NO_OP') => {
    const { signer, submit } = context
    if (encoding === 'TRANSACTION')
      return submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2', {
        signWith,
        unsignedTransaction: payload,
        type: 'TRANSACTION_TYPE_ETHEREUM',
      })
    return submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
      signWith,
      payload,
      encoding: `PAYLOAD_ENCODING_${encoding}`,
      hashFunction,
    })
  }

  test('a thousand payloads, and one more', async () => {
    const { signer, submit } = context
    const { organizationId, apiKey } = signer
    const signMany = (count: number, payload: string) =>
      submit(apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', {
        signWith,
        payloads: Array(count).fill(payload),
        encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      })
    const { status, body } = await signMany(1000, 'x')
    expect(status).toBe(200)
    expect(at(body, 'activity.result.signRawPayloadsResult.signatures')).toHaveLength(1000)
    for (const count of [1001, 300_000])
      expect(await signMany(count, '')).toMatchObject({
        status: 400,
        body: {
          code: 3,
          message: 'invalid request body: field `parameters.payloads` must be an array of at most 1000 items',
          turnkeyErrorCode: 'REQUEST_INVALID',
        },
      })
    expect(at((await context.query(apiKey, 'list_activities', organizationId)).body, 'activities')).toHaveLength(1)
  })

  test.each([100, 101, 500, 2000, 5000, 20_000, 200_000])('typed data %i levels deep', async (depth) => {
    const status = depth <= 100 ? 200 : 400
    const arrays = `{"domain":{},"primaryType":"A","types":{"A":[{"name":"a","type":"uint8${'[]'.repeat(depth)}"}]},"message":{"a":${nest('[', ']', depth)}}}`
    expect(await sign(arrays, 'EIP712')).toMatchObject({ status })
    const pairs = Math.ceil(depth / 2) - 1
    const structs = `{"domain":{},"primaryType":"A","types":{"A":[{"name":"a","type":"A[]"}]},"message":${'{"a":['.repeat(pairs)}{"a":[]}${']}'.repeat(pairs)}}`
    expect(await sign(structs, 'EIP712')).toMatchObject({ status })
  })

  test('a type with 101 brackets, although no value is that deep', async () => {
    const data = (brackets: number): string =>
      JSON.stringify({
        domain: {},
        primaryType: 'A',
        types: { A: [{ name: 'a', type: `uint8${'[]'.repeat(brackets)}` }] },
        message: { a: [] },
      })
    expect(await sign(data(100), 'EIP712')).toMatchObject({ status: 200 })
    for (const brackets of [101, 400_000])
      expect(await sign(data(brackets), 'EIP712')).toMatchObject({
        status: 400,
        body: { message: 'invalid payload encoding: the typed data is more than 100 levels deep' },
      })
  })

  test('names of half a million characters are cut short in a refusal', async () => {
    const name = 'n'.repeat(500_000)
    const types = { A: [{ name, type: 'bool' }] }
    for (const data of [
      { domain: {}, primaryType: 'A', types, message: {} },
      { domain: {}, primaryType: 'A', types: { A: [{ name: 'a', type: name }] }, message: {} },
      { domain: {}, primaryType: 'A', types: { A: [], [name]: 5 }, message: {} },
    ]) {
      const { status, text } = await sign(JSON.stringify(data), 'EIP712')
      expect(status).toBe(400)
      expect(text.length).toBeLessThan(1000)
    }
  })

  test('many structs of a type that refers to many types', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [`T${index}`, [{ name: 'a', type: `T${index + 1}[]` }]]),
    )
    const types = { A: [{ name: 'a', type: 'T0[]' }], ...chain, T2000: [] }
    const data = { domain: {}, primaryType: 'A', types, message: { a: Array(3_999).fill({ a: [] }) } }
    expect(await sign(JSON.stringify(data), 'EIP712')).toMatchObject({ status: 200 })
  })

  test('a struct of each type in a chain of types', async () => {
    const indices = Array.from({ length: 1000 }, (_, index) => index)
    const data = {
      domain: {},
      primaryType: 'A',
      types: {
        A: indices.map((index) => ({ name: `f${index}`, type: `T${index}` })),
        ...Object.fromEntries(indices.map((index) => [`T${index}`, [{ name: 'a', type: `T${index + 1}[]` }]])),
        T1000: [],
      },
      message: Object.fromEntries(indices.map((index) => [`f${index}`, { a: [] }])),
    }
    expect(await sign(JSON.stringify(data), 'EIP712')).toMatchObject({
      status: 400,
      body: { message: 'invalid payload encoding: the types of the typed data have more than 1048576 characters' },
    })
  })

  test('a type with very many brackets', async () => {
    const types = { A: [], B: [{ name: 'b', type: `${'[]'.repeat(400_000)}x` }] }
    const data = JSON.stringify({ domain: {}, primaryType: 'A', types, message: {} })
    expect(await sign(data, 'EIP712')).toMatchObject({ status: 400 })
  })

  test('eight thousand values of typed data, and one more, also across payloads', async () => {
    const { signer, submit } = context
    const withItems = (items: number): string =>
      JSON.stringify({
        domain: {},
        types: { A: [{ name: 'a', type: 'uint8[]' }] },
        primaryType: 'A',
        message: { a: Array(items).fill(1) },
      })
    expect(await sign(withItems(7_999), 'EIP712')).toMatchObject({ status: 200 })
    const refused = {
      status: 400,
      body: { code: 3, message: 'invalid payload encoding: the typed data has more than 8000 values' },
    }
    for (const items of [8_000, 300_000]) expect(await sign(withItems(items), 'EIP712')).toMatchObject(refused)
    const payloads = Array(10).fill(withItems(800))
    const many = { signWith, payloads, encoding: 'PAYLOAD_ENCODING_EIP712', hashFunction: 'HASH_FUNCTION_NO_OP' }
    expect(await submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', many)).toMatchObject(refused)
  })

  test('a chain of nested types', async () => {
    const types = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`T${index}`, [{ name: 'a', type: `T${index + 1}[]` }]]),
    )
    const data = { domain: {}, primaryType: 'T0', types: { ...types, T10000: [] }, message: { a: [] } }
    expect((await sign(JSON.stringify(data), 'EIP712')).status).toBeLessThan(500)
  })

  test('a megabyte of hex, of text, and of neither', async () => {
    const hex = 'ab'.repeat(500_000)
    expect((await sign(hex, 'HEXADECIMAL', 'HASH_FUNCTION_KECCAK256')).status).toBe(200)
    for (const [payload, encoding] of [
      [`${hex}z`, 'HEXADECIMAL'],
      [`0x${hex}`, 'TRANSACTION'],
      [`f9ffff${'c1'.repeat(450_000)}`, 'TRANSACTION'],
      ['c1'.repeat(450_000), 'TRANSACTION'],
      ['9'.repeat(900_000), 'EIP7702_AUTHORIZATION'],
      [`{"chainId":"${'9'.repeat(900_000)}","address":"0x","nonce":"0"}`, 'EIP7702_AUTHORIZATION'],
      [`{"chainId":"${'9'.repeat(900_000)}","address":"0x${'11'.repeat(20)}","nonce":"0"}`, 'EIP7702_AUTHORIZATION'],
    ] as const)
      expect((await sign(payload, encoding)).status).toBe(400)
  })

  test('nested CBOR, and CBOR lengths beyond the end', async () => {
    const { signer, submit } = context
    const { params } = await register()
    for (const bytes of [
      Buffer.alloc(600_000, 0x81),
      Buffer.alloc(600_000, 0xa1),
      Buffer.alloc(600_000, 0xc1),
      Buffer.from('9bffffffffffffffff', 'hex'),
      Buffer.from('bbffffffffffffffff', 'hex'),
      Buffer.from('5b7fffffffffffffff', 'hex'),
      Buffer.from('a1bb', 'hex'),
    ])
      expect(
        await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
          subOrganizationName: 'S',
          rootUsers: [
            {
              userName: 'U',
              apiKeys: [],
              authenticators: [
                { ...params, attestation: { ...params.attestation, attestationObject: bytes.toString('base64url') } },
              ],
            },
          ],
          rootQuorumThreshold: 1,
        }),
      ).toMatchObject({ status: 400 })
  })

  test.each(['a\u0000b', '\u0000', '\ud800', 'a\udc00b', '\u202e', '__proto__', '🔑', "'; DROP TABLE users; --"])(
    'a name such as %j is kept unchanged',
    async (name) => {
      const { signer, submit, query } = context
      const { apiKey, organizationId } = signer
      const made = await submit(apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: name, accounts: [] })
      expect(made.status, made.text).toBe(200)
      const kept = textAt((await query(apiKey, 'list_wallets', organizationId)).body, 'wallets.0.walletName')
      expect(kept).toBe(Buffer.from(name, 'utf8').toString('utf8'))
      expect(textAt(made.body, 'activity.intent.createWalletIntent.walletName')).toBe(name)
      // Names must be unique, these as well.
      expect(await submit(apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: name, accounts: [] })).toMatchObject({
        status: 409,
      })
      const walletId = at((await query(apiKey, 'list_wallets', organizationId)).body, 'wallets.0.walletId')
      expect(walletId).toBe(textAt(made.body, 'activity.result.createWalletResult.walletId'))
    },
  )
})
