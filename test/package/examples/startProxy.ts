import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/** A request on its way: `path` of its URL, `method` of the JSON-RPC call that it is, if it is one. */
export type Passing = { path: string; method: string; body: string }

export type Proxy = {
  url: string
  /**
   * Looks at each request. `pass` hands it on and resolves with its answer; without an answer the connection is cut.
   * Everything is passed on unless this is set.
   */
  intercept: (request: Passing, pass: () => Promise<string>) => Promise<string | undefined>
  /** Every request so far. */
  readonly seen: readonly Passing[]
  close(): Promise<void>
}

/** Stands between a script and Anvil, or the signer, to see what passes and to stop things at an exact point. */
export async function startProxy(target: string): Promise<Proxy> {
  const seen: Passing[] = []
  const server = createServer(async (request, response) => {
    const [path, body] = [request.url ?? '', await text(request)]
    const { method = '' } = body ? JSON.parse(body) : {}
    const passing = { path, method, body }
    seen.push(passing)
    const headers = new Headers()
    for (const [name, value] of Object.entries(request.headers))
      if (/^(x-stamp.*|content-type)$/.test(name) && typeof value === 'string') headers.set(name, value)
    let status = 200
    const answer = await proxy.intercept(passing, async () => {
      const answered = await fetch(target + path, { method: 'POST', body, headers })
      status = answered.status
      return answered.text()
    })
    if (answer === undefined) response.destroy()
    else response.writeHead(status, { 'content-type': 'application/json' }).end(answer)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const proxy: Proxy = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    intercept: (_, pass) => pass(),
    seen,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}
