import {
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  type FetchFn,
  type Passkey,
  signUp,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { loadSnippet } from './loadSnippet.js'

const signer = await createLocalSigner()
const server = await listen(signer)
beforeAll(() => {
  vi.stubEnv('SIGNER_URL', server.url)
  vi.stubEnv('ORGANIZATION_ID', signer.organizationId)
  vi.stubEnv('API_PUBLIC_KEY', signer.apiKey.publicKey)
  vi.stubEnv('API_PRIVATE_KEY', signer.apiKey.privateKey)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await signer.close()
})

/** Loads a page's handler, and logs in a user if it has sessions. */
async function loadHandler(page: string, heading: string): Promise<FetchFn> {
  const { signUp: handler, sessions } = await loadSnippet(page, heading)
  if (!isHandler(handler)) throw new Error('The snippet exports no handler.')
  if (sessions instanceof Map) sessions.set('8f14e45f', { user: 'anna' })
  return handler
}

function isHandler(value: unknown): value is FetchFn {
  return typeof value === 'function'
}

test.each([
  ['docs/sign-up.md', 'On your server', { cookie: 'theme=dark; session=8f14e45f' }],
  ['docs/production.md', 'What to change', {}],
])(
  '%s: the handler creates a wallet for a passkey, which signs',
  async (page, heading, headers: Record<string, string>) => {
    const handler = await loadHandler(page, heading)
    const { createFn, getFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    const [rp, user, url] = [{ id: 'localhost' }, { name: 'anna' }, 'http://localhost/api/sign-up']
    const passkey = await createPasskey({ rp, user, createFn })
    const fetchFn: FetchFn = (request) => {
      for (const [name, value] of Object.entries(headers)) request.headers.set(name, value)
      return handler(request)
    }
    const wallet = await signUp({ url, rp, user, passkey, fetchFn })
    const client = createSignerClient({ url: server.url, stamper: webAuthnStamper({ rpId: 'localhost', getFn }) })
    expect(await createPasskeyAccount({ client, ...wallet }).signMessage({ message: 'hello' })).toMatch(/^0x/)
  },
)

test.each(['', 'session=1', 'session=', 'xsession=8f14e45f'])(
  'docs/sign-up.md: no wallet for the cookie "%s"',
  async (cookie) => {
    const handler = await loadHandler('docs/sign-up.md', 'On your server')
    const { createFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    const signing = signUp({
      url: 'http://localhost/api/sign-up',
      rp: { id: 'localhost' },
      user: { name: 'anna' },
      createFn,
      fetchFn(request) {
        request.headers.set('cookie', cookie)
        return handler(request)
      },
    })
    await expect(signing).rejects.toMatchObject({ name: 'SignUpError', status: 401 })
  },
)

test('docs/sign-up.md: one wallet a session, which a retry gets again, and ten attempts', async () => {
  const { signUp: handler, sessions } = await loadSnippet('docs/sign-up.md', 'On your server')
  if (!isHandler(handler) || !(sessions instanceof Map)) throw new Error('The snippet exports no handler.')
  sessions.set('a1', { user: 'anna' })
  sessions.set('b2', { user: 'bob' })
  const url = 'http://localhost/api/sign-up'
  const post = (session: string, passkey: Passkey) => {
    const headers = { 'content-type': 'application/json', cookie: `session=${session}` }
    const body = JSON.stringify({ passkey, userName: 'anna' })
    return handler(new Request(url, { method: 'POST', headers, body }))
  }
  const register = () => {
    const { createFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    return createPasskey({ rp: { id: 'localhost' }, user: { name: 'anna' }, createFn })
  }
  const [first, second, used] = [await register(), await register(), await register()]
  const answers = await Promise.all([post('a1', first), post('a1', first), post('a1', second)])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 403])
  const { wallet } = await answers[0].json()
  expect(sessions.get('a1')).toMatchObject({ wallet })

  // Somebody else's passkey does not use up the session.
  const { organizationId, apiKey } = signer
  const parent = createSignerClient({ url: server.url, stamper: apiKeyStamper(apiKey) })
  for (const userName of ['carl', 'dora'])
    await createSubOrganization(parent, { organizationId, passkey: used, userName })
  expect((await post('b2', used)).status).toBe(409)
  expect((await post('b2', second)).status).toBe(200)
  for (let attempt = 3; attempt <= 10; attempt++) await post('b2', second)
  expect((await post('b2', second)).status).toBe(429)
})

test('docs/sign-up.md: two servers with Redis create one wallet', async () => {
  const { createRedisClaim } = await loadSnippet('docs/sign-up.md', 'Claim with Redis')
  if (!isClaimFactory(createRedisClaim)) throw new Error('The snippet exports no function.')
  const stored = new Map<string, string>()
  // GET answers with the old value: https://redis.io/docs/latest/commands/set/
  const claim = createRedisClaim(async ([command, key = '', value = '', ...options]) => {
    expect([command, ...options]).toEqual(['SET', 'NX', 'GET', 'EX', '86400'])
    const before = stored.get(key) ?? null
    stored.set(key, before ?? value)
    return before
  })
  const { organizationId, apiKey } = signer
  const { createFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const passkey = await createPasskey({ rp: { id: 'localhost' }, user: { name: 'anna' }, createFn })
  const answers = await Promise.all(
    ['anna', 'bob'].map(async (userName) => {
      const client = createSignerClient({ url: server.url, stamper: apiKeyStamper(apiKey) })
      const handler = createSignUpHandler({ client, organizationId, claim })
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ passkey, userName })
      return (await handler(new Request('http://localhost/api/sign-up', { method: 'POST', headers, body }))).json()
    }),
  )
  expect(answers[0]).toMatchObject({ wallet: { credentialId: passkey.credentialId } })
  expect(answers[1]).toEqual(answers[0])
  expect([...stored.keys()]).toEqual([`sign-up:${passkey.credentialId}`])
})

type Claim = (key: string, value: string) => Promise<string>

function isClaimFactory(value: unknown): value is (send: (command: string[]) => Promise<string | null>) => Claim {
  return typeof value === 'function'
}
