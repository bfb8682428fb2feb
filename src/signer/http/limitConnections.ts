import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** What the signer tells of its connections. */
export type Connections = {
  /** Its client has come a step further: it has sent the headers of a request, or taken what it was sent. */
  advanced(socket: Socket): void
  /** While the signer works on a request that has come in whole, its connection keeps its place. */
  working<result>(socket: Socket, work: () => Promise<result>): Promise<result>
}

/**
 * Keeps so many connections and no more. When another comes, one is closed for it: of those the signer is not working for,
 * the one whose client has not come a step further for the longest. To turn the newcomer away instead would let whoever
 * holds that many connections, and does nothing with them, keep everybody else out.
 *
 * Age alone decides, not whether a client is silent, in the middle of a request or of taking its answer: were silent ones
 * closed first, many halves of requests would push out each newcomer before it has said anything. Single bytes are no step,
 * so that nobody keeps a place by dripping.
 */
export function limitConnections(server: Server, max: number): Connections {
  let open = 0
  /** How many requests of each the signer works on: clients may send the next before they have an answer. */
  const works = new Map<Socket, number>()
  /** The others, in the order of their last step. */
  const waiting = new Set<Socket>()

  function advanced(socket: Socket): void {
    if (!waiting.delete(socket)) return
    waiting.add(socket)
  }

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
    advanced,
    async working(socket, work) {
      works.set(socket, (works.get(socket) ?? 0) + 1)
      waiting.delete(socket)
      try {
        return await work()
      } finally {
        const left = (works.get(socket) ?? 1) - 1
        if (left > 0) works.set(socket, left)
        else {
          works.delete(socket)
          if (!socket.destroyed) waiting.add(socket)
        }
      }
    },
  }
}
