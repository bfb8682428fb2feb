import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'

export type Connections = {
  /** Each connection sends the next when it has its answer. @returns milliseconds from the request to its answer, for each. */
  exchange(requests: readonly Buffer[]): Promise<number[]>
  close(): void
}

/**
 * Connections that do as little as an HTTP client can, since they share the processor with the signer that is measured:
 * requests are bytes made beforehand, and of an answer only its status and its end are looked at.
 *
 * @param holds What the text of an answer must hold.
 */
export async function connect(url: string, count: number, holds: string): Promise<Connections> {
  const { hostname, port } = new URL(url)
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connectSocket(Number(port), hostname).setNoDelay()
      await once(socket, 'connect')
      return socket
    }),
  )
  return {
    async exchange(requests) {
      const times: number[] = []
      const waiting = requests.values()
      await Promise.all(sockets.map((socket) => drive(socket, waiting, holds, times)))
      return times
    },
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Sends what is waiting, one after another. */
function drive(socket: Socket, waiting: Iterator<Buffer>, holds: string, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // A connection that nobody used for seconds has been closed by the signer.
    if (socket.destroyed || socket.readableEnded) throw new Error('A connection is closed.')
    let received = ''
    let started = 0
    const next = (): void => {
      const { done, value } = waiting.next()
      if (done === true) {
        for (const event of ['data', 'error', 'close'] as const) socket.removeAllListeners(event)
        resolve()
        return
      }
      started = performance.now()
      socket.write(value)
    }
    socket.on('data', (chunk) => {
      // All of it is ASCII, so characters count as bytes.
      received += chunk.toString('latin1')
      const headEnd = received.indexOf('\r\n\r\n')
      if (headEnd === -1) return
      const length = /\r\ncontent-length: ([0-9]+)\r\n/i.exec(received)?.[1]
      if (length === undefined) {
        reject(new Error(`The signer answered without a length: ${received}`))
        return
      }
      if (received.length < headEnd + 4 + Number(length)) return
      times.push(performance.now() - started)
      if (!received.startsWith('HTTP/1.1 200 ') || !received.includes(holds)) {
        reject(new Error(`The signer answered: ${received}`))
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
