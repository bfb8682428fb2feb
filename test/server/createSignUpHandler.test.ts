import { inspect } from 'node:util'
import { apiKeyStamper, createPasskey, createSignerClient, type FetchFn, type Passkey } from 'viem-passkey-account'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, test } from 'vitest'
import { readError } from './requests.js'

const url = 'https://app.example.com/api/sign-up'
const organizationId = '0d3a2ae4-7b1b-4f4e-8a38-4cbb3d2a9c6d'
// A test vector: https://www.rfc-editor.org/rfc/rfc6979#appendix-A.2.5
const apiKey = {
  publicKey: '0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
  privateKey: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
}

function clientOf(fetchFn: FetchFn) {
  return createSignerClient({ stamper: apiKeyStamper(apiKey), fetchFn, pollingInterval: 1 })
}

const unasked: FetchFn = () => {
  throw new Error('The signer was asked.')
}

async function freshPasskey(): Promise<Passkey> {
  const { createFn } = createVirtualPasskey({ rpId: 'example.com', origin: 'https://app.example.com' })
  return createPasskey({ rp: { id: 'example.com' }, user: { name: 'ada@example.com' }, createFn })
}

function signUpRequest(message: unknown, headers: Record<string, string> = {}): Request {
  return new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  })
}

describe('refused before a request to the signer', () => {
  const handler = createSignUpHandler({ client: clientOf(unasked), organizationId })

  test.each([
    ['nothing', () => ''],
    ['no object', () => '[]'],
    ['no passkey', () => ({ userName: 'ada' })],
    ['no user name', (passkey: Passkey) => ({ passkey })],
    ['an empty user name', (passkey: Passkey) => ({ passkey, userName: ' ' })],
    ['a user name with a line break', (passkey: Passkey) => ({ passkey, userName: 'ada\nx' })],
    ['a user name that is too long', (passkey: Passkey) => ({ passkey, userName: 'a'.repeat(256) })],
    [
      'an authenticator name that is not a string',
      (passkey: Passkey) => ({ passkey, userName: 'ada', authenticatorName: 1 }),
    ],
    ['a passkey without attestation', ({ attestation: _, ...passkey }: Passkey) => ({ passkey, userName: 'ada' })],
    ['a credential id that is not base64url', (passkey: Passkey) => ({ passkey: { ...passkey, credentialId: 'a=' } })],
    [
      'another credential id in the attestation',
      (passkey: Passkey) => ({ passkey: { ...passkey, credentialId: 'AAAA' }, userName: 'ada' }),
    ],
    [
      'a user handle of more than 64 bytes',
      (passkey: Passkey) => ({ passkey: { ...passkey, userHandle: 'A'.repeat(87) }, userName: 'ada' }),
    ],
    [
      'a challenge that is too long',
      (passkey: Passkey) => ({ passkey: { ...passkey, challenge: 'A'.repeat(260) }, userName: 'ada' }),
    ],
    [
      'client data that is an object',
      (passkey: Passkey) => ({
        passkey: { ...passkey, attestation: { ...passkey.attestation, clientDataJson: {} } },
        userName: 'ada',
      }),
    ],
    [
      'another text for the bytes of the credential id',
      (passkey: Passkey) => {
        // The last letter of 32 bytes has two bits that no byte has.
        const next = String.fromCharCode(passkey.credentialId.charCodeAt(42) + 1)
        const credentialId = passkey.credentialId.slice(0, 42) + next
        return {
          passkey: { ...passkey, credentialId, attestation: { ...passkey.attestation, credentialId } },
          userName: 'ada',
        }
      },
    ],
    [
      'a transport nobody knows',
      (passkey: Passkey) => ({
        passkey: { ...passkey, attestation: { ...passkey.attestation, transports: ['toString'] } },
        userName: 'ada',
      }),
    ],
  ])('%s', async (_name, message) => {
    const response = await handler(signUpRequest(message(await freshPasskey())))
    expect(await readError(response)).toEqual({ status: 400, reason: 'malformed_body', code: 3 })
  })

  test('a request that is not a JSON POST, or too large', async () => {
    expect(await readError(await handler(new Request(url)))).toMatchObject({ reason: 'method_not_allowed' })
    const form = signUpRequest('a=b', { 'content-type': 'application/x-www-form-urlencoded' })
    expect(await readError(await handler(form))).toMatchObject({ reason: 'unsupported_media_type' })
    const large = signUpRequest(' '.repeat(64 * 1024 + 1))
    expect(await readError(await handler(large))).toMatchObject({ status: 413, reason: 'body_too_large' })
    const slow = new Request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new ReadableStream<Uint8Array>(),
      ...{ duplex: 'half' },
    })
    const hasty = createSignUpHandler({ client: clientOf(unasked), organizationId, timeout: 20 })
    expect(await readError(await hasty(slow))).toMatchObject({ status: 408, reason: 'body_too_slow' })
  })

  test('a sign-up that authorize refuses', async () => {
    const passkey = await freshPasskey()
    const seen: unknown[] = []
    const refusing = createSignUpHandler({
      client: clientOf(unasked),
      organizationId,
      authorize: async (signUp, request) => {
        seen.push(signUp, request.headers.get('cookie'))
        return new Response('no', { status: 418 })
      },
    })
    const response = await refusing(signUpRequest({ passkey, userName: 'ada', admin: true }, { cookie: 'a=b' }))
    expect([response.status, await response.text()]).toEqual([418, 'no'])
    expect(seen).toEqual([{ passkey, userName: 'ada', authenticatorName: undefined }, 'a=b'])

    const failure = new Error('database down')
    const failing = createSignUpHandler({
      client: clientOf(unasked),
      organizationId,
      authorize: () => {
        throw failure
      },
    })
    await expect(failing(signUpRequest({ passkey, userName: 'ada' }))).rejects.toBe(failure)
  })

  test.each([{ timeout: 0 }, { maxRequestBytes: Number.NaN }])('%o is a TypeError', (parameters) => {
    expect(() => createSignUpHandler({ client: clientOf(unasked), organizationId, ...parameters })).toThrow(TypeError)
  })
})

