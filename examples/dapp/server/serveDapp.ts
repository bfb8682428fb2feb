import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createProxy, createSignUpHandler } from 'viem-passkey-account/server'
import type { LocalSigner } from 'viem-passkey-account/signer'
import type { Anvil } from 'viem-passkey-account/testing/node'
import type { Config } from '../src/config.ts'
import { buildPage } from './buildPage.ts'
import { createFaucet } from './createFaucet.ts'

/**
 * Serves the demo: the page, the proxy to the signer, the sign-up handler and a faucet.
 *
 * @param parameters.signerUrl Where the page reaches the signer straight.
 * @param parameters.rpId What passkeys are registered for; the page is served on `localhost`.
 * @param parameters.port Tried first; any free one where it is taken.
 * @param parameters.onError Told why a sign-up failed at the signer; the page learns only that it did.
 */
export async function serveDapp(parameters: serveDapp.Parameters): Promise<{ url: string; close(): Promise<void> }> {
  const { anvil, signer, signerUrl, rpId = 'localhost', port = 8180, onError = console.error } = parameters
  const { organizationId } = signer
  const [page, { token, bank, give }] = await Promise.all([buildPage(), createFaucet(anvil)])
  const config: Config = {
    run: randomUUID(),
    rpId,
    organizationId,
    signerUrl,
    rpcUrl: anvil.url,
    token,
    bank,
  }

  const proxy = createProxy({ basePath: '/api/signer', upstream: signerUrl })
  const signUp = createSignUpHandler({
    client: createSignerClient({ url: signerUrl, stamper: apiKeyStamper(signer.apiKey) }),
    organizationId,
    onError,
    // Everybody gets a wallet here. In production say who does: `authorize`.
  })

  function handle(request: Request): Response | Promise<Response> {
    const { hostname, pathname, port } = new URL(request.url)
    // At an address browsers refuse passkeys, and a foreign name that was made to point here must not reach the rest.
    if (hostname !== 'localhost')
      return new Response(null, { status: 307, headers: { location: `http://localhost:${port}${pathname}` } })
    if (pathname.startsWith('/api/signer')) return proxy(request)
    if (pathname === '/api/sign-up') return signUp(request)
    if (pathname === '/api/faucet') return give(request)
    if (pathname === '/config.json') return Response.json(config)
    const file = page.get(pathname)
    return file
      ? new Response(file.body, { headers: { 'content-type': file.type } })
      : new Response(null, { status: 404 })
  }

  const headers = {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src 'self' ${signerUrl} ${anvil.url}`,
      "base-uri 'none'",
      "form-action 'none'",
      // In somebody else's frame the user could not know what a touch is for.
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    'permissions-policy': 'publickey-credentials-get=(self), publickey-credentials-create=(self)',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }
  const listener = getRequestListener(
    async (request) => {
      const response = await handle(request)
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
      return response
    },
    { overrideGlobalObjects: false },
  )
  const server = createServer((request, response) => void listener(request, response))

  const listening = (at: number) => once(server.listen(at, 'localhost'), 'listening')
  await listening(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return listening(0)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The demo has no port.')
  return {
    url: `http://localhost:${address.port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export declare namespace serveDapp {
  type Parameters = {
    anvil: Anvil
    signer: Pick<LocalSigner, 'organizationId' | 'apiKey'>
    signerUrl: string
    rpId?: string | undefined
    port?: number | undefined
    onError?: ((error: unknown) => void) | undefined
  }
}
