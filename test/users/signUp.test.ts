import { UserRejectedRequestError } from 'viem'
import {
  AnswerMismatchError,
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  type FetchFn,
  findError,
  PasskeyCancelledError,
  type PasskeyWallet,
  SignUpError,
  signUp,
  webAuthnStamper,
} from 'viem-passkey-account'
import { query } from 'viem-passkey-account/actions'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, describe, expect, test } from 'vitest'

const signer = await createLocalSigner()
afterAll(() => signer.close())
const url = 'https://app.test/api/sign-up'
const rp = { id: 'localhost' }
const user = { name: 'anna@example.com' }
const server = createSignerClient({
  url: 'https://signer.test',
  fetchFn: signer.fetch,
  stamper: apiKeyStamper(signer.apiKey),
})
const handler = createSignUpHandler({ client: server, organizationId: signer.organizationId })
const virtualPasskey = () => createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })

async function failure(promise: Promise<unknown>): Promise<SignUpError> {
  const error = await promise.catch((thrown: unknown) => thrown)
  if (error instanceof SignUpError) return error
  throw new Error('There was no SignUpError.', { cause: error })
}

test('creates a wallet that signs with one prompt and one request', async () => {
  const { createFn, getFn, prompts } = virtualPasskey()
  const requests: Request[] = []
  const fetchFn: FetchFn = (request) => {
    requests.push(request)
    return handler(request)
  }
  const signing = signUp({ url, rp, user, authenticatorName: 'Laptop', createFn, fetchFn })
  expect(prompts).toHaveLength(1)
  const wallet = await signing
  expect(requests.map((request) => [request.method, request.url])).toEqual([['POST', url]])
  const client = createSignerClient({
    url: 'https://signer.test',
    fetchFn: signer.fetch,
    stamper: webAuthnStamper({ rpId: 'localhost', getFn }),
  })
  const account = createPasskeyAccount({ client, ...wallet })
  expect(await account.signMessage({ message: 'hello' })).toMatch(/^0x/)
  expect(account.publicKey).toBe(wallet.publicKey)
})

test('a failed request keeps the passkey in the error, and the next call creates its one wallet without a prompt', async () => {
  const { createFn, prompts } = virtualPasskey()
  const cut = new TypeError('fetch failed')
  let wallets = 0
  const broken: FetchFn = async (request) => {
    await handler(request)
    wallets++
    throw cut
  }
  const error = await failure(signUp({ url, rp, user, createFn, fetchFn: broken }))
  expect(error).toMatchObject({ url, message: expect.stringContaining('with the `passkey` of this error') })
  expect([String(error.cause), error.status, error.reason]).toEqual([String(cut), undefined, undefined])
  const { passkey } = error
  const again = await signUp({ url, rp, user, passkey, fetchFn: handler })
  expect(again.credentialId).toBe(passkey.credentialId)
  expect(await signUp({ url, rp, user, passkey, fetchFn: handler })).toEqual(again)
  expect([wallets, prompts.length]).toEqual([1, 1])
})

test('the error about a refusal has the handler’s status and reason', async () => {
  const refusing = createSignUpHandler({
    client: createSignerClient({ fetchFn: handler }),
    organizationId: signer.organizationId,
    authorize: () => new Response('Sign in first.', { status: 401 }),
  })
  const passkey = await createPasskey({ rp, user, createFn: virtualPasskey().createFn })
  const signUpAt = (fetchFn: FetchFn) => failure(signUp({ url, rp, user, passkey, fetchFn }))
  const refused = await signUpAt(refusing)
  expect([refused.status, refused.reason]).toEqual([401, undefined])
  const changed: FetchFn = ({ url, method, headers }) => handler(new Request(url, { method, headers, body: '{}' }))
  expect(await signUpAt(changed)).toMatchObject({ status: 400, reason: 'malformed_body' })
  expect(await signUpAt(async () => new Response(null, { status: 302, headers: { location: '/' } }))).toMatchObject({
    status: 302,
  })
})

