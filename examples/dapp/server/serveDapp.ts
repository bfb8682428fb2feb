import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createSessionProfile } from 'viem-passkey-account/actions'
import { createProxy, createSignUpHandler, proxyPaths } from 'viem-passkey-account/server'
import type { LocalSigner } from 'viem-passkey-account/signer'
import type { Anvil } from 'viem-passkey-account/testing/node'
import type { Config } from '../src/config.ts'
import { rules } from '../src/rules.ts'
import { buildPage } from './buildPage.ts'
import { createFaucet } from './createFaucet.ts'
import { forwardRpc } from './forwardRpc.ts'

/** Exports and imports of keys, which no proxy forwards by default. */
const exchangePaths = ['export_wallet', 'export_wallet_account', 'init_import_wallet', 'import_wallet'].map(
  (name) => `/public/v1/submit/${name}`,
)
/** The policies of a session with a limit. The same goes for them. */
const limitPaths = ['/public/v1/submit/create_mfa_policy', '/public/v1/query/get_mfa_policies']
/** What users ask the parent organization for: to sign in, and whose passkey it was. All else is this server's. */
const logInPaths = ['/public/v1/submit/stamp_login', '/public/v1/query/whoami']

/** Serves the demo on localhost: the page, the proxy to the signer, the sign-up handler and a faucet. */
export async function serveDapp(parameters: serveDapp.Parameters): Promise<{ url: string; close(): Promise<void> }> {
  const { anvil, signer, signerUrl, origin, rpId = 'localhost', port, onError = console.error } = parameters
  const { organizationId, trustedKeys } = signer
  const client = createSignerClient({ url: signerUrl, stamper: apiKeyStamper(signer.apiKey) })
  const [page, { token, bank, give }, { sessionProfileId }] = await Promise.all([
    buildPage(),
    createFaucet(anvil),
    // In production once, by a script: a session profile cannot be changed or deleted.
    createSessionProfile(client, { organizationId, ...rules.sessionProfile }),
  ])

  // For the users' organizations, which are all others of this signer. In production name yours and the users': `organizations`.
  const proxy = createProxy({
    basePath: '/api/signer',
    upstream: signerUrl,
    allow: [...proxyPaths, ...exchangePaths, ...limitPaths],
    authorize: ({ path, organizationId: named }) =>
      named.toLowerCase() !== organizationId || logInPaths.includes(path)
        ? undefined
        : new Response('The parent organization is for log-ins only.', { status: 403 }),
  })
  const signUp = createSignUpHandler({
    client,
    organizationId,
    onError,
    // Everybody gets a wallet here. In production decide who does: `authorize`. With several servers, pass `claim`.
  })

  const server = createServer((request, response) => void listener(request, response))
  const listening = (at: number) => once(server.listen(at, 'localhost'), 'listening')
  await listening(port ?? 8180).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    if (port === undefined && origin === undefined) return listening(0)
    // A tunnel or a reverse proxy forwards to this very port.
    const message = `Port ${port ?? 8180} is in use. Stop the program that uses it, or choose another port.`
    throw new Error(message, { cause: error })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The demo has no port.')
  const url = `http://localhost:${address.port}`

  const shared = { run: randomUUID(), rpId, organizationId, sessionProfileId, trustedKeys, token, bank }
  const config: Config = origin
    ? // Only this machine reaches signer and chain, so the page asks for both here.
      { ...shared, origin, rpcUrl: '/api/rpc' }
    : { ...shared, origin: url, signerUrl, rpcUrl: anvil.url }
  const hosts = ['localhost', new URL(config.origin).hostname]

  function handle(request: Request): Response | Promise<Response> {
    const { hostname, pathname } = new URL(request.url)
    // Browsers refuse passkeys at an IP address. Under any other name, a page of somebody else's could be asking.
    if (!hosts.includes(hostname))
      return new Response(null, { status: 307, headers: { location: `${config.origin}${pathname}` } })
    if (pathname.startsWith('/api/signer')) return proxy(request)
    if (pathname === '/api/sign-up') return signUp(request)
    if (pathname === '/api/faucet') return give(request)
    if (pathname === '/api/rpc') return forwardRpc(request, anvil.url)
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
      `connect-src ${["'self'", ...(origin ? [] : [signerUrl, anvil.url])].join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      // In a frame, users could not tell what they approve.
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

  return {
    url,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export declare namespace serveDapp {
  type Parameters = {
    anvil: Anvil
    signer: Pick<LocalSigner, 'organizationId' | 'apiKey' | 'trustedKeys'>
    /** Where the demo's server reaches the signer. */
    signerUrl: string
    /**
     * Where browsers reach the demo, such as `https://wallet.example.com`, if not on localhost.
     * @default the demo's own address on localhost
     */
    origin?: string | undefined
    /** @default 'localhost' */
    rpId?: string | undefined
    /** @default 8180, or any free port if that one is taken and there is no `origin` */
    port?: number | undefined
    /** Called with the reason why a sign-up failed. The page learns only that it did. */
    onError?: ((error: unknown) => void) | undefined
  }
}
