import type { ServerResponse } from 'node:http'
import { listen } from './serve.js'

export type Received = { method: string; url: string; headers: Record<string, string | undefined>; body: Buffer }

export type Upstream = { url: string; received: Received[] }

/** Starts an HTTP server in place of the signer, which records requests. It responds with `{"ok":true}` by default. */
export async function startUpstream(answer?: (outgoing: ServerResponse) => void): Promise<Upstream> {
  const received: Received[] = []
  const { url } = await listen(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const headers = Object.fromEntries(
      Object.entries(incoming.headersDistinct).map(([name, values]) => [name, values?.join(' | ')]),
    )
    received.push({
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers,
      body: Buffer.concat(chunks),
    })
    if (answer) answer(outgoing)
    else outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
  })
  return { url, received }
}
