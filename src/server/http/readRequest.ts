import { bodyTooLarge } from './checkHead.js'
import { deadline } from './deadline.js'
import { Refusal } from './Refusal.js'
import { readBytes } from './readBytes.js'

/**
 * The bytes of a body, unchanged. What is left of one that is too large or too slow is not cancelled:
 * in Node that would cut the connection under the answer.
 * @throws Refusal
 */
export async function readRequest(
  request: Request,
  limits: { maxBytes: number; timeout: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const limit = deadline(limits.timeout, request.signal)
  try {
    const bytes = await readBytes(request.body, { maxBytes: limits.maxBytes, signal: limit.signal })
    if (bytes === 'too-large') throw bodyTooLarge(limits.maxBytes)
    return bytes
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    if (limit.timedOut())
      throw new Refusal('body_too_slow', `The body did not arrive within ${limits.timeout} ms.`, { cause })
    if (request.signal.aborted) throw new Refusal('client_gone', 'The client went away.', { cause })
    throw new Refusal('body_unreadable', 'The body could not be read.', { cause })
  } finally {
    limit.clear()
  }
}