describe('failures of the signer', () => {
  async function ask(fetchFn: FetchFn, options: Partial<createSignUpHandler.Parameters> = {}) {
    const errors: unknown[] = []
    const handler = createSignUpHandler({
      client: clientOf(fetchFn),
      organizationId,
      onError: (error) => errors.push(error),
      ...options,
    })
    const response = await handler(signUpRequest({ passkey: await freshPasskey(), userName: 'ada' }))
    const text = await response.clone().text()
    expect(text).not.toContain('signer says')
    expect(errors).toHaveLength(1)
    const told = text + inspect(errors, { depth: 20, showHidden: true, maxStringLength: null })
    expect(told).not.toContain(apiKey.privateKey)
    return { ...(await readError(response)), errors, retryAfter: response.headers.get('retry-after') }
  }

  const refusing =
    (status: number, body: unknown, headers: Record<string, string> = {}) =>
    async () =>
      Response.json(body, { status, headers })

  test('a readError: the page gets no details, onError gets the error', async () => {
    const { errors, ...answer } = await ask(
      refusing(403, { code: 7, message: 'the signer says: key 02ab', details: [], turnkeyErrorCode: 'FORBIDDEN' }),
    )
    expect(answer).toMatchObject({ status: 502, reason: 'sign_up_failed', code: 14 })
    expect(errors[0]).toMatchObject({ name: 'NotPermittedError', status: 403 })
  })

  test('a rate limit', async () => {
    const error = { code: 8, message: 'the signer says: too many', details: [], turnkeyErrorCode: '' }
    expect(await ask(refusing(429, error, { 'retry-after': '60' }))).toMatchObject({
      status: 429,
      reason: 'upstream_rate_limit',
      code: 8,
      retryAfter: '60',
    })
  })

  test('no response', async () => {
    const { errors, ...answer } = await ask(() => new Promise(() => undefined), { timeout: 50 })
    expect(answer).toMatchObject({ status: 504, reason: 'upstream_timeout', code: 4 })
    expect(errors).toHaveLength(1)
  })

  test.each([
    ['HTML', async () => new Response('<h1>the signer says</h1>', { headers: { 'content-type': 'text/html' } })],
    ['something else', refusing(200, { organizationIds: 'the signer says' })],
    ['nothing at all', () => Promise.reject(new TypeError('the signer says: fetch failed'))],
  ])('a response with %s', async (_name, fetchFn) => {
    expect(await ask(fetchFn)).toMatchObject({ status: 502, reason: 'sign_up_failed', code: 14 })
  })
})
