import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { build } from 'esbuild'
import { Hono } from 'hono'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createProxy, createSignUpHandler } from 'viem-passkey-account/server'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll } from 'vitest'
import { root } from '../../../scripts/lib/root.ts'
import { readPage, readSnippets } from '../../docs/pages.js'

/** Where the files of the page are written: beside the packages that they import. */
export const folder = 'test/wagmi/kits/guide'

const tsconfig = {
  extends: '../../../../tsconfig.json',
  compilerOptions: {
    declaration: false,
    // AppKit's own types do not pass it.
    exactOptionalPropertyTypes: false,
    jsx: 'react-jsx',
    types: ['vite/client'],
    paths: {
      'viem-passkey-account': ['../../../../src/index.ts'],
      'viem-passkey-account/wagmi': ['../../../../src/wagmi/index.ts'],
    },
  },
  include: ['src'],
  exclude: [],
}

/** What the tests add to a kit's `App`: the address, and a button that signs. */
const main = (kit: string): string => `import { createRoot } from 'react-dom/client'
import { useAccount, useSignMessage } from 'wagmi'
import { App } from './${kit}'

function Sign() {
  const { address } = useAccount()
  const { data, signMessage } = useSignMessage()
  return (
    <>
      <p aria-label="Address">{address}</p>
      <button onClick={() => signMessage({ message: 'hi' })}>Sign</button>
      <p aria-label="Signature">{data}</p>
    </>
  )
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<App><Sign /></App>)
`

/**
 * Serves the kits' files of docs/wallet-kits.md as pages, with a signer, a sign-up handler and Anvil. `/rainbowkit` asks as the page
 * says; `/rainbowkit-login` has no `choose`.
 */
export async function servePages(kits: readonly string[]): Promise<{ url: string }> {
  const anvil = await startAnvil()
  const signer = await createLocalSigner()
  const server = await listen(signer)
  const files = readSnippets(readPage('docs/wallet-kits.md')).filter(({ heading }) => heading.startsWith('src/'))
  const write = (name: string, code: string): void => {
    mkdirSync(dirname(root(`${folder}/${name}`)), { recursive: true })
    writeFileSync(root(`${folder}/${name}`), code)
  }
  for (const { heading, code } of files) {
    const routed = code.replace('http://127.0.0.1:8545', anvil.url)
    write(heading, routed)
    write(heading.replace('src/', 'login/'), routed.replace('  choose,\n', ''))
  }
  write('tsconfig.json', JSON.stringify(tsconfig))
  for (const kit of kits) for (const variant of ['src', 'login']) write(`${variant}/main-${kit}.tsx`, main(kit))
  await build({
    absWorkingDir: root(folder),
    entryPoints: kits.flatMap((kit) => [
      { in: `src/main-${kit}.tsx`, out: kit },
      { in: `login/main-${kit}.tsx`, out: `${kit}-login` },
    ]),
    outdir: 'out',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    alias: { 'viem-passkey-account': root('examples/node_modules/viem-passkey-account') },
    logLevel: 'error',
  })

  const { organizationId, apiKey } = signer
  const client = createSignerClient({ url: server.url, stamper: apiKeyStamper(apiKey) })
  const signUp = createSignUpHandler({ client, organizationId })
  const proxy = createProxy({ basePath: '/api/signer', upstream: server.url })
  const app = new Hono()
  app.post('/api/sign-up', (context) => signUp(context.req.raw))
  app.post('/api/signer/*', (context) => proxy(context.req.raw))
  app.get('/out/*', serveStatic({ root: root(folder) }))
  app.get('/:page', (context) => {
    const page = context.req.param('page')
    const kit = page.replace('-login', '')
    return context.html(
      `<!doctype html><link rel="stylesheet" href="/out/${kit}.css"><div id="root"></div><script type="module" src="/out/${page}.js"></script>`,
    )
  })
  const { url, close } = await new Promise<{ url: string; close: () => Promise<void> }>((resolve) => {
    const http = serve({ fetch: app.fetch, port: 0, hostname: 'localhost' }, ({ port }) =>
      resolve({
        url: `http://localhost:${port}`,
        close: () => new Promise((done) => http.close(() => done())),
      }),
    )
  })
  afterAll(async () => {
    await close()
    await server.close()
    await signer.close()
    await anvil.stop()
    rmSync(root(folder), { recursive: true, force: true })
  })
  return { url }
}
