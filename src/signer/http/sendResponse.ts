import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { SentResponse } from '../protocol/messages.js'

export type Outgoing = {
  response: ServerResponse
  socket: Socket
  /** Milliseconds that a client may read nothing of its response. */
  answerTimeout: number
  /** Whether the server is closing: then the connection ends with this response. */
  isClosing: () => boolean
  /** Called each time the client has taken an event of a stream, before the next is sent. */
  onTaken: () => void
}

/** Sends a response as plain data. Ends when the operating system has taken all of it, or when the connection is gone. */
export async function sendResponse(sent: SentResponse, outgoing: Outgoing): Promise<void> {
  if ('cut' in sent) {
    outgoing.response.destroy()
    return
  }
  const { response, socket, answerTimeout, isClosing } = outgoing
  const { status, headers, body, sendBytes, release } = sent
  try {
    response.writeHead(status, {
      ...headers,
      // https://www.rfc-editor.org/rfc/rfc9110#section-8.6-12
      ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }),
      ...(isClosing() ? { connection: 'close' } : {}),
    })
    if (sendBytes === undefined) {
      // One string, which Node sends together with the headers. Nearly always the operating system takes it at once.
      response.end(body)
      if (response.writableLength === 0) return
      response.setTimeout(answerTimeout)
      await untilFinished(response, socket)
    } else {
      response.setTimeout(answerTimeout)
      await untilDone(socket, (done) => response.write(Buffer.from(body).subarray(0, sendBytes), done))
      response.destroy()
    }
  } finally {
    release?.()
  }
}

/** Sends a web response: with its length if its body is a single chunk, and event streams event by event. */
export async function sendWebResponse(web: Response, outgoing: Outgoing): Promise<void> {
  const { response, socket, answerTimeout, isClosing } = outgoing
  response.setTimeout(answerTimeout)
  response.statusCode = web.status
  for (const [name, value] of web.headers) response.setHeader(name, value)
  if (isClosing()) response.setHeader('connection', 'close')
  if (isEventStream(web)) return sendEvents(web, outgoing)
  await sendBody(web, response, socket)
  await untilFinished(response, socket)
}

/** Tells whether a response has no end: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type') === 'text/event-stream'
}

/** Sends each event at once, and asks for the next one when the client has taken this one: a slow client queues nothing. */
async function sendEvents(web: Response, { response, socket, onTaken }: Outgoing): Promise<void> {
  const reader = web.body?.getReader()
  // Ends the wait for the next event, too.
  const leave = (): void => void reader?.cancel()
  socket.once('close', leave)
  if (socket.destroyed) leave()
  for (let chunk = await reader?.read(); chunk?.value !== undefined; chunk = await reader?.read()) {
    const bytes = chunk.value
    onTaken()
    await untilDone(socket, (done) => response.write(bytes, done))
  }
  response.end()
}

async function sendBody(web: Response, response: ServerResponse, socket: Socket): Promise<void> {
  const reader = web.body?.getReader()
  if (reader === undefined) {
    response.end()
    return
  }
  const hasLength = web.headers.has('content-length')
  let chunk = await reader.read()
  while (chunk.value !== undefined && !socket.destroyed) {
    const bytes = chunk.value
    // Sent before the next chunk is read: if reading that one fails, the client has had this one.
    if (hasLength) await untilDone(socket, (done) => response.write(bytes, done))
    chunk = await reader.read()
    if (hasLength) continue
    if (chunk.done && !response.headersSent) response.setHeader('content-length', bytes.length)
    if (!response.write(bytes)) await untilDone(socket, (done) => response.once('drain', done))
  }
  if (!chunk.done) await reader.cancel()
  response.end()
}

async function untilFinished(response: ServerResponse, socket: Socket): Promise<void> {
  if (response.writableLength > 0) await untilDone(socket, (done) => response.once('finish', done))
}

/** Waits, but not for a connection that is gone. */
async function untilDone(socket: Socket, wait: (done: () => void) => void): Promise<void> {
  if (socket.destroyed) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      socket.off('close', done)
      resolve()
    }
    socket.once('close', done)
    wait(done)
  })
}
