import { once } from 'node:events'
import { createServer } from 'node:http'
import { build } from 'esbuild'
import { root } from '../../../scripts/lib/root.ts'

/**
 * Serves a page with one module script on http://localhost, on a free port.
 * The script is TypeScript, bundled; what it imports is what an app would get: `viem-passkey-account` is the packed package.
 */
export async function servePage(script: string): Promise<{ url: string; stop(): Promise<void> }> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: root('examples'), loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  })
  const code = outputFiles.map(({ text }) => text).join('\n')
  const server = createServer((request, response) => {
    const [type, body] =
      request.url === '/'
        ? ['text/html', '<!doctype html><title>Test</title><script type="module" src="/page.js"></script>']
        : ['text/javascript', code]
    response.writeHead(request.url === '/' || request.url === '/page.js' ? 200 : 404, { 'content-type': type })
    response.end(body)
  })
  await once(server.listen(0, 'localhost'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The page has no port.')
  return {
    url: `http://localhost:${address.port}/`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
