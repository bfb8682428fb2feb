import { parseObject } from '../../client/parseObject.js'
import { raceSignal } from '../../errors/raceSignal.js'
import { toError } from '../../errors/toError.js'
import type { Stamp } from '../../wire/stamp.js'
import { createDeadline } from '../http/createDeadline.js'
import { decodeUtf8 } from '../http/decodeUtf8.js'
import { getEndToEndHeader } from '../http/getEndToEndHeader.js'
import { HandlerError, jsonResponse } from '../http/HandlerError.js'
import { readBytes } from '../http/readBytes.js'

/** The signer's response headers that reach the client. Cookies, CORS headers and the rest do not. */
const forwardedHeaders = ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']

/**
 * Posts body and stamp to the signer and returns its response. The response is read to its end first, so that the
 * client never takes a part of it for the whole.
 *
 * @throws HandlerError
 */
export async function forwardRequest(parameters: {
  url: string
  body: Uint8Array<ArrayBuffer>
  stamp: Stamp
  fetchFn: (request: Request) => Promise<Response>
  timeout: number
  maxResponseBytes: number
  /** Aborts when the client closes the connection. */
  signal: AbortSignal
}): Promise<Response> {
  const { url, body, stamp, fetchFn, timeout, maxResponseBytes, signal } = parameters
  const deadline = createDeadline(timeout, signal)
  let hasResponse = false
  try {
    const request = new Request(url, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        [stamp.stampHeaderName]: stamp.stampHeaderValue,
      },
      body,
      redirect: 'manual',
      signal: deadline.signal,
    })
    const response = await raceSignal(fetchFn(request), deadline.signal)
    hasResponse = true
    const { status } = response
    if (response.type === 'opaqueredirect' || (status >= 300 && status < 400))
      throw new HandlerError(
        'upstream_redirect',
        'The signer redirected the request, and redirects are not followed. Check `upstream`.',
      )
    const bytes = await readBytes(response.body, { maxBytes: maxResponseBytes, signal: deadline.signal })
    if (bytes === 'too-large')
      throw new HandlerError(
        'upstream_answer_too_large',
        `The response of the signer is larger than ${maxResponseBytes} bytes. Ask for less.`,
      )
    const headers: Record<string, string> = {}
    for (const name of forwardedHeaders) {
      const value = getEndToEndHeader(response.headers, name)
      if (value !== null) headers[name] = value
    }
    const text = decodeUtf8(bytes)
    if (text !== undefined && parseObject(text) !== undefined) return jsonResponse(status, bytes, headers)
    // Something in front of the signer responded. Its text is not for the client.
    if (status === 429)
      throw new HandlerError('upstream_rate_limit', 'The signer received too many requests. Try again later.', {
        headers,
      })
    throw new HandlerError(
      'upstream_answer_unreadable',
      `The response with status ${status} is not JSON, so it is not the signer's. Check \`upstream\`.`,
    )
  } catch (error) {
    // Closes the connection if the rest of the response is still on its way.
    deadline.abort()
    if (error instanceof HandlerError) throw error
    // `onError` may log it.
    const cause = toError(error, [decodeUtf8(body) ?? '', stamp.stampHeaderValue])
    if (deadline.timedOut())
      throw new HandlerError('upstream_timeout', `The signer did not respond within ${timeout} ms.`, {
        cause,
        fields: { timeout },
      })
    if (signal.aborted) throw new HandlerError('client_gone', 'The client closed the connection.', { cause })
    throw new HandlerError('upstream_unreachable', 'The signer could not be reached, or the connection broke.', {
      cause,
      fields: { phase: hasResponse ? 'response' : 'request' },
    })
  } finally {
    deadline.clear()
  }
}
