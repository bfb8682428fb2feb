import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isIP, Server as NetServer } from 'node:net'
import { devApiKey } from '../auth/identity/devCredentials.js'
import type { LocalSigner } from '../createLocalSigner.js'
import { SignerListenError } from '../errors.js'
import { forbidden, WireError } from '../protocol/WireError.js'
import { isLoopback } from '../util/isLoopback.js'
import { consolePolicy } from './consolePolicy.js'
import { handOverBody } from './handOver.js'
import { hostPolicy } from './hostPolicy.js'
import { type Connections, limitConnections } from './limitConnections.js'
import { listenError } from './listenError.js'
import { bodyLimit } from './readBody.js'
import { isEventStream, sendResponse } from './sendResponse.js'

/** A browser sends some twenty. Node drops what is over its own limit, and a stamp might be among it. */
const maxHeaders = 100

/**
 * Puts a signer behind HTTP.
 *
 * @param parameters.host The address to listen on, `127.0.0.1` unless said. Off loopback the well-known API key is refused.
 * @param parameters.port 0 for any free one, which it is unless said.
 * @param parameters.allowedHosts Names a request's Host may have beside addresses, `localhost`, and `host` itself: the name of
 *   a container, say. Others are refused, so that no page can reach it by making its own name point here.
 * @param parameters.maxConnections At once, 1,000 unless said. For one more, one of those that the signer is not working for is
 *   closed: the one whose client has not come a step further for the longest. Steps are to connect, to have sent the headers of a
 *   request, to have taken an answer or an event. If the signer works for all of them, the newcomer is closed.
 * @param parameters.requestTimeout Milliseconds a request may take to arrive, 30,000 unless said.
 * @param parameters.headersTimeout The same for its headers, counted from the moment its client connects; 10,000 unless said.
 * @param parameters.answerTimeout Milliseconds a client may take none of its answer, 30,000 unless said.
 * @param parameters.page Whether `GET /` shows the signer's own page: everything it holds but secrets, to whoever gets there.
 *   Unless said, only on loopback, and only by a name of loopback. `true`: wherever it listens. `false`: nowhere.
 * @throws SignerListenError
 *
 * @example
 * const server = await listen(await createLocalSigner(), { port: 8181 })
 * console.log(server.url) // http://127.0.0.1:8181
 */
