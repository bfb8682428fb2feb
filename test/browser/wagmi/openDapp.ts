import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { build } from 'esbuild'
import type { BrowserContext, Page } from 'playwright-core'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { type Address, parseEther } from 'viem'
import { apiKeyStamper, createSignerClient, type PasskeyWallet } from 'viem-passkey-account'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { type Anvil, startAnvil } from 'viem-passkey-account/testing/node'
import { addVirtualAuthenticator, type PagePasskey } from 'viem-passkey-account/testing/playwright'
import { afterAll } from 'vitest'
import { cookieToInitialState } from 'wagmi'
import { root } from '../../../scripts/lib/root.ts'
import { type Chromium, openChromium } from '../harness/openChromium.js'
import { createApp, type Setup } from './createApp.js'
import type { Report } from './page.js'

/** The chain's node: Anvil, behind a gate. */
export type Node = {
  /** Holds all answers until `open` is called as often. */
  close(): void
  open(): void
  /** Methods that it refuses, as if it did not have them. */
  lacks: Set<string>
  /** Every request that reached it, by method. */
  requests: string[]
}

export type Tab = {
  page: Page
  passkey: PagePasskey
  /** Requests that the page sent to the signer or the sign-up handler. */
  signerRequests: string[]
  /** Clicks a button, and waits for what the hook returned. Whatever `hold` names happens before the node answers. */
  press(name: string, options?: { hold?: 'task over' | 'activation over' | undefined }): Promise<Report>
  /** Waits until the page shows this. */
  shows(text: string | RegExp): Promise<void>
  wallet(): Promise<PasskeyWallet>
}

export type Dapp = {
  anvil: Anvil
  node: Node
  chromium: Chromium
  signerUrl: string
  /** Opens the page in a new tab, of a new browser unless one is passed. */
  open(options?: { query?: string; context?: BrowserContext }): Promise<Tab>
  /** Opens the page and signs up. The account has ether. */
  openConnected(options?: { query?: string }): Promise<Tab & { address: Address }>
}

/** A dapp of React and wagmi in Chromium: its server, the signer, Anvil, until the tests of the file are over. */
export async function openDapp(): Promise<Dapp> {
  const anvil = await startAnvil()
  const signer = await createLocalSigner()
  const signerServer = await listen(signer)
  const { organizationId } = signer
  const signUp = createSignUpHandler({
    client: createSignerClient({ url: signerServer.url, stamper: apiKeyStamper(signer.apiKey) }),
    organizationId,
  })
  const node = createNode()
  const code = await bundle()

  async function handle(request: Request): Promise<Response> {
    const { origin, pathname, searchParams } = new URL(request.url)
    if (pathname === '/api/sign-up') return signUp(request)
    if (pathname === '/rpc') return node.answer(request, anvil.url)
    if (pathname === '/page.js') return new Response(code, { headers: { 'content-type': 'text/javascript' } })
    if (pathname !== '/') return new Response(null, { status: 404 })
    const setup: Setup = {
      chainId: anvil.chain.id,
      rpcUrl: `${origin}/rpc`,
      signerUrl: signerServer.url,
      organizationId,
      signUpUrl: `${origin}/api/sign-up`,
      ssr: searchParams.has('ssr'),
      cookie: request.headers.get('cookie'),
    }
    const html = setup.ssr ? renderPage(setup) : ''
    return new Response(
      `<!doctype html><title>Test</title><div id="root">${html}</div><script id="setup" type="application/json">${JSON.stringify(setup)}</script><script type="module" src="/page.js"></script>`,
      { headers: { 'content-type': 'text/html' } },
    )
  }
  const listener = getRequestListener(handle)
  const server = createServer((request, response) => void listener(request, response))
  await once(server.listen(0, 'localhost'), 'listening')
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('The page has no port.')
  const pageUrl = `http://localhost:${bound.port}/`
  const chromium = await openChromium()
  afterAll(async () => {
    await chromium.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await signerServer.close()
    await signer.close()
    await anvil.stop()
  })

  async function open({ query = '', context }: { query?: string; context?: BrowserContext } = {}): Promise<Tab> {
    const page = await (context ?? (await chromium.newContext())).newPage()
    const passkey = await addVirtualAuthenticator(page)
    const signerRequests: string[] = []
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url())
      if (origin === new URL(signerServer.url).origin || pathname === '/api/sign-up') signerRequests.push(pathname)
    })
    const hear = (isRight: (text: string) => boolean): Promise<string> =>
      page.waitForEvent('console', (message) => isRight(message.text())).then((message) => message.text())
    await page.goto(`${pageUrl}?${query}`)
    return {
      page,
      passkey,
      signerRequests,
      async press(name, { hold } = {}) {
        const button = page.getByRole('button', { name, exact: true })
        if (hold) {
          // Enabled, once what it needs from the node is there: a node that is held would never answer that.
          await button.click({ trial: true })
          node.close()
        }
        const held = hold && hear((text) => text === `${hold}: ${name}`)
        const reported = hear((text) => text.startsWith(`{"name":"${name}"`))
        await button.click()
        await held
        if (hold) node.open()
        return JSON.parse(await reported)
      },
      shows: (text) => page.locator('output').filter({ hasText: text }).waitFor(),
      wallet: async () => {
        const { wallets } = JSON.parse(await page.evaluate(`localStorage.getItem('viem-passkey-account.wallet')`))
        return wallets[0]
      },
    }
  }

  return {
    anvil,
    node,
    chromium,
    signerUrl: signerServer.url,
    open,
    async openConnected(options) {
      const tab = await open(options)
      await tab.press('register')
      await tab.shows(/^connected /)
      const { address } = await tab.wallet()
      await anvil.testClient.setBalance({ address, value: parseEther('100') })
      return { ...tab, address }
    },
  }
}

/** What a framework does on its server. */
function renderPage(setup: Setup): string {
  const { config, App } = createApp(setup)
  return renderToString(createElement(App, { initialState: cookieToInitialState(config, setup.cookie) }))
}

function createNode() {
  /** How many hold it. */
  let holds = 0
  let gate = Promise.resolve()
  let open = (): void => undefined
  const lacks = new Set<string>()
  const requests: string[] = []
  return {
    lacks,
    requests,
    close: () => {
      if (holds++ > 0) return
      gate = new Promise((resolve) => {
        open = resolve
      })
    },
    open: () => {
      if (--holds === 0) open()
    },
    async answer(request: Request, url: string): Promise<Response> {
      const body = await request.text()
      const { id, method } = JSON.parse(body)
      requests.push(method)
      await gate
      if (lacks.has(method))
        return Response.json({ jsonrpc: '2.0', id, error: { code: -32601, message: 'There is no such method.' } })
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(url, { method: 'POST', headers, body })
      return new Response(await answer.text(), { headers })
    },
  }
}

/** The page's script, with what an app would get: this package as it is built, and React's warnings. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [root('test/browser/wagmi/page.ts')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    // Without the paths of the repository's, which lead to the sources.
    tsconfigRaw: {},
    define: { 'process.env.NODE_ENV': '"development"' },
  })
  return outputFiles.map(({ text }) => text).join('\n')
}
