import {
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  type FetchFn,
  signUp,
  webAuthnStamper,
} from 'viem-passkey-account'
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

function isHandler(value: unknown): value is FetchFn {
  return typeof value === 'function'
}

test.each([
  ['docs/sign-up.md', 'On your server', { cookie: 'session=1' }],
  ['docs/production.md', 'What to change', {}],
])(
  '%s: the handler gives a passkey its wallet, which signs',
  async (page, heading, headers: Record<string, string>) => {
    const { signUp: handler } = await loadSnippet(page, heading)
    if (!isHandler(handler)) throw new Error('It exports no handler.')
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

test('docs/sign-up.md: who has no session gets no wallet', async () => {
  const { signUp: handler } = await loadSnippet('docs/sign-up.md', 'On your server')
  if (!isHandler(handler)) throw new Error('It exports no handler.')
  const { createFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const signing = signUp({
    url: 'http://localhost/api/sign-up',
    rp: { id: 'localhost' },
    user: { name: 'anna' },
    createFn,
    fetchFn: handler,
  })
  await expect(signing).rejects.toMatchObject({ name: 'SignUpError', status: 401 })
})
