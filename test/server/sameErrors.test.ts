import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSignerClient, type PasskeyAccountError } from 'viem-passkey-account'
import { whoami } from 'viem-passkey-account/actions'
import { createProxy, createSignUpHandler } from 'viem-passkey-account/server'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, describe, expect, test } from 'vitest'

const { signer, client, wallet, organization, close } = await createTestWallet()
afterAll(close)

const app = 'https://app.test/api/signer'

/** A client of the same passkey, whose requests go to this handler or upstream. */
const clientOf = (url: string, fetchFn: (request: Request) => Promise<Response>, timeout = 10_000) =>
  createSignerClient({ ...client, url, fetchFn, timeout, pollingInterval: 1 })

const failure = (run: Promise<unknown>): Promise<PasskeyAccountError> =>
  run.then(
    () => expect.unreachable(),
    (error) => error,
  )

describe('the same failure is the same class, with or without the proxy', () => {
  const signerUrl = 'https://signer.test'
  const html = () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 200 }))
  const cut = async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.error(new TypeError('terminated'))
      },
    })
    return new Response(body)
  }
  const failures: [name: string, upstream: (request: Request) => Promise<Response>, timeout?: number][] = [
    ['SignerUnreachableError', () => Promise.reject(new TypeError('fetch failed'))],
    ['SignerConnectionLostError', cut],
    ['SignerTimeoutError', () => new Promise(() => undefined), 20],
    ['SignerAnswerError', html],
    ['SignerAnswerError', async () => new Response(null, { status: 302, headers: { location: 'https://evil.test' } })],
  ]
  test.each(failures)('%s', async (name, upstream, timeout) => {
    const { organizationId } = wallet
    const direct = await failure(whoami(clientOf(signerUrl, upstream, timeout), { organizationId }))
    const proxy = createProxy({
      upstream: signerUrl,
      basePath: '/api/signer',
      fetchFn: upstream,
      ...(timeout && { timeout }),
    })
    const proxied = await failure(whoami(clientOf(app, proxy), { organizationId }))
    expect([direct.name, proxied.name]).toEqual([name, name])
    if (timeout) expect(proxied).toMatchObject({ timeout })
  })

  test('what the signer refuses', async () => {
    const proxy = createProxy({ upstream: signerUrl, basePath: '/api/signer', fetchFn: signer.fetch })
    const organizationId = '99999999-9999-4999-8999-999999999999'
    const [direct, proxied] = [
      await failure(whoami(clientOf(signerUrl, signer.fetch), { organizationId })),
      await failure(whoami(clientOf(app, proxy), { organizationId })),
    ]
    expect(proxied.name).toBe(direct.name)
  })
})

describe('a mistake in mounting names itself', () => {
  const proxy = createProxy({ upstream: 'https://signer.test', basePath: '/api/signer', fetchFn: signer.fetch })
  const signUp = createSignUpHandler({
    client: organization.client,
    organizationId: organization.organizationId,
  })

  test('another base path: both paths', async () => {
    const elsewhere = createProxy({ upstream: 'https://signer.test', basePath: '/signer', fetchFn: signer.fetch })
    const error = await failure(whoami(clientOf(app, elsewhere), { organizationId: wallet.organizationId }))
    expect(error.details).toContain('/api/signer/public/v1/query/whoami')
    expect(error.details).toContain('/signer. Set `basePath`')
  })

  test.each([
    ['createProxy', proxy],
    ['createSignUpHandler', signUp],
  ])('%s given to Express bare', async (_, handler) => {
    const nodeRequest = { headers: { host: 'app.test' }, url: '/api/signer' }
    await expect(handler(nodeRequest as unknown as Request)).rejects.toThrow('put an adapter around it')
  })

  test('a body that a parser has taken', async () => {
    const { getRequestListener } = await import('@hono/node-server')
    const express = (await import('express')).default
    const server = createServer(express().use(express.json()).use(getRequestListener(proxy)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const taken = clientOf(`http://127.0.0.1:${port}/api/signer`, (request) => fetch(request))
    const error = await failure(whoami(taken, { organizationId: wallet.organizationId }))
    expect(error.details).toContain('Mount the handler before body parsers')
    server.closeAllConnections()
    server.close()
  })

  test('a body that was read', async () => {
    const request = new Request(`${app}/public/v1/query/whoami`, {
      method: 'POST',
      headers: { 'x-stamp': 'AA', 'content-type': 'application/json' },
      body: '{}',
    })
    await request.text()
    const body = await (await proxy(request)).json()
    expect(body.message).toContain('Mount the handler before body parsers')
  })

  test.each([{ upstream: undefined }, { upstream: '' }])('%o is an upstream that is missing', async (parameters) => {
    const unset = createProxy({ ...parameters, basePath: '/api/signer', fetchFn: signer.fetch })
    const error = await failure(whoami(clientOf(app, unset), { organizationId: wallet.organizationId }))
    expect(error.details).toContain('The proxy has no `upstream`')
  })

  test('an organization that is missing', async () => {
    const unset = createSignUpHandler({ client: organization.client, organizationId: '' })
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    const body = await (await unset(new Request('http://app.test/sign-up', request))).json()
    expect(body.message).toContain('has no `organizationId`')
  })
})
