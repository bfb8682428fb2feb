import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Handler, SignerRequest } from '../protocol/messages.js'
import { bodyLimit } from '../protocol/parseBody.js'
import { forbidden, methodNotAllowed, unavailable, WireError } from '../protocol/WireError.js'
import type { Room } from './createRoom.js'
import type { Connections } from './limitConnections.js'
import { isEventStream, type Outgoing, sendResponse, sendWebResponse } from './sendResponse.js'

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
  /** Event streams, which only end when they are cut off. */
  streams: Set<ServerResponse>
  isClosing: () => boolean
}

/** Answers one request. An error ends its connection and nothing else. */
export async function serve(server: Server, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { connections, answerTimeout, isClosing } = server
  const { socket } = incoming
  const onTaken = (): void => connections.markProgress(socket)
  onTaken()
  try {
    const refusal = refusalOf(incoming, server)
    if (refusal !== undefined) return refuse(refusal, response, answerTimeout)
    const body = await readUpToLimit(incoming, server.bodies)
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
    const send = await connections.whileWorking(socket, () => answer(server, incoming, response, body))
    response.setTimeout(answerTimeout)
    await send({ response, socket, isClosing, onTaken })
    onTaken()
  } catch {
    response.destroy()
  }
}

/** Answers with an error, and closes the connection. */
function refuse({ status, headers, body }: WireError, response: ServerResponse, answerTimeout: number): void {
  response.setTimeout(answerTimeout)
  response
    .writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers })
    .end(JSON.stringify(body))
}

/** Handles a request. @returns a function that sends the response: sending waits for the client, not for the signer. */
async function answer(
  server: Server,
  incoming: IncomingMessage,
  response: ServerResponse,
  body: Uint8Array<ArrayBuffer>,
): Promise<(outgoing: Outgoing) => Promise<void>> {
  const { handle, fetch, page, isForConsole, isClosing, streams } = server
  const isPage = page !== undefined && isForConsole(incoming)
  if (handle !== undefined && !isPage) {
    const plain = await handle(toSignerRequest(incoming, body))
    return (outgoing) => sendResponse(plain, outgoing)
  }
  const web = await (isPage ? page : fetch)(toWebRequest(incoming, body))
  if (isPage && isEventStream(web)) {
    if (isClosing() || incoming.socket.destroyed) response.destroy()
    else streams.add(response)
    response.once('close', () => streams.delete(response))
  }
  return (outgoing) => sendWebResponse(web, outgoing)
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
async function readUpToLimit(incoming: IncomingMessage, bodies: Room): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  let taken = 0
  try {
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      chunks.push(chunk)
      size += chunk.length
      if (size > shortBody) {
        if (!bodies.take(chunk.length)) return undefined
        taken += chunk.length
      }
      if (size > bodyLimit) break
    }
    return Buffer.concat(chunks, size)
  } finally {
    bodies.give(taken)
  }
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
