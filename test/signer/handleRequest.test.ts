import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { refusal } from './refusal.js'
import { apiKeyStamp, at, passkeyStamp, register, textAt } from './testClient.js'

const signRaw = 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'
const hello = { payload: 'hello', encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }

describeSigner('the timestamp of an activity', {}, (context) => {
  const wallet = { walletName: 'W', accounts: [] }
  const create = 'ACTIVITY_TYPE_CREATE_WALLET'

  test.each([
    ['59:59 old', -3_599_999, 200],
    ['an hour old', -3_600_000, 400],
    ['five minutes ahead', 300_000, 200],
    ['more than five minutes ahead', 300_001, 400],
  ])('%s', async (_, offset, status) => {
    const { signer, submit, clock } = context
    const answer = await submit(signer.apiKey, create, wallet, { timestampMs: clock.ms + offset })
    expect(answer.status, answer.text).toBe(status)
    if (status === 400)
      expect(answer).toMatchObject(
        refusal(
          400,
          3,
          'INVALID_TIME',
          /^request timestamp is [0-9]+ s (old|ahead): .* 3600 s old and at most 300 s ahead$/,
        ),
      )
  })

  test.each(['', 'soon', '-1', '1e3', '0x10', ' 5', '99999999999999999999'])(
    'is refused as %j',
    async (timestampMs) => {
      const { signer, submit } = context
      expect(await submit(signer.apiKey, create, wallet, { timestampMs })).toMatchObject({
        status: 400,
        body: { code: 3 },
      })
    },
  )

  test('is required, as a string', async () => {
    const { signer, post } = context
    const body = { type: create, organizationId: signer.organizationId, parameters: wallet }
    for (const timestampMs of [undefined, null, 1745383554864])
      expect(await post(signer.apiKey, '/public/v1/submit/create_wallet', { ...body, timestampMs })).toMatchObject({
        status: 400,
        body: { code: 3, message: expect.stringContaining('timestampMs') },
      })
  })
})

describeSigner('the same bytes, posted again', {}, (context) => {
  test('are the same activity', async () => {
    const { signer, send, activityBody, query } = context
    const body = activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Once', accounts: [] })
    const path = '/public/v1/submit/create_wallet'
    const first = await send(path, body, apiKeyStamp(signer.apiKey, body))
    // Another valid signature over the same bytes.
    const second = await send(path, body, apiKeyStamp(signer.apiKey, body))
    expect(second.status).toBe(200)
    expect(second.body).toEqual(first.body)
    expect(at(first.body, 'activity.fingerprint')).toBe(`sha256:${createHash('sha256').update(body).digest('hex')}`)
    const wallets = await query(signer.apiKey, 'list_wallets', signer.organizationId)
    expect(at(wallets.body, 'wallets')).toHaveLength(1)
    // The fingerprint is of the bytes, not of the JSON value.
    const respaced = JSON.stringify(JSON.parse(body), null, 1).replace('Once', 'Twice')
    const third = await send(path, respaced, apiKeyStamp(signer.apiKey, respaced))
    expect(textAt(third.body, 'activity.id')).not.toBe(textAt(first.body, 'activity.id'))
  })

  test('are one activity when posted many times at once', async () => {
    const { signer, send, activityBody, query } = context
    const body = activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Once', accounts: [] })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send('/public/v1/submit/create_wallet', body, apiKeyStamp(signer.apiKey, body))),
    )
    expect(new Set(answers.map((answer) => textAt(answer.body, 'activity.id'))).size).toBe(1)
    const wallets = await query(signer.apiKey, 'list_wallets', signer.organizationId)
    expect(at(wallets.body, 'wallets')).toHaveLength(1)
  })

  test('need a valid stamp again', async () => {
    const { createSubOrganization, activityBody, send } = context
    const ada = await register()
    const eve = await register()
    const { id, address } = await createSubOrganization([{ authenticators: [ada] }])
    const body = activityBody(signRaw, { signWith: address, ...hello }, { organizationId: id })
    const path = '/public/v1/submit/sign_raw_payload'
    expect(await send(path, body, await passkeyStamp(ada, body))).toMatchObject({ status: 200 })
    expect(await send(path, body)).toMatchObject({ status: 401 })
    expect(await send(path, body, await passkeyStamp(eve, body))).toMatchObject({ status: 401 })
    // The parent may read the activity with get_activity. It may not submit it.
    const stamps = apiKeyStamp(context.signer.apiKey, body)
    expect(await send(path, body, stamps)).toMatchObject({ status: 403 })
  })

  test('show the failure of a failed activity', async () => {
    const { signer, send, activityBody, query } = context
    const body = activityBody(signRaw, { signWith: '0x0000000000000000000000000000000000000001', ...hello })
    const path = '/public/v1/submit/sign_raw_payload'
    const failed = await send(path, body, apiKeyStamp(signer.apiKey, body))
    expect(failed).toMatchObject(
      refusal(404, 5, 'NOT_FOUND', 'Could not find any resource to sign with. Addresses are case sensitive.'),
    )
    const again = await send(path, body, apiKeyStamp(signer.apiKey, body))
    expect(again).toMatchObject({
      status: 200,
      body: {
        activity: {
          status: 'ACTIVITY_STATUS_FAILED',
          result: null,
          failure: { code: 5, message: textAt(failed.body, 'message'), details: [] },
        },
      },
    })
    const read = await query(signer.apiKey, 'get_activity', signer.organizationId, {
      activityId: textAt(again.body, 'activity.id'),
    })
    expect(read.body).toEqual(again.body)
  })
})

