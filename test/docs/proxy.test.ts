import { createServer, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EdgeVM } from '@edge-runtime/vm'
import { getRequestListener } from '@hono/node-server'
import { build } from 'esbuild'
import type { Express } from 'express'
import { verifyMessage } from 'viem'
import {
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  type FetchFn,
  listSessions,
  type PasskeyWallet,
  signIn,
  signOut,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSubOrganization, query, stampRequest } from 'viem-passkey-account/actions'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { loadSnippet, snippetBelow } from './loadSnippet.js'
import { readPages, readSnippets } from './pages.js'

const page = 'docs/proxy.md'
const signer = await createLocalSigner()
const upstream = await listen(signer)
beforeAll(() => {
  vi.stubEnv('SIGNER_URL', upstream.url)
  vi.stubEnv('ORGANIZATION_ID', organizationId)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await upstream.close()
  await signer.close()
})

const rpId = 'localhost'
const { createFn, getFn, prompts } = createVirtualPasskey({ rpId, origin: 'http://localhost:3000' })
const stamper = webAuthnStamper({ rpId, getFn })
const { organizationId } = signer
const wallet = await createSubOrganization(
  createSignerClient({ fetchFn: signer.fetch, stamper: apiKeyStamper(signer.apiKey) }),
  {
    organizationId,
    passkey: await createPasskey({ rp: { id: rpId }, user: { name: 'anna' }, createFn }),
    userName: 'anna',
  },
)

type Endpoint = { url: string; fetchFn?: FetchFn | undefined }

async function serve(server: Server): Promise<Endpoint> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { url: `http://127.0.0.1:${address.port}/api/signer` }
}

function is<kind>(value: unknown, check: (value: object) => boolean): value is kind {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && check(value)
}
const hasFetch = (value: object): boolean => 'fetch' in value && typeof value.fetch === 'function'

/** Runs a snippet in an edge runtime, without Node's globals. `expression` handles a `request`. */
async function runInEdge(heading: string, expression: string): Promise<Endpoint> {
  const { outputFiles } = await build({
    stdin: { contents: snippetBelow(page, heading), loader: 'ts', resolveDir: root() },
    alias: { 'viem-passkey-account/server': root('src/server/index.ts') },
    // Next.js inlines its environment variables into edge builds.
    define: { 'process.env.SIGNER_URL': JSON.stringify(upstream.url) },
    bundle: true,
    format: 'iife',
    globalName: 'snippet',
    platform: 'browser',
    write: false,
  })
  const edge = new EdgeVM()
  edge.evaluate(outputFiles[0]?.text ?? '')
  expect(edge.evaluate('typeof process + typeof Buffer + typeof require')).toBe('undefined'.repeat(3))
  const run: (url: string, init: object) => Promise<Response> = edge.evaluate(
    `(url, init) => { const request = new Request(url, init); return ${expression} }`,
  )
  return {
    url: 'https://app.example.com/api/signer',
    async fetchFn(request) {
      const { url, method, headers } = request
      const answer = await run(url, { method, headers: Object.fromEntries(headers), body: await request.text() })
      return new Response(await answer.text(), {
        status: answer.status,
        headers: [...answer.headers].map(([name, value]): [string, string] => [name, value]),
      })
    },
  }
}

/** Starts each framework's snippet unchanged. */
const endpoints: Record<string, () => Promise<Endpoint>> = {
  'Node http': async () => {
    const { server } = await loadSnippet(page, 'Node http')
    if (!(server instanceof Server)) throw new Error('The snippet exports no server.')
    return serve(server)
  },
  Express: async () => {
    const { app } = await loadSnippet(page, 'Express')
    if (!is<Express>(app, (value) => 'listen' in value)) throw new Error('The snippet exports no app.')
    return serve(createServer(app))
  },
  Hono: async () => {
    const { app } = await loadSnippet(page, 'Hono')
    if (!is<{ fetch: FetchFn }>(app, hasFetch)) throw new Error('The snippet exports no app.')
    return serve(createServer(getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false })))
  },
  'Next.js': async () => {
    const { POST } = await loadSnippet(page, 'Next.js')
    if (!is<FetchFn>(POST, (value) => typeof value === 'function')) throw new Error('The snippet exports no POST.')
    return { url: 'https://app.example.com/api/signer', fetchFn: POST }
  },
  'Next.js at the edge': () => runInEdge('Next.js', 'snippet.POST(request)'),
  Workers: () =>
    runInEdge('Workers', `snippet.default.fetch(request, { SIGNER_URL: ${JSON.stringify(upstream.url)} })`),
}

