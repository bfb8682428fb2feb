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
  createSignerClient,
  type FetchFn,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSubOrganization, query, stampRequest } from 'viem-passkey-account/actions'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { loadSnippet, snippetBelow } from './loadSnippet.js'

const page = 'docs/proxy.md'
const signer = await createLocalSigner()
const upstream = await listen(signer)
beforeAll(() => vi.stubEnv('SIGNER_URL', upstream.url))
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

type Way = { url: string; fetchFn?: FetchFn | undefined }

async function serve(server: Server): Promise<Way> {
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

/** A snippet in an edge runtime: a context with what those have, and nothing of Node's. `answer` is the expression that takes a request. */
async function inEdge(heading: string, answer: string): Promise<Way> {
  const { outputFiles } = await build({
    stdin: { contents: snippetBelow(page, heading), loader: 'ts', resolveDir: root() },
    alias: { 'viem-passkey-account/server': root('src/server/index.ts') },
    // Next.js puts the values of its environment into what it builds for the edge.
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
    `(url, init) => { const request = new Request(url, init); return ${answer} }`,
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

/** Each framework's snippet, run as it is printed, and the way to it. */
const ways: Record<string, () => Promise<Way>> = {
  'Node http': async () => {
    const { server } = await loadSnippet(page, 'Node http')
    if (!(server instanceof Server)) throw new Error('It exports no server.')
    return serve(server)
  },
  Express: async () => {
    const { app } = await loadSnippet(page, 'Express')
    if (!is<Express>(app, (value) => 'listen' in value)) throw new Error('It exports no app.')
    return serve(createServer(app))
  },
  Hono: async () => {
    const { app } = await loadSnippet(page, 'Hono')
    if (!is<{ fetch: FetchFn }>(app, hasFetch)) throw new Error('It exports no app.')
    return serve(createServer(getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false })))
  },
  'Next.js': async () => {
    const { POST } = await loadSnippet(page, 'Next.js')
    if (!is<FetchFn>(POST, (value) => typeof value === 'function')) throw new Error('It exports no POST.')
    return { url: 'https://app.example.com/api/signer', fetchFn: POST }
  },
  'Next.js at the edge': () => inEdge('Next.js', 'snippet.POST(request)'),
  Workers: () => inEdge('Workers', `snippet.default.fetch(request, { SIGNER_URL: ${JSON.stringify(upstream.url)} })`),
}

describe.each(Object.keys(ways))('%s', (name) => {
  const start = async (): Promise<Way> => {
    const way = await ways[name]?.()
    if (!way) throw new Error(`There is no way through ${name}.`)
    return way
  }

  test('lets a signature through, byte for byte, for one prompt', async () => {
    const account = createPasskeyAccount({ client: createSignerClient({ ...(await start()), stamper }), ...wallet })
    const before = prompts.length
    const message = 'ä 😀 "quoted"'
    const signature = await account.signMessage({ message })
    expect(await verifyMessage({ address: wallet.address, message, signature })).toBe(true)
    expect(prompts.length - before).toBe(1)
  })

  test('takes a signed request as JSON', async () => {
    const way = await start()
    const path = '/public/v1/query/whoami'
    const signed = await stampRequest(createSignerClient({ ...way, stamper }), {
      path,
      body: { organizationId: wallet.organizationId },
    })
    const { fetchFn = (request) => fetch(request) } = way
    const response = await fetchFn(
      new Request(way.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(signed),
      }),
    )
    expect(await response.json()).toMatchObject({ userId: wallet.userId })
  })

  test('refuses a path that is not on the list, as the client’s typed error', async () => {
    const client = createSignerClient({ ...(await start()), stamper })
    const body = { organizationId: wallet.organizationId }
    await expect(query(client, { path: '/public/v1/query/list_policies', body })).rejects.toMatchObject({
      name: 'NotPermittedError',
      errorDetails: [{ '@type': 'viem-passkey-account/proxy', reason: 'path_not_allowed' }],
    })
  })
})

test('the first snippet lets those pass who are logged in, and no cookie that anybody can write', async () => {
  const { proxy, sessions } = await loadSnippet(page, 'Proxy')
  if (!is<FetchFn>(proxy, (value) => typeof value === 'function')) throw new Error('It exports no proxy.')
  if (!(sessions instanceof Map)) throw new Error('It exports no sessions.')
  sessions.set('8f14e45f', { user: 'anna' })
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
})