describeSigner('a malformed request', {}, (context) => {
  test.each([
    ['empty', ''],
    ['not JSON', '{"organizationId":'],
    ['an array', '[]'],
    ['a string', '"organizationId"'],
    ['null', 'null'],
  ])('%s', async (_, body) => {
    const { signer, send } = context
    const answer = await send('/public/v1/query/whoami', body, apiKeyStamp(signer.apiKey, body))
    expect(answer).toMatchObject(refusal(400, 3, 'REQUEST_INVALID', /^bad request body/))
  })

  test('invalid UTF-8, or a byte order mark', async () => {
    const { signer, send } = context
    const json = Buffer.from(JSON.stringify({ organizationId: signer.organizationId, x: 'x' }))
    const broken = new Uint8Array(json)
    broken[broken.length - 3] = 0xff
    const marked = new Uint8Array(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), json]))
    for (const body of [broken, marked])
      expect(await send('/public/v1/query/whoami', body, apiKeyStamp(signer.apiKey, body))).toMatchObject({
        status: 400,
      })
  })

  test('a malformed or unknown organization id', async () => {
    const { signer, query } = context
    const unknown = '99999999-9999-4999-8999-999999999999'
    for (const id of ['', 'x', `${signer.organizationId} `, `{${unknown}}`])
      expect(await query(signer.apiKey, 'whoami', id)).toMatchObject(
        refusal(400, 3, 'INVALID_ORGANIZATION_ID', 'malformed organization ID provided'),
      )
    expect(await query(signer.apiKey, 'whoami', unknown)).toMatchObject(
      refusal(404, 5, 'ORGANIZATION_NOT_FOUND', `no organization found with the given ID: ${unknown}`),
    )
  })

  test('missing or malformed fields', async () => {
    const { signer, submit } = context
    expect(await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { accounts: [] })).toMatchObject(
      refusal(400, 3, 'REQUEST_INVALID', 'invalid request body: missing field `parameters.walletName`'),
    )
    expect(await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', undefined)).toMatchObject({ status: 400 })
    expect(await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 5 })).toMatchObject({ status: 400 })
  })

  test('other methods, content types and paths, and endpoints that are not implemented', async () => {
    const { send } = context
    const path = '/public/v1/query/whoami'
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await send(path, '{}', {}, method)
      expect(answer).toMatchObject({ status: 405, body: { code: 12 } })
      expect(answer.headers.get('allow')).toBe('POST, OPTIONS')
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])
      expect(await send(path, '{}', { 'content-type': type })).toMatchObject({ status: 415, body: { code: 3 } })
    expect(await send(path, '{}', { 'content-type': 'application/json; charset=utf-8' })).toMatchObject({ status: 401 })
    for (const unknown of ['/', '/public/v1/query/', '/public/v2/query/whoami', '/public/v1/query/whoami/x', '//x'])
      expect(await send(unknown, '{}')).toMatchObject({ status: 404, body: { code: 5 } })
    expect(await send('/public/v1/submit/create_private_key_tag', '{}')).toMatchObject({
      status: 501,
      body: { code: 12, message: 'the local signer does not implement the activity create_private_key_tag' },
    })
    expect(await send('/public/v1/query/list_private_key_tags', '{}')).toMatchObject({
      status: 501,
      body: { code: 12 },
    })
  })

  test('a body over 1 MiB, and one of exactly 1 MiB', async () => {
    const { signer, send } = context
    const fill = (size: number): string => {
      const start = `{"organizationId":"${signer.organizationId}"`
      return `${start}${' '.repeat(size - start.length - 1)}}`
    }
    const whole = fill(1024 * 1024)
    expect(await send('/public/v1/query/whoami', whole, apiKeyStamp(signer.apiKey, whole))).toMatchObject({
      status: 200,
    })
    const over = fill(1024 * 1024 + 1)
    expect(await send('/public/v1/query/whoami', over, apiKeyStamp(signer.apiKey, over))).toMatchObject({
      status: 413,
      body: { code: 3, message: 'bad request body: more than 1048576 bytes' },
    })
    expect(await send('/public/v1/query/whoami', '{}')).toMatchObject({ status: 401 })
  })
})