describe.each(Object.keys(endpoints))('%s', (name) => {
  const start = async (): Promise<Endpoint> => {
    const endpoint = await endpoints[name]?.()
    if (!endpoint) throw new Error(`There is no snippet for ${name}.`)
    return endpoint
  }

  test('forwards a signature byte for byte, with one prompt', async () => {
    const account = createPasskeyAccount({ client: createSignerClient({ ...(await start()), stamper }), ...wallet })
    const before = prompts.length
    const message = 'ä 😀 "quoted"'
    const signature = await account.signMessage({ message })
    expect(await verifyMessage({ address: wallet.address, message, signature })).toBe(true)
    expect(prompts.length - before).toBe(1)
  })

  test('accepts a signed request as JSON', async () => {
    const endpoint = await start()
    const path = '/public/v1/query/whoami'
    const signed = await stampRequest(createSignerClient({ ...endpoint, stamper }), {
      path,
      body: { organizationId: wallet.organizationId },
    })
    const { fetchFn = (request) => fetch(request) } = endpoint
    const response = await fetchFn(
      new Request(endpoint.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(signed),
      }),
    )
    expect(await response.json()).toMatchObject({ userId: wallet.userId })
  })

  test('refuses a path that is not allowed, which the client throws as a typed error', async () => {
    const client = createSignerClient({ ...(await start()), stamper })
    const body = { organizationId: wallet.organizationId }
    await expect(query(client, { path: '/public/v1/query/list_policies', body })).rejects.toMatchObject({
      name: 'NotPermittedError',
      errorDetails: [{ '@type': 'viem-passkey-account/proxy', reason: 'path_not_allowed' }],
    })
  })
})

test('the first snippet accepts logged-in users, and no forged cookie', async () => {
  const { proxy, sessions } = await loadSnippet(page, 'Proxy')
  if (!is<FetchFn>(proxy, (value) => typeof value === 'function')) throw new Error('The snippet exports no proxy.')
  if (!(sessions instanceof Map)) throw new Error('The snippet exports no sessions.')
  sessions.set('8f14e45f', { user: 'anna', organizationId: wallet.organizationId })
  sessions.set('c9f0f895', { user: 'bob', organizationId: '00000000-0000-4000-8000-000000000000' })
  const sign = (cookie: string) => {
    const fetchFn: FetchFn = (request) => {
      request.headers.set('cookie', cookie)
      return proxy(request)
    }
    const client = createSignerClient({ url: 'https://app.example.com/api/signer', fetchFn, stamper })
    return createPasskeyAccount({ client, ...wallet }).signMessage({ message: 'hello' })
  }
  expect(await sign('theme=dark; session=8f14e45f')).toMatch(/^0x/)
  for (const cookie of ['', 'session=1', 'session=', 'xsession=8f14e45f'])
    await expect(sign(cookie)).rejects.toMatchObject({ status: 401 })
  // Another user's organization, which is not Bob's.
  await expect(sign('session=c9f0f895')).rejects.toMatchObject({
    name: 'NotPermittedError',
    errorDetails: [{ reason: 'organization_not_allowed' }],
  })
})

test('a session that begins through the first snippet ends through it, and so does one with an unexpected wallet', async () => {
  const { proxy, sessions } = await loadSnippet(page, 'Proxy')
  if (!is<FetchFn>(proxy, (value) => typeof value === 'function')) throw new Error('The snippet exports no proxy.')
  if (!(sessions instanceof Map)) throw new Error('The snippet exports no sessions.')
  sessions.set('8f14e45f', { user: 'anna', organizationId: wallet.organizationId })
  const fetchFn: FetchFn = (request) => {
    request.headers.set('cookie', 'session=8f14e45f')
    return proxy(request)
  }
  const client = createSignerClient({ url: 'https://app.example.com/api/signer', fetchFn, stamper })
  const storage = { load: async () => undefined, save: async () => undefined, remove: async () => undefined }
  const begin = async (expected: PasskeyWallet) =>
    signIn(client, { organizationId, key: await createSessionKey(), expected: [expected], storage })
  expect(await signOut(client, { session: await begin(wallet), storage })).toBe('ended')
  const unexpected = { ...wallet, walletId: '00000000-0000-4000-8000-000000000000' }
  await expect(begin(unexpected)).rejects.toMatchObject({ name: 'AnswerMismatchError' })
  expect(await listSessions(client, wallet)).toEqual([])
})

test('every proxy in the docs that lets sessions begin lets them end', () => {
  const proxies = readPages()
    .flatMap(readSnippets)
    .filter(({ code }) => code.includes('createProxy(') && /stamp_login/i.test(code))
  expect(proxies.map(({ path }) => path)).toContain(page)
  for (const { code } of proxies) expect(code).toMatch(/delete_api_keys/i)
})
