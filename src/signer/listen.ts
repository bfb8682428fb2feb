import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import type { LocalSigner } from './createLocalSigner.js'
import { SignerListenError } from './errors.js'
import { handedOverText, handOverBody } from './http/handOver.js'
import { hostPolicy } from './http/hostPolicy.js'
import { bodyLimit } from './http/readBody.js'
import { forbidden } from './WireError.js'
import { wellKnownApiKey } from './wellKnown.js'

/**
 * Puts a signer behind HTTP.
 *
 * @param parameters.host The address to listen on, `127.0.0.1` unless said. Off loopback the well-known API key is refused.
 * @param parameters.port 0 for any free one, which it is unless said.
 * @param parameters.allowedHosts Names a request's Host may have beside addresses, `localhost`, and `host` itself: the name of
 *   a container, say. Others are refused, so that no page can reach it by making its own name point here.
 * @param parameters.maxConnections At once; more are closed unheard. 1,000 unless said.
 * @throws SignerListenError
 *
 * @example
 * const server = await listen(await createLocalSigner(), { port: 8181 })
 * console.log(server.url) // http://127.0.0.1:8181
 */
export async function listen(
  signer: Pick<LocalSigner, 'fetch' | 'apiKey'>,
  parameters: listen.Parameters = {},
): Promise<ListeningSigner> {
  const { host = '127.0.0.1', port = 0, allowedHosts = [], maxConnections = 1000 } = parameters
  if (!isLoopback(host) && signer.apiKey.publicKey === wellKnownApiKey.publicKey)
    throw new SignerListenError(
      'WELL_KNOWN_KEY',
      host,
      port,
      `The signer has the API key everybody knows, so it does not listen on ${host}. Give it a database file, or an apiKey of its own.`,
    )

  let closing = false
  const answering = new Set<Promise<void>>()
  const incomplete = new Set<IncomingMessage>()
  const server = createServer({ maxHeaderSize: 32 * 1024, headersTimeout: 10_000, requestTimeout: 30_000 })
  server.maxConnections = maxConnections
  const isOurs = hostPolicy([host, ...allowedHosts])
  server.on('request', (incoming, outgoing) => {
    incomplete.add(incoming)
    incoming.once('close', () => incomplete.delete(incoming))
    incoming.once('end', () => incomplete.delete(incoming))
    const done = serve(signer, isOurs, incoming, outgoing, () => closing).finally(() => answering.delete(done))
    answering.add(done)
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)))
    server.listen(port, host, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')
  const shownHost = isIP(address.address) === 6 ? `[${address.address}]` : address.address
  return {
    url: `http://${host === 'localhost' ? host : shownHost}:${address.port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      closing = true
      for (const incoming of incomplete) incoming.destroy()
      // What is being answered is answered to the end; who only keeps a connection, or half a request, is not waited for.
      await Promise.all(answering)
      server.closeAllConnections()
      await closed
    },
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.[0-9]{1,3}){3}$/.test(host)
}

function listenError(error: Error, host: string, port: number): SignerListenError {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new SignerListenError(
      'PORT_IN_USE',
      host,
      port,
      `Port ${port} on ${host} is in use. Stop what uses it, or give another port.`,
      error,
    )
  return new SignerListenError('LISTEN_FAILED', host, port, `Cannot listen on ${host}:${port}.`, error)
}

/** One exchange, from Node's objects to the web's and back. Whatever goes wrong ends this connection and nothing else. */
async function serve(
  signer: Pick<LocalSigner, 'fetch'>,
  isOurs: (host: string | undefined) => boolean,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  isClosing: () => boolean,
): Promise<void> {
  try {
    // The web's Request cannot carry these.
    if (incoming.method === 'TRACE' || incoming.method === 'TRACK') {
      outgoing.writeHead(405, { allow: 'POST, OPTIONS' }).end()
      return
    }
    if (!isOurs(incoming.headers.host)) {
      const { status, body } = forbidden(
        'this signer does not go by the name in the Host header: name it with --allowed-host',
      )
      outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body))
      return
    }
    const response = await signer.fetch(toRequest(incoming, await readUpToLimit(incoming)))
    outgoing.statusCode = response.status
    for (const [name, value] of response.headers) outgoing.setHeader(name, value)
    // The rest of a body that is too long is not read: the connection cannot be used for another request.
    if (!incoming.complete || isClosing()) outgoing.setHeader('connection', 'close')
    await send(response, outgoing)
  } catch {
    outgoing.destroy()
  }
}

/** The body, or its beginning if it is over the limit: enough for the signer to refuse it. */
async function readUpToLimit(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk)
    size += chunk.length
    if (size > bodyLimit) break
  }
  return Buffer.concat(chunks, size)
}

function toRequest(incoming: IncomingMessage, body: Uint8Array<ArrayBuffer>): Request {
  const headers: [string, string][] = []
  const { rawHeaders } = incoming
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  const { method = 'GET' } = incoming
  // Only the path counts; a target that is no path, such as `*`, is one nobody serves.
  const path = incoming.url?.startsWith('/') === true ? incoming.url : '/'
  const url = `http://localhost${path}`
  const request = new Request(url, { method, headers, ...(method === 'GET' || method === 'HEAD' ? {} : { body }) })
  return handOverBody(request, body)
}

/** In one piece with its length, if it comes in one piece and does not say its length itself. */
async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const text = handedOverText(response)
  if (text !== undefined) {
    const bytes = Buffer.from(text, 'utf8')
    outgoing.setHeader('content-length', bytes.length)
    outgoing.end(bytes)
    return
  }
  const reader = response.body?.getReader()
  if (reader === undefined) {
    outgoing.end()
    return
  }
  const hasLength = response.headers.has('content-length')
  let chunk = await reader.read()
  while (chunk.value !== undefined) {
    const bytes = chunk.value
    // Out of our hands before the next is asked for: should there be none, this much has still been sent.
    if (hasLength) await new Promise<void>((sent) => outgoing.write(bytes, () => sent()))
    chunk = await reader.read()
    if (hasLength) continue
    if (chunk.done && !outgoing.headersSent) outgoing.setHeader('content-length', bytes.length)
    if (!outgoing.write(bytes)) await once(outgoing, 'drain')
  }
  outgoing.end()
}

export type ListeningSigner = {
  /** Without a slash at the end. */
  url: string
  /** Ends when the last answer is out and every connection closed. The signer itself stays open. */
  close: () => Promise<void>
}

export declare namespace listen {
  type Parameters = {
    host?: string | undefined
    port?: number | undefined
    allowedHosts?: readonly string[] | undefined
    maxConnections?: number | undefined
  }
  type ErrorType = SignerListenError
}
