import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export type Connections = {
  /** Call when its client has made progress: has sent the headers of a request, or taken a response or an event. */
  markProgress(socket: Socket): void
  /** Keeps the connection open while the signer works on a request of it, until `endWork`. */
  startWork(socket: Socket): void
  endWork(socket: Socket): void
}

/**
 * Limits how many connections are open. A new connection over the limit closes the one whose client has made no progress for
 * the longest time. Connections that the signer is working for are kept: if it works for all of them, the new one is closed.
 * Refusing new connections instead would let a client that opens the limit and does nothing lock out everyone else.
 *
 * Only the time since the last progress counts. If silent clients were closed first, many unfinished requests would push out
 * each new client before it has sent anything. Single bytes are not progress, so no client keeps its place by dripping.
 */
export function limitConnections(server: Server, max: number): Connections {
  let open = 0
  /** Requests that the signer works on, by connection. With pipelining there may be several. */
  const works = new Map<Socket, number>()
  /** All other connections, ordered by their last progress. */
  const waiting = new Set<Socket>()

  function markProgress(socket: Socket): void {
    if (!waiting.delete(socket)) return
    waiting.add(socket)
  }

  server.on('connection', (socket: Socket) => {
    open += 1
    // Each response that waits for its client listens, and requests may be pipelined without end.
    socket.setMaxListeners(0)
    socket.once('close', () => {
      open -= 1
      waiting.delete(socket)
    })
    // If none waits, the new connection is closed.
    const [oldest = socket] = waiting
    waiting.add(socket)
    if (open <= max) return
    waiting.delete(oldest)
    oldest.destroy()
  })

  return {
    markProgress,
    startWork(socket) {
      works.set(socket, (works.get(socket) ?? 0) + 1)
      waiting.delete(socket)
    },
    endWork(socket) {
      const left = (works.get(socket) ?? 1) - 1
      if (left > 0) works.set(socket, left)
      else {
        works.delete(socket)
        if (!socket.destroyed) waiting.add(socket)
      }
    },
  }
}
