import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/** A proxied request: the `path` of its URL, and the `method` of its JSON-RPC call, if it is one. */
export type ProxiedRequest = { path: string; method: string; body: string }

export type Proxy = {
  url: string
  /**
   * Decides about each request. `forward` passes it on and resolves with the answer. Return the answer, or `undefined` to cut the connection.
   * Forwards everything by default.
   */
  intercept: (request: ProxiedRequest, forward: () => Promise<string>) => Promise<string | undefined>
  /** Every request so far. */
  readonly requests: readonly ProxiedRequest[]
  close(): Promise<void>
}

/** Starts a proxy between a script and Anvil or the signer, to observe requests and to interrupt at an exact point. */
export async function startProxy(target: string): Promise<Proxy> {
  const requests: ProxiedRequest[] = []
  const server = createServer(async (incoming, response) => {
    const [path, body] = [incoming.url ?? '', await text(incoming)]
    const { method = '' } = body ? JSON.parse(body) : {}
    const request = { path, method, body }
    requests.push(request)
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers))
      if (/^(x-stamp.*|content-type)$/.test(name) && typeof value === 'string') headers.set(name, value)
    let status = 200
    const answer = await proxy.intercept(request, async () => {
      const upstream = await fetch(target + path, { method: 'POST', body, headers })
      status = upstream.status
      return upstream.text()
    })
    if (answer === undefined) response.destroy()
    else response.writeHead(status, { 'content-type': 'application/json' }).end(answer)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const proxy: Proxy = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    intercept: (_, forward) => forward(),
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}
