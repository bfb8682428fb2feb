import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Whose move it is on each connection. */
export type Connections = {
  /** The signer works for this one: it keeps its place. */
  busy(socket: Socket): void
  /** Its client has the next move: to ask something, to finish asking, or to take its answer. */
  waiting(socket: Socket): void
}

/**
 * Keeps so many connections and no more. When another comes, the one that has waited for its client the longest is closed
 * for it. To turn the newcomer away instead would let whoever holds that many connections, and sends nothing on them,
 * keep everybody else out.
 */
export function limitConnections(server: Server, max: number): Connections {
  let open = 0
  const waiting = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open += 1
    socket.once('close', () => {
      open -= 1
      waiting.delete(socket)
    })
    // Where the signer works for all of them, the newcomer goes.
    const [longest = socket] = waiting
    waiting.add(socket)
    if (open <= max) return
    waiting.delete(longest)
    longest.destroy()
  })
  return {
    busy(socket) {
      waiting.delete(socket)
    },
    waiting(socket) {
      waiting.delete(socket)
      if (!socket.destroyed) waiting.add(socket)
    },
  }
}
