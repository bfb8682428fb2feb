import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { handedOverText } from './handOver.js'

/**
 * Sends an answer, in one piece with its length if it comes in one piece and does not say its length itself. Ends when the
 * operating system has taken all of it, or when the connection is gone.
 *
 * @param onTaken Told, of an answer without an end, each time there is more to send and all before has been taken.
 */
export async function sendResponse(
  response: Response,
  outgoing: ServerResponse,
  socket: Socket,
  onTaken: () => void,
): Promise<void> {
  const text = handedOverText(response)
  if (isEventStream(response)) return sendEvents(response, outgoing, socket, onTaken)
  if (text === undefined) await sendStream(response, outgoing, socket)
  else {
    const bytes = Buffer.from(text, 'utf8')
    outgoing.setHeader('content-length', bytes.length)
    outgoing.end(bytes)
  }
  // Nearly always it has been taken at once.
  if (outgoing.writableLength > 0) await orGone(socket, (done) => outgoing.once('finish', done))
}

/** An answer without an end: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type') === 'text/event-stream'
}

/** Each piece as soon as it is there, and the next one only when this one has gone: nothing piles up for a slow reader. */
async function sendEvents(
  response: Response,
  outgoing: ServerResponse,
  socket: Socket,
  onTaken: () => void,
): Promise<void> {
  const reader = response.body?.getReader()
  // Whoever waits for the next piece is told, too.
  const leave = (): void => void reader?.cancel()
  socket.once('close', leave)
  if (socket.destroyed) leave()
  for (let chunk = await reader?.read(); chunk?.value !== undefined; chunk = await reader?.read()) {
    const bytes = chunk.value
    onTaken()
    await orGone(socket, (done) => outgoing.write(bytes, done))
  }
  outgoing.end()
}

async function sendStream(response: Response, outgoing: ServerResponse, socket: Socket): Promise<void> {
  const reader = response.body?.getReader()
  if (reader === undefined) {
    outgoing.end()
    return
  }
  const hasLength = response.headers.has('content-length')
  let chunk = await reader.read()
  while (chunk.value !== undefined && !socket.destroyed) {
    const bytes = chunk.value
    // Out of our hands before the next is asked for: should there be none, this much has still been sent.
    if (hasLength) await orGone(socket, (done) => outgoing.write(bytes, done))
    chunk = await reader.read()
    if (hasLength) continue
    if (chunk.done && !outgoing.headersSent) outgoing.setHeader('content-length', bytes.length)
    if (!outgoing.write(bytes)) await orGone(socket, (done) => outgoing.once('drain', done))
  }
  if (!chunk.done) await reader.cancel()
  outgoing.end()
}

/** Waits, but not for what a connection that is gone will never say. */
async function orGone(socket: Socket, wait: (done: () => void) => void): Promise<void> {
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
