import { parseObject } from '../../client/parseObject.js'
import { raceSignal } from '../../errors/raceSignal.js'
import type { Stamp } from '../../wire/stamp.js'
import { deadline } from '../http/deadline.js'
import { decodeUtf8 } from '../http/decodeUtf8.js'
import { endToEndHeader } from '../http/endToEndHeader.js'
import { jsonResponse, Refusal } from '../http/Refusal.js'
import { readBytes } from '../http/readBytes.js'

/** Of the signer's headers these reach the client. Cookies, CORS, redirects and the rest are not for it. */
const answerHeaders = ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']

/**
 * Posts the bytes with their stamp and nothing else of the client's, and reads the answer to its end before any of it is passed on:
 * a half answer never looks like a whole one.
 * @throws Refusal
 */
export async function sendUpstream(parameters: {
  url: string
  body: Uint8Array<ArrayBuffer>
  stamp: Stamp
  fetchFn: (request: Request) => Promise<Response>
  timeout: number
  maxResponseBytes: number
  /** Aborts when the client goes away. */
  signal: AbortSignal
}): Promise<Response> {
  const { url, body, stamp, fetchFn, timeout, maxResponseBytes, signal } = parameters
  const limit = deadline(timeout, signal)
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
      signal: limit.signal,
    })
    const answer = await raceSignal(fetchFn(request), limit.signal)
    const { status } = answer
    if (answer.type === 'opaqueredirect' || (status >= 300 && status < 400))
      throw new Refusal('upstream_redirect', 'The signer redirected the request, which is never followed.')
    const bytes = await readBytes(answer.body, { maxBytes: maxResponseBytes, signal: limit.signal })
    if (bytes === 'too-large') throw new Refusal('upstream_answer_too_large', 'The answer of the signer is too large.')
    const headers: Record<string, string> = {}
    for (const name of answerHeaders) {
      const value = endToEndHeader(answer.headers, name)
      if (value !== null) headers[name] = value
    }
    const text = decodeUtf8(bytes)
    if (text !== undefined && parseObject(text) !== undefined) return jsonResponse(status, bytes, headers)
    // Something in front of the signer answered; its text is not for the client.
    if (status === 429)
      throw new Refusal('upstream_rate_limit', 'The signer has had too many requests. Try again later.', { headers })
    throw new Refusal('upstream_answer_unreadable', `The signer answered ${status} with something other than JSON.`)
  } catch (cause) {
    // What is left of the answer is not wanted: the connection may close.
    limit.abort()
    if (cause instanceof Refusal) throw cause
    if (limit.timedOut())
      throw new Refusal('upstream_timeout', `The signer did not answer within ${timeout} ms.`, { cause })
    if (signal.aborted) throw new Refusal('client_gone', 'The client went away.', { cause })
    throw new Refusal('upstream_unreachable', 'The signer could not be reached, or the connection was cut.', { cause })
  } finally {
    limit.clear()
  }
}
