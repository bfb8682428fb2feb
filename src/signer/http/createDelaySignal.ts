import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Returns a signal that aborts when the response has been sent, when its client has gone, or when the server closes. */
export function createDelaySignal(response: ServerResponse, socket: Socket, closing: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const abort = (): void => {
    response.off('close', abort)
    socket.off('close', abort)
    closing.removeEventListener('abort', abort)
    controller.abort()
  }
  response.on('close', abort)
  // A response that waits for an earlier one on its connection does not hear when that closes.
  socket.on('close', abort)
  closing.addEventListener('abort', abort)
  if (socket.destroyed || closing.aborted) abort()
  return controller.signal
}
