import { once } from 'node:events'
import { createServer } from 'node:http'
import { bundlePage } from './bundlePage.js'

/** Serves a page with one module script on http://localhost, on a free port. */
export async function servePage(script: string): Promise<{ url: string; stop(): Promise<void> }> {
  const code = await bundlePage(script)
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
