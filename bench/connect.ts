import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'

export type Connections = {
  /** Sends the requests, the next on each connection once it has its response. @returns the latency of each, in milliseconds. */
  send(requests: readonly Buffer[]): Promise<number[]>
  close(): void
}

/**
 * Opens connections that do as little as an HTTP client can, because they share the processor with the signer under test: requests are prepared
 * bytes, and only a response's status, length and `expectedText` are checked.
 *
 * @param expectedText What each response must contain.
 */
export async function connect(url: string, count: number, expectedText: string): Promise<Connections> {
  const { hostname, port } = new URL(url)
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connectSocket(Number(port), hostname).setNoDelay()
      await once(socket, 'connect')
      return socket
    }),
  )
  return {
    async send(requests) {
      const times: number[] = []
      const queue = requests.values()
      await Promise.all(sockets.map((socket) => sendAll(socket, queue, expectedText, times)))
      return times
    },
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Sends requests from the queue until it is empty. */
function sendAll(socket: Socket, queue: Iterator<Buffer>, expectedText: string, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // The signer closes idle connections.
    if (socket.destroyed || socket.readableEnded) throw new Error('A connection is closed.')
    let received = ''
    let start = 0
    const next = (): void => {
      const { done, value } = queue.next()
      if (done === true) {
        for (const event of ['data', 'error', 'close'] as const) socket.removeAllListeners(event)
        resolve()
        return
      }
      start = performance.now()
      socket.write(value)
    }
    socket.on('data', (chunk) => {
      // Responses are ASCII, so one character is one byte.
      received += chunk.toString('latin1')
      const headEnd = received.indexOf('\r\n\r\n')
      if (headEnd === -1) return
      const length = /\r\ncontent-length: ([0-9]+)\r\n/i.exec(received)?.[1]
      if (length === undefined) {
        reject(new Error(`The response has no content-length: ${received}`))
        return
      }
      if (received.length < headEnd + 4 + Number(length)) return
      times.push(performance.now() - start)
      if (!received.startsWith('HTTP/1.1 200 ') || !received.includes(expectedText)) {
        reject(new Error(`Unexpected response: ${received}`))
        return
      }
      received = ''
      next()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The signer closed a connection.')))
    next()
  })
}