test.each([
  ['https://app.test/api/sign-up', { url: 'https://evil.test/api/sign-up' }],
  ['https://app.test/api/sign-up', { url: 'https://app.test/other' }],
  ['https://app.test/api/sign-up', { url: 'elsewhere' }],
  ['https://app.test/api/sign-up', { redirected: true }],
  ['https://app.test/api/sign-up', { status: 0, ok: false }],
])('an answer that was redirected is refused, as %s answers with %o', async (url, seen) => {
  const passkey = await createPasskey({ rp, user, createFn: virtualPasskey().createFn })
  const fetchFn: FetchFn = async (request) => {
    const response = await handler(request)
    for (const [key, value] of Object.entries(seen)) Object.defineProperty(response, key, { value })
    return response
  }
  const error = await failure(signUp({ url, rp, user, passkey, fetchFn }))
  expect(error.details).toBe('The answer is a redirect.')
})

test.each([
  ['https://APP.test', 'https://app.test/'],
  ['https://app.test:443/api/sign-up?from=a b#top', 'https://app.test/api/sign-up?from=a%20b'],
])('%s is not redirected if the platform calls it %s', async (url, seen) => {
  const fetchFn: FetchFn = async (request) => Object.defineProperty(await handler(request), 'url', { value: seen })
  const wallet = await signUp({ url, rp, user, createFn: virtualPasskey().createFn, fetchFn })
  expect(wallet.address).toMatch(/^0x/)
})

test.each([
  ['nothing', () => ''],
  ['no JSON', () => '<!doctype html>'],
  ['no wallet', () => '{}'],
  ['half a wallet', (wallet: object) => JSON.stringify({ wallet: { ...wallet, userId: undefined } })],
  [
    "another key of the passkey's",
    (wallet: object) => JSON.stringify({ wallet: { ...wallet, passkeyPublicKey: 'pQECAyYgASFYIA' } }),
  ],
  [
    'a key of the passkey that only begins like the right one',
    (wallet: PasskeyWallet) =>
      JSON.stringify({ wallet: { ...wallet, passkeyPublicKey: wallet.passkeyPublicKey?.slice(0, -4) } }),
  ],
  [
    'a key of the passkey that is no text',
    (wallet: object) => JSON.stringify({ wallet: { ...wallet, passkeyPublicKey: null } }),
  ],
  ['a wallet that is a list', (wallet: object) => JSON.stringify({ wallet: [wallet] })],
  [
    'an address that is no address',
    (wallet: object) => JSON.stringify({ wallet: { ...wallet, address: 'constructor' } }),
  ],
  ["another passkey's wallet", (wallet: object) => JSON.stringify({ wallet: { ...wallet, credentialId: 'AAAA' } })],
  [
    'an address that is not of the key',
    (wallet: object) => JSON.stringify({ wallet: { ...wallet, address: `0x${'11'.repeat(20)}` } }),
  ],
])('a response with %s is refused', async (_name, answer) => {
  const fetchFn: FetchFn = async (request) => {
    const body = await (await handler(request)).json()
    return new Response(answer(body.wallet))
  }
  const error = await failure(signUp({ url, rp, user, createFn: virtualPasskey().createFn, fetchFn }))
  expect(error).toMatchObject({ status: 200, passkey: expect.objectContaining({ credentialId: expect.any(String) }) })
})

test('the wallet has the passkey’s id and public key, which a handler of the app’s own may leave out', async () => {
  const { createFn } = virtualPasskey()
  const passkey = await createPasskey({ rp, user, createFn })
  const wallet = await signUp({ url, rp, user, passkey, fetchFn: handler })
  const { users } = await query(server, {
    path: '/public/v1/query/list_users',
    body: { organizationId: wallet.organizationId },
  })
  const { authenticatorId, passkeyPublicKey } = wallet
  expect(users).toMatchObject([{ authenticators: [{ authenticatorId, credential: { publicKey: passkeyPublicKey } }] }])
  const { authenticatorId: _id, passkeyPublicKey: _key, ...rest } = wallet
  const own: FetchFn = async () => Response.json({ wallet: rest })
  expect(await signUp({ url, rp, user, passkey, fetchFn: own })).toEqual({ ...rest, passkeyPublicKey })
})

test('what does not match is the cause', async () => {
  const { createFn } = virtualPasskey()
  const other = await signUp({ url, rp, user, createFn: virtualPasskey().createFn, fetchFn: handler })
  const fetchFn: FetchFn = async () => Response.json({ wallet: other })
  const error = await failure(signUp({ url, rp, user, createFn, fetchFn }))
  expect(findError(error, AnswerMismatchError)).toMatchObject({
    field: 'wallet.credentialId',
    expected: error.passkey.credentialId,
    received: expect.stringContaining(other.credentialId.slice(0, 15)),
  })
})

