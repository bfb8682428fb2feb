import {
  SignerAnswerError,
  SignerConnectionLostError,
  SignerTimeoutError,
  SignerUnreachableError,
} from '../errors/signer.js'
import { toError } from '../errors/toError.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { orAborted } from './orAborted.js'
import { parseObject } from './parseObject.js'
import { readRetryAfter, toRequestError } from './toRequestError.js'

/** Far above any answer of the API (a hundred activities, each with its body of at most 1 MiB, would be the worst). */
const maxAnswerBytes = 128 * 2 ** 20

/** One HTTP request with a stamp: the parsed answer, or a typed error. Tries once. */
export async function post(
  client: SignerClient,
  { url, body, stamp }: SignedRequest,
  signal?: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  signal?.throwIfAborted()
  // AbortSignal.any and .timeout are missing in React Native.
  const controller = new AbortController()
  const timer = setTimeout(
    () => controller.abort(new SignerTimeoutError({ url, timeout: client.timeout })),
    client.timeout,
  )
  const forward = () => controller.abort(signal?.reason)
  signal?.addEventListener('abort', forward, { once: true })

  try {
    const request = new Request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [stamp.stampHeaderName]: stamp.stampHeaderValue },
      body,
      // A redirect would carry the stamped body to whoever it names.
      redirect: 'manual',
      signal: controller.signal,
    })
    const response = await orAborted(client.fetchFn(request), controller.signal).catch((error) => {
      throw controller.signal.aborted ? error : new SignerUnreachableError({ url, cause: toError(error) })
    })
    const { status } = response
    if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      await response.body?.cancel()
      throw new SignerAnswerError({ url, status, reason: 'it is a redirect' })
    }
    const text = await orAborted(readText(response, url), controller.signal).catch((error) => {
      if (controller.signal.aborted || error instanceof SignerAnswerError) throw error
      throw new SignerConnectionLostError({ url, cause: toError(error) })
    })
    const answer = parseObject(text)
    if (!answer)
      throw new SignerAnswerError({
        url,
        status,
        retryAfter: readRetryAfter(response),
        reason: 'it is not a JSON object',
      })
    if (!response.ok) throw toRequestError(answer, { client, url, response })
    return answer
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', forward)
  }
}

async function readText(response: Response, url: string): Promise<string> {
  const reader = response.body?.getReader()
  // React Native's fetch has no streams.
  if (!reader) return response.text()
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > maxAnswerBytes) {
      await reader.cancel()
      throw new SignerAnswerError({ url, status: response.status, reason: `it is over ${maxAnswerBytes} bytes` })
    }
    text += decoder.decode(value, { stream: true })
  }
}
