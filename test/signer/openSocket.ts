import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type RawClient = {
  socket: Socket
  /** The text received so far. */
  received: () => string
  /** Waits until the received text matches. Rejects if the connection closes first. */
  until: (pattern: RegExp) => Promise<void>
  closed: Promise<void>
}

/** A client that sends arbitrary bytes. */
export async function openSocket(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (data: string) => {
    text += data
  })
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await once(socket, 'connect')
  return {
    socket,
    received: () => text,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(text)) resolve()
        }
        look()
        socket.on('data', look)
        void closed.then(() => reject(new Error(`closed before ${pattern}: ${text}`)))
      }),
    closed,
  }
}