export async function listen(
  signer: Pick<LocalSigner, 'fetch' | 'apiKey'> & Partial<Pick<LocalSigner, 'page'>>,
  parameters: listen.Parameters = {},
): Promise<ListeningSigner> {
  const { host = '127.0.0.1', port = 0, allowedHosts = [], maxConnections = 1000 } = parameters
  const { requestTimeout = 30_000, headersTimeout = Math.min(10_000, requestTimeout) } = parameters
  const { answerTimeout = 30_000 } = parameters
  if (!isLoopback(host) && signer.apiKey.publicKey === devApiKey.publicKey)
    throw new SignerListenError(
      'WELL_KNOWN_KEY',
      host,
      port,
      `The signer has the API key everybody knows, so it does not listen on ${host}. Give it a database file (--database), or in code an apiKey of its own.`,
    )

  let closing = false
  const answering = new Set<Promise<void>>()
  const incomplete = new Set<IncomingMessage>()
  const server = createServer({
    maxHeaderSize: 32 * 1024,
    headersTimeout,
    requestTimeout,
    // Longer than clients keep a connection that they do not use: they should not write into one that is just being closed.
    keepAliveTimeout: 60_000,
    // How often Node looks for requests that are late.
    connectionsCheckingInterval: Math.min(1000, headersTimeout),
  })
  server.maxHeadersCount = maxHeaders + 1
  const exchange: Exchange = {
    signer,
    isOurs: hostPolicy([host, ...allowedHosts]),
    isForPage: consolePolicy(parameters.page, host),
    streams: new Set(),
    connections: limitConnections(server, maxConnections),
    answerTimeout,
    isClosing: () => closing,
  }
  server.on('request', (incoming, outgoing) => {
    incomplete.add(incoming)
    incoming.once('close', () => incomplete.delete(incoming))
    incoming.once('end', () => incomplete.delete(incoming))
    const done = serve(exchange, incoming, outgoing).finally(() => answering.delete(done))
    answering.add(done)
  })

  await new Promise<void>((resolve, reject) => {
    // Kept once it listens: it tells of connections that could not be taken, and nothing has to end for that.
    server.on('error', (error) => reject(listenError(error, host, port)))
    server.listen(port, host, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')
  const shownHost = isIP(address.address) === 6 ? `[${address.address}]` : address.address
  return {
    url: `http://${host === 'localhost' ? host : shownHost}:${address.port}`,
    async close() {
      closing = true
      // Node's own way to close a web server takes an answer that is not all sent yet for nothing, and cuts it off.
      const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
      for (const endless of [...incomplete, ...exchange.streams]) endless.destroy()
      // What is being answered is answered to the end; who only keeps a connection, or half a request, is not waited for.
      await Promise.all(answering)
      server.closeAllConnections()
      await closed
      server.close()
    },
  }
}

type Exchange = {
  signer: Pick<LocalSigner, 'fetch'> & Partial<Pick<LocalSigner, 'page'>>
  isOurs: (host: string | undefined) => boolean
  isForPage: ReturnType<typeof consolePolicy>
  /** Answers that go on until they are cut off. */
  streams: Set<ServerResponse>
  connections: Connections
  answerTimeout: number
  isClosing: () => boolean
}

/** One exchange, from Node's objects to the web's and back. Whatever goes wrong ends this connection and nothing else. */
async function serve(exchange: Exchange, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { connections, answerTimeout } = exchange
  const { socket } = incoming
  const advanced = (): void => connections.advanced(socket)
  advanced()
  try {
    const refusal = refusalOf(incoming, exchange)
    if (refusal !== undefined) {
      outgoing.setTimeout(answerTimeout)
      const headers = { 'content-type': 'application/json', connection: 'close', ...refusal.headers }
      outgoing.writeHead(refusal.status, headers).end(JSON.stringify(refusal.body))
      return
    }
    const body = await readUpToLimit(incoming)
    // The rest of one that is too long goes by unread. To hang up on it would often be faster than the answer that says why.
    incoming.resume()
    const response = await connections.working(socket, () => answerOf(exchange, incoming, outgoing, body))
    outgoing.setTimeout(answerTimeout)
    outgoing.statusCode = response.status
    for (const [name, value] of response.headers) outgoing.setHeader(name, value)
    if (exchange.isClosing()) outgoing.setHeader('connection', 'close')
    await sendResponse(response, outgoing, socket, advanced)
    advanced()
  } catch {
    outgoing.destroy()
  }
}

async function answerOf(
  { signer, isForPage, isClosing, streams }: Exchange,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  body: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  if (signer.page === undefined || !isForPage(incoming)) return signer.fetch(toRequest(incoming, body))
  const response = await signer.page(toRequest(incoming, body))
  if (!isEventStream(response)) return response
  if (isClosing() || incoming.socket.destroyed) outgoing.destroy()
  else streams.add(outgoing)
  outgoing.once('close', () => streams.delete(outgoing))
  return response
}

/** What is wrong with a request, whatever it asks for. */
function refusalOf({ method, headers, rawHeaders }: IncomingMessage, { isOurs }: Exchange): WireError | undefined {
  // The web's Request cannot carry these.
  if (method === 'TRACE' || method === 'TRACK')
    return new WireError(405, 12, `${method} is not allowed here, only POST`, 'REQUEST_INVALID', {
      headers: { allow: 'POST, OPTIONS' },
    })
  if (rawHeaders.length > 2 * maxHeaders)
    return new WireError(431, 3, `bad request: it has more than ${maxHeaders} headers`, 'REQUEST_INVALID')
  if (!isOurs(headers.host))
    return forbidden('this signer does not go by the name in the Host header: name it with --allowed-host')
  return undefined
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
    requestTimeout?: number | undefined
    headersTimeout?: number | undefined
    answerTimeout?: number | undefined
    page?: boolean | undefined
  }
  type ErrorType = SignerListenError
}