test.each<[string, FetchFn]>([
  ['never comes', () => new Promise(() => {})],
  [
    'never ends',
    async () => new Response(new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{')) })),
  ],
])('an answer that %s is a SignUpError after the timeout', async (_name, fetchFn) => {
  let signal: AbortSignal | undefined
  const watched: FetchFn = (request) => {
    signal = request.signal
    return fetchFn(request)
  }
  const { createFn, prompts } = virtualPasskey()
  const error = await failure(signUp({ url, rp, user, createFn, fetchFn: watched, timeout: 20 }))
  expect([error.status, error.details]).toEqual([undefined, 'The sign-up handler did not answer within 20 ms.'])
  expect(signal?.aborted).toBe(true)
  // Nothing is lost.
  const wallet = await signUp({ url, rp, user, passkey: error.passkey, fetchFn: handler })
  expect([wallet.credentialId, prompts.length]).toEqual([error.passkey.credentialId, 1])
})

test.each<[string, () => Response]>([
  [
    'a stream without end',
    () => {
      const chunk = new Uint8Array(4096).fill(0x20)
      return new Response(new ReadableStream({ pull: (stream) => stream.enqueue(chunk) }))
    },
  ],
  [
    'text, where there are no streams',
    () => Object.defineProperty(new Response(' '.repeat(70_000)), 'body', { value: undefined }),
  ],
  ['an error', () => new Response(`{"message":"${'x'.repeat(70_000)}"}`, { status: 502 })],
])('an answer that is too large is a SignUpError: %s', async (_name, answer) => {
  const { createFn } = virtualPasskey()
  const error = await failure(signUp({ url, rp, user, createFn, fetchFn: async () => answer() }))
  expect(error.passkey.credentialId).toMatch(/^[\w-]+$/)
  expect(error.message.length).toBeLessThan(1000)
})

test.each([0, -1, Number.NaN])('a timeout of %s is refused before any prompt', async (timeout) => {
  const { createFn, prompts } = virtualPasskey()
  await expect(signUp({ url, rp, user, createFn, timeout })).rejects.toMatchObject({ parameter: 'timeout' })
  expect(prompts).toEqual([])
})

test.each([
  ['blank', ' '],
  ['too long', 'a'.repeat(256)],
  ['in two lines', 'anna\nben'],
  ['not a string', Object(5)],
])('a name that is %s is refused before any prompt', async (_, name) => {
  const { createFn, prompts } = virtualPasskey()
  const refused = (more: Partial<signUp.Parameters>, parameter: string) =>
    expect(signUp({ url, rp, user, createFn, fetchFn: handler, ...more })).rejects.toMatchObject({
      name: 'InvalidParameterError',
      parameter,
    })
  await refused({ user: { name } }, 'user.name')
  await refused({ authenticatorName: name }, 'authenticatorName')
  expect(prompts).toEqual([])
})

test('promptTimeout is the prompt’s', async () => {
  const { createFn } = virtualPasskey()
  const timeouts: unknown[] = []
  const watched: typeof createFn = (options, more) => {
    timeouts.push(options.timeout)
    return createFn(options, more)
  }
  await signUp({ url, rp, user, createFn: watched, fetchFn: handler, timeout: 20_000, promptTimeout: 60_000 })
  await signUp({ url, rp, user, createFn: watched, fetchFn: handler })
  expect(timeouts).toEqual([60_000, 300_000])
})

test('a dismissed prompt sends nothing', async () => {
  const fetchFn: FetchFn = () => {
    throw new Error('It was posted.')
  }
  const dismissed = signUp({
    url,
    rp,
    user,
    fetchFn,
    createFn: () => Promise.reject(new DOMException('', 'NotAllowedError')),
  })
  await expect(dismissed).rejects.toBeInstanceOf(PasskeyCancelledError)
  await expect(dismissed).rejects.toMatchObject({ cause: expect.any(UserRejectedRequestError) })
})

describe('a signal that aborts', () => {
  const reason = new Error('The user went away.')

  test('the prompt rejects with its reason', async () => {
    const controller = new AbortController()
    const createFn = () => {
      controller.abort(reason)
      return new Promise<never>(() => {})
    }
    await expect(signUp({ url, rp, user, createFn, signal: controller.signal })).rejects.toBe(reason)
  })

  test('the request keeps the passkey that was registered, and the reason', async () => {
    const controller = new AbortController()
    const hanging: FetchFn = () => {
      controller.abort(reason)
      return new Promise(() => {})
    }
    const { createFn, prompts } = virtualPasskey()
    const parameters = { url, rp, user, createFn, fetchFn: hanging, signal: controller.signal }
    const error = await failure(signUp(parameters))
    expect([error.cause, error.status]).toEqual([reason, undefined])
    const { passkey } = error
    expect((await signUp({ url, rp, user, passkey, fetchFn: handler })).credentialId).toBe(passkey.credentialId)
    expect(prompts).toHaveLength(1)
    // The same for a call that got the passkey.
    const again = new AbortController()
    const slow: FetchFn = (request) => {
      again.abort(reason)
      return handler(request)
    }
    const error2 = await failure(signUp({ url, rp, user, passkey, fetchFn: slow, signal: again.signal }))
    expect([error2.cause, error2.passkey]).toEqual([reason, passkey])
  })

  test('one call of a double click does not end the other, and knows the passkey', async () => {
    const controller = new AbortController()
    const aborting: FetchFn = (request) => {
      controller.abort(reason)
      return handler(request)
    }
    const parameters = { url, rp, user, createFn: virtualPasskey().createFn, fetchFn: aborting }
    const first = signUp(parameters)
    const error = await failure(signUp({ ...parameters, signal: controller.signal }))
    expect(error.passkey.credentialId).toBe((await first).credentialId)
    expect(error.cause).toBe(reason)
  })
})

test('a double click signs up once', async () => {
  const { createFn, prompts } = virtualPasskey()
  let requests = 0
  const fetchFn: FetchFn = (request) => {
    requests++
    return handler(request)
  }
  const parameters = { url, rp, user, createFn, fetchFn }
  const [first, second] = await Promise.all([signUp(parameters), signUp({ ...parameters })])
  expect(second).toBe(first)
  expect([prompts.length, requests]).toEqual([1, 1])
})

test('the error about a response that is a page says to check the URL', async () => {
  const passkey = await createPasskey({ rp, user, createFn: virtualPasskey().createFn })
  const page: FetchFn = async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })
  const error = await failure(signUp({ url, rp, user, passkey, fetchFn: page }))
  expect(error.details).toContain('Check that `url` is that of `createSignUpHandler`')
})

