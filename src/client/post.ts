import { raceSignal } from '../errors/raceSignal.js'
import {
  SignerAnswerError,
  SignerConnectionLostError,
  SignerTimeoutError,
  SignerUnreachableError,
} from '../errors/signer.js'
import { toError } from '../errors/toError.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { parseObject } from './parseObject.js'
import { readRetryAfter, toRequestError } from './toRequestError.js'

/** Far more than the API's largest response: a hundred activities with a body of 1 MiB each. */
const maxResponseBytes = 128 * 2 ** 20

/** Posts a signed request once. Returns the parsed response, or throws a typed error. */
export async function post(
  client: SignerClient,
  { request, signal }: { request: SignedRequest; signal?: AbortSignal | undefined },
): Promise<Record<string, unknown>> {
  if (signal?.aborted) throw signal.reason
  const { url } = request
  const { timeout } = client
  // React Native has neither AbortSignal.any nor AbortSignal.timeout, and its signals have no reason.
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const timedOut = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SignerTimeoutError({ url, timeout })), timeout)
  })
  try {
    return await raceSignal(Promise.race([exchange(client, request, controller.signal), timedOut]), signal)
  } finally {
    clearTimeout(timer)
    // Ends a request that is still under way. A response that was read to its end is not affected.
    controller.abort()
  }
}

async function exchange(
  client: SignerClient,
  { url, body, stamp }: SignedRequest,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const request = new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [stamp.stampHeaderName]: stamp.stampHeaderValue },
    body,
    // Following a redirect would hand the stamped body to another host.
    redirect: 'manual',
    signal,
  })
  const response = await client.fetchFn(request).catch((error) => {
    throw new SignerUnreachableError({ url, cause: toError(error) })
  })
  const { status } = response
  const answerError = (reason: string) =>
    new SignerAnswerError({ url, status, reason, retryAfter: readRetryAfter(response) })

  // A browser reports a redirect that it did not follow as status 0.
  if (/^(0|3..)$/.test(String(status))) throw answerError('it is a redirect')
  const text = await readText(response, () => answerError('it is too large')).catch((error) => {
    throw error instanceof SignerAnswerError ? error : new SignerConnectionLostError({ url, cause: toError(error) })
  })
  const answer = parseObject(text)
  if (!answer) throw answerError('it is not a JSON object')
  if (!response.ok)
    throw toRequestError(answer, { client, url, response }) ?? answerError('it is not the error of a signer')
  return answer
}

async function readText(response: Response, tooLarge: () => SignerAnswerError): Promise<string> {
  let bytes = 0
  const limited = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length
      if (bytes > maxResponseBytes) throw tooLarge()
      controller.enqueue(chunk)
    },
  })
  // React Native's fetch has no streams.
  return (response.body ? new Response(response.body.pipeThrough(limited)) : response).text()
}
