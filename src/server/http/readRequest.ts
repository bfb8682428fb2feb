import { bodyTooLarge } from './checkHeaders.js'
import { createDeadline } from './createDeadline.js'
import { HandlerError } from './HandlerError.js'
import { readBytes } from './readBytes.js'

/**
 * Reads the bytes of a request's body. If they are too many or arrive too late, the rest is not cancelled: in Node,
 * that would close the connection before the response is sent.
 *
 * @throws HandlerError
 */
export async function readRequest(
  request: Request,
  limits: { maxBytes: number; timeout: number },
): Promise<Uint8Array<ArrayBuffer>> {
  if (request.bodyUsed) throw alreadyRead()
  const deadline = createDeadline(limits.timeout, request.signal)
  try {
    const bytes = await readBytes(request.body, { maxBytes: limits.maxBytes, signal: deadline.signal })
    if (bytes === 'too-large') throw bodyTooLarge(limits.maxBytes)
    if (bytes.length === 0 && Number(request.headers.get('content-length') ?? 0) > 0) throw alreadyRead()
    return bytes
  } catch (cause) {
    if (cause instanceof HandlerError) throw cause
    if (deadline.timedOut())
      throw new HandlerError('body_too_slow', `The body did not arrive within ${limits.timeout} ms.`, { cause })
    if (request.signal.aborted) throw new HandlerError('client_gone', 'The client closed the connection.', { cause })
    throw new HandlerError('body_unreadable', 'The body could not be read.', { cause })
  } finally {
    deadline.clear()
  }
}

function alreadyRead(): HandlerError {
  return new HandlerError(
    'body_unreadable',
    'Something read the body before this handler. Mount the handler before body parsers such as express.json().',
  )
}
