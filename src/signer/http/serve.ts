import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Handler, SignerRequest } from '../protocol/messages.js'
import { bodyLimit } from '../protocol/parseBody.js'
import { forbidden, methodNotAllowed, unavailable, WireError } from '../protocol/WireError.js'
import { createDelaySignal } from './createDelaySignal.js'
import type { Room } from './createRoom.js'
import { setDelaySignal } from './delaySignals.js'
import type { Connections } from './limitConnections.js'
import { isEventStream, sendResponse, sendWebResponse } from './sendResponse.js'

/** More than any browser sends, which is about twenty. Node would drop those over its own limit, and the stamp with them. */
export const maxHeaders = 100

/** Bytes of a body that are not counted: `limitConnections` limits how many there are. */
const shortBody = 64 * 1024

export type Server = {
  /** Undefined for a signer that has only `fetch`. */
  handle: Handler | undefined
  fetch: (request: Request) => Promise<Response>
  page: ((request: Request) => Promise<Response>) | undefined
  isAllowedHost: (host: string | undefined) => boolean
  isForConsole: (request: IncomingMessage) => boolean
  connections: Connections
  /** Bytes of the bodies that are arriving. The first 64 KiB of each are not counted. */
  bodies: Room
  /** Milliseconds that a client may read nothing of its response. */
  answerTimeout: number
  /** Requests whose body is not complete yet. */
  incomplete: Set<IncomingMessage>
  /** Event streams, which only end when they are cut off. */
  streams: Set<ServerResponse>
  /** Aborts when the server closes. */
  closing: AbortSignal
}

/** Answers one request. Never rejects: an error ends its connection and nothing else. */
export async function serve(server: Server, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { handle, connections, incomplete, answerTimeout, closing } = server
  const { socket } = incoming
  const onTaken = (): void => connections.markProgress(socket)
  onTaken()
  incomplete.add(incoming)
  try {
    const refusal = refusalOf(incoming, server)
    if (refusal !== undefined) return refuse(refusal, response, answerTimeout)
    const body = await readUpToLimit(incoming, server.bodies)
    if (incoming.complete) incomplete.delete(incoming)
    // The rest of a body that is refused is read and dropped: closing the connection could overtake the refusal.
    incoming.resume()
    if (body === undefined) {
      const retry = { 'retry-after': '1' }
      return refuse(
        unavailable('the bodies of other requests are still arriving: try again', retry),
        response,
        answerTimeout,
      )
    }
    const isPage = server.page !== undefined && server.isForConsole(incoming)
    const outgoing = { response, socket, answerTimeout, isClosing: () => closing.aborted, onTaken }
    const getDelaySignal = (): AbortSignal => createDelaySignal(response, socket, closing)
    // Sending waits for the client, not for the signer.
    let send: () => Promise<void>
    connections.startWork(socket)
    try {
      if (handle !== undefined && !isPage) {
        const plain = await handle(toSignerRequest(incoming, body), getDelaySignal)
        send = () => sendResponse(plain, outgoing)
      } else {
        const request = toWebRequest(incoming, body)
        if (!isPage) setDelaySignal(request, getDelaySignal)
        const web = await answerWeb(server, request, response, isPage)
        send = () => sendWebResponse(web, outgoing)
      }
    } finally {
      connections.endWork(socket)
    }
    await send()
    onTaken()
  } catch {
    response.destroy()
  } finally {
    incomplete.delete(incoming)
  }
}

/** Answers with an error, and closes the connection. */
function refuse({ status, headers, body }: WireError, response: ServerResponse, answerTimeout: number): void {
  response.setTimeout(answerTimeout)
  response
    .writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers })
    .end(JSON.stringify(body))
}

/** Answers with what `fetch` or the page returns. */
async function answerWeb(
  { fetch, page, closing, streams }: Server,
  request: Request,
  response: ServerResponse,
  isPage: boolean,
): Promise<Response> {
  const web = await (isPage && page !== undefined ? page : fetch)(request)
  if (isPage && isEventStream(web)) {
    if (closing.aborted || response.req.socket.destroyed) response.destroy()
    else streams.add(response)
    response.once('close', () => streams.delete(response))
  }
  return web
}

/** Refuses what no path accepts. */
function refusalOf({ method, headers, rawHeaders }: IncomingMessage, { isAllowedHost }: Server): WireError | undefined {
  // The web's Request cannot carry these.
  if (method === 'TRACE' || method === 'TRACK') return methodNotAllowed(method, 'POST')
  if (rawHeaders.length > 2 * maxHeaders)
    return new WireError(431, 3, `bad request: more than ${maxHeaders} headers`, 'REQUEST_INVALID')
  if (!isAllowedHost(headers.host))
    return forbidden('the Host header names another host: allow the name with --allowed-host')
  return undefined
}

/**
 * The body, or its beginning if it is over the limit: enough for the signer to refuse it. Undefined if too many long ones are
 * arriving. Most bodies are short, and never wait for those.
 */
function readUpToLimit(incoming: IncomingMessage, bodies: Room): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    let taken = 0
    const end = (): void => {
      bodies.give(taken)
      incoming.off('data', onData).off('end', onEnd).off('error', onError).off('close', onError)
    }
    const onEnd = (): void => {
      end()
      resolve(Buffer.concat(chunks, size))
    }
    // Without an error, a connection that has been closed ends the wait, too.
    const onError = (error?: Error): void => {
      end()
      reject(error)
    }
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk)
      size += chunk.length
      if (size > shortBody) {
        if (!bodies.take(chunk.length)) {
          end()
          resolve(undefined)
          return
        }
        taken += chunk.length
      }
      if (size > bodyLimit) onEnd()
    }
    incoming.on('data', onData).on('end', onEnd).on('error', onError).on('close', onError)
  })
}

/** The target, or `/` for a target that is not a path, such as `*`. Nothing is served there. */
const targetOf = ({ url }: IncomingMessage): string => (url?.startsWith('/') === true ? url : '/')

function toSignerRequest(incoming: IncomingMessage, body: Uint8Array): SignerRequest {
  const headers = new Map<string, string>()
  const { rawHeaders, method = 'GET' } = incoming
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name, value] = [(rawHeaders[at] ?? '').toLowerCase(), rawHeaders[at + 1] ?? '']
    const known = headers.get(name)
    headers.set(name, known === undefined ? value : `${known}, ${value}`)
  }
  return { method, path: targetOf(incoming).split(/[?#]/, 1)[0] ?? '/', headers, body }
}

function toWebRequest(incoming: IncomingMessage, body: Uint8Array<ArrayBuffer>): Request {
  const headers: [string, string][] = []
  const { rawHeaders, method = 'GET' } = incoming
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  const withoutBody = method === 'GET' || method === 'HEAD'
  return new Request(`http://localhost${targetOf(incoming)}`, { method, headers, ...(withoutBody ? {} : { body }) })
}