test.each([
  'http://app.test/api/sign-up',
  'HTTP://app.test',
  'http://10.0.2.2:3000/api/sign-up',
  'http://localhost.example/api/sign-up',
])('%s, plain http to another machine, is refused before any prompt unless `allowHttp` is set', async (url) => {
  const { createFn, prompts } = virtualPasskey()
  const requests: string[] = []
  const fetchFn: FetchFn = (request) => {
    requests.push(request.url)
    return handler(request)
  }
  const refused = signUp({ url, rp, user, createFn, fetchFn })
  await expect(refused).rejects.toMatchObject({ name: 'InvalidParameterError', parameter: 'url' })
  expect([prompts, requests]).toEqual([[], []])
  const wallet = await signUp({ url, allowHttp: true, rp, user, createFn, fetchFn })
  expect(wallet.address).toMatch(/^0x/)
  expect([prompts.length, requests.length]).toEqual([1, 1])
})

test.each(['http://localhost:3000/api/sign-up', 'http://127.0.0.1/api/sign-up', 'http://[::1]:3000/api/sign-up'])(
  '%s is this machine',
  async (url) => {
    const { createFn } = virtualPasskey()
    expect((await signUp({ url, rp, user, createFn, fetchFn: handler })).address).toMatch(/^0x/)
  },
)

test('a call without `allowHttp` does not join one that has it', async () => {
  const { createFn } = virtualPasskey()
  const parameters = { url: 'http://app.test/api/sign-up', rp, user, createFn, fetchFn: handler }
  const allowed = signUp({ ...parameters, allowHttp: true })
  await expect(signUp(parameters)).rejects.toMatchObject({ parameter: 'url' })
  await allowed
})

test('a relative URL outside of pages is refused before any prompt', async () => {
  const { createFn, prompts } = virtualPasskey()
  await expect(signUp({ url: '/api/sign-up', rp, user, createFn })).rejects.toMatchObject({ parameter: 'url' })
  expect(prompts).toEqual([])
})
