import type { Handler, SignerResponse } from '../protocol/messages.js'
import { bodyLimit } from '../protocol/parseBody.js'
import { findDelaySignal } from './delaySignals.js'
import { toAnswerBody } from './toAnswerBody.js'

/** Adapts the signer to the web's `Request` and `Response`. Only the path of the URL counts. */
export function createFetch(handle: Handler): (request: Request) => Promise<Response> {
  return async (request) => {
    const response = await handle(
      {
        method: request.method,
        path: new URL(request.url).pathname,
        // happy-dom, in which tests of pages may run, keeps the case of names.
        headers: new Map([...request.headers].map(([name, value]) => [name.toLowerCase(), value])),
        body: await readUpToLimit(request),
      },
      findDelaySignal(request) ?? (() => request.signal),
    )
    // As `fetch` does.
    if (request.signal.aborted) {
      if ('release' in response) response.release?.()
      throw request.signal.reason
    }
    // What `fetch` throws where no server listens.
    if ('cut' in response) throw new TypeError('fetch failed', { cause: cutOnPurpose() })
    const { status, headers, body, release, sendBytes } = response
    if (sendBytes !== undefined) {
      release?.()
      return sendPart(response, sendBytes)
    }
    return new Response(body === '' ? null : toAnswerBody(body, release), { status, headers })
  }
}

/** The body, or its beginning if it is over the limit. */
async function readUpToLimit({ headers, body }: Request): Promise<Uint8Array> {
  if (body === null || Number(headers.get('content-length') ?? '0') > bodyLimit) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body.getReader()
  for (let chunk = await reader.read(); chunk.value !== undefined; chunk = await reader.read()) {
    chunks.push(chunk.value)
    size += chunk.value.length
    if (size <= bodyLimit) continue
    await reader.cancel()
    break
  }
  return Buffer.concat(chunks, size)
}

/** A response whose body ends before the length that its header promises. */
function sendPart({ status, headers, body }: SignerResponse, sendBytes: number): Response {
  const bytes = new TextEncoder().encode(body)
  let sent = false
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) controller.error(cutOnPurpose())
      else controller.enqueue(bytes.subarray(0, sendBytes))
      sent = true
    },
  })
  return new Response(stream, { status, headers: { ...headers, 'content-length': String(bytes.length) } })
}

const cutOnPurpose = (): TypeError => new TypeError('The connection was cut on purpose.')
