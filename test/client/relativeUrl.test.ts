import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSignerClient, InvalidParameterError, SignerUnreachableError, type Stamper } from 'viem-passkey-account'
import { sendSignedRequest, stampRequest, whoami } from 'viem-passkey-account/actions'
import { afterEach, describe, expect, test, vi } from 'vitest'

let stamps = 0
const stamper: Stamper = {
  async stamp() {
    stamps++
    return { stampHeaderName: 'X-Stamp', stampHeaderValue: 'AA' }
  },
}
afterEach(() => {
  vi.unstubAllGlobals()
  stamps = 0
})
const organizationId = '00000000-0000-4000-8000-000000000001'
const input = { path: '/public/v1/query/whoami', body: { organizationId } }

test('a client with a path can be created where there is no page', () => {
  expect(createSignerClient({ url: '/api/signer/' }).url).toBe('/api/signer')
  expect(createSignerClient({ url: './signer' }).url).toBe('./signer')
})

test('a path that cannot be resolved is an error that names url, before anything is stamped', async () => {
  const client = createSignerClient({ url: '/api/signer', stamper })
  const error = await whoami(client, { organizationId }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(InvalidParameterError)
  expect(error).toMatchObject({ parameter: 'url' })
  const request = { url: '/public/v1/query/whoami', body: '{}', stamp: await stamper.stamp('') }
  await expect(sendSignedRequest(client, { request })).rejects.toMatchObject({ parameter: 'url' })
  expect(stamps).toBe(1)
})

test.each([{ url: undefined }, { url: '' }])('%o is a missing URL, never production', async (parameters) => {
  const client = createSignerClient({ ...parameters, stamper })
  await expect(whoami(client, { organizationId })).rejects.toMatchObject({
    name: 'InvalidParameterError',
    parameter: 'url',
  })
  expect(stamps).toBe(0)
})

describe('a path is resolved against', () => {
  test.each([
    ['the page', { location: { href: 'https://app.test/wallet/send' } }, 'https://app.test/api/signer'],
    [
      'the origin, in a worker from a blob',
      { location: { href: 'blob:https://app.test/1f2e' }, origin: 'https://app.test' },
      'https://app.test/api/signer',
    ],
    [
      'the base of the document, in a srcdoc frame',
      { location: { href: 'about:srcdoc' }, document: { baseURI: 'https://app.test/' }, origin: 'https://app.test' },
      'https://app.test/api/signer',
    ],
  ])('%s', async (_, globals, url) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
    const request = await stampRequest(createSignerClient({ url: '/api/signer', stamper }), input)
    expect(request.url).toBe(`${url}/public/v1/query/whoami`)
  })

  test('nothing, in a sandboxed frame', async () => {
    vi.stubGlobal('location', { href: 'about:srcdoc' })
    vi.stubGlobal('origin', 'null')
    vi.stubGlobal('document', { baseURI: 'about:srcdoc' })
    const client = createSignerClient({ url: '/api/signer', stamper })
    await expect(stampRequest(client, input)).rejects.toMatchObject({ parameter: 'url' })
  })
})

describe('the global fetch', () => {
  const answer = () => Response.json({ organizationId, organizationName: '', userId: 'u', username: 'n' })

  test('is called with a URL and options: its replacements may not know Request', async () => {
    const calls: unknown[][] = []
    vi.stubGlobal('fetch', async (...call: unknown[]) => {
      calls.push(call)
      return answer()
    })
    await whoami(createSignerClient({ url: 'https://signer.test', stamper }), { organizationId })
    expect(calls[0]?.[0]).toBe('https://signer.test/public/v1/query/whoami')
    expect(calls[0]?.[1]).toMatchObject({ method: 'POST', cache: 'no-store', redirect: 'manual' })
  })

  test('gets no cache option where Request has none', async () => {
    const inits: RequestInit[] = []
    vi.stubGlobal('Request', class {})
    vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
      inits.push(init)
      return answer()
    })
    await whoami(createSignerClient({ url: 'https://signer.test', stamper }), { organizationId })
    expect(inits[0]).not.toHaveProperty('cache')
  })

  test('is aborted when the caller stops waiting, and not after the response was read', async () => {
    const signals: AbortSignal[] = []
    vi.stubGlobal('fetch', async (_url: string, { signal }: { signal: AbortSignal }) => {
      signals.push(signal)
      if (signals.length === 2) await new Promise(() => undefined)
      return answer()
    })
    const client = createSignerClient({ url: 'https://signer.test', stamper })
    await whoami(client, { organizationId })
    expect(signals[0]?.aborted).toBe(false)
    const controller = new AbortController()
    const waiting = whoami(client, { organizationId, signal: controller.signal })
    await expect.poll(() => signals.length).toBe(2)
    controller.abort(new Error('left'))
    await expect(waiting).rejects.toThrow('left')
    expect(signals[1]?.aborted).toBe(true)
  })

  test('that follows redirects anyway is detected', async () => {
    vi.stubGlobal('fetch', async () => Object.defineProperty(answer(), 'url', { value: 'https://evil.test/' }))
    const asking = whoami(createSignerClient({ url: 'https://signer.test', stamper }), { organizationId })
    await expect(asking).rejects.toMatchObject({ name: 'SignerAnswerError', reason: 'it is a redirect' })
  })

  test('may answer without a stream, as in React Native', async () => {
    vi.stubGlobal('fetch', async () => {
      const { status, ok, headers } = answer()
      return { status, ok, headers, text: () => answer().text() }
    })
    const { userId } = await whoami(createSignerClient({ url: 'https://signer.test', stamper }), { organizationId })
    expect(userId).toBe('u')
  })
})

test.each([undefined, null])('a fetch that returns %s cannot reach the signer', async (nothing) => {
  vi.stubGlobal('fetch', async () => nothing)
  const shared = { url: 'https://signer.test', stamper, pollingInterval: 1 }
  for (const client of [
    createSignerClient(shared),
    createSignerClient({ ...shared, fetchFn: async () => nothing as unknown as Response }),
  ])
    await expect(whoami(client, { organizationId })).rejects.toBeInstanceOf(SignerUnreachableError)
})

test('the error about a fetchFn that takes no Request says how to wrap it', async () => {
  const fetchFn = async (url: unknown) => {
    throw new TypeError(`Failed to parse URL from ${url}`)
  }
  const client = createSignerClient({ url: 'https://signer.test', stamper, fetchFn, pollingInterval: 1 })
  const error = await whoami(client, { organizationId }).catch((error: unknown) => error)
  expect(String(error)).toContain('(request) => fetchFn(request.url, request)')
})

test('a fetchFn wrapped that way works', async () => {
  const server = createServer((_incoming, outgoing) => {
    outgoing.setHeader('content-type', 'application/json')
    outgoing.end(JSON.stringify({ organizationId, organizationName: '', userId: 'u', username: 'n' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  /** As `fetch` of packages that bring their own `Request`. */
  const foreignFetch = (url: string, init: RequestInit): Promise<Response> => {
    if (typeof url !== 'string') throw new TypeError('Failed to parse URL')
    return fetch(url, init)
  }
  const client = createSignerClient({
    url: `http://127.0.0.1:${port}`,
    stamper,
    fetchFn: (request) => foreignFetch(request.url, request),
  })
  expect((await whoami(client, { organizationId })).userId).toBe('u')
  server.closeAllConnections()
  server.close()
})
