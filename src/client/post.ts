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

/** Far above any answer of the API (a hundred activities, each with its body of at most 1 MiB, would be the worst). */
const maxAnswerBytes = 128 * 2 ** 20

/** One HTTP request with a stamp: the parsed answer, or a typed error. Tries once. */
export async function post(
  client: SignerClient,
  request: SignedRequest,
  signal?: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  if (signal?.aborted) throw signal.reason
  const { url } = request
  const { timeout } = client
  // React Native has no AbortSignal.any and .timeout, and its signals know no reason.
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SignerTimeoutError({ url, timeout })), timeout)
  })
  try {
    return await raceSignal(Promise.race([exchange(client, request, controller.signal), late]), signal)
  } finally {
    clearTimeout(timer)
    // Ends what is still under way; an answer that was read to its end is not touched.
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
    // A redirect would carry the stamped body to whoever it names.
    redirect: 'manual',
    signal,
  })
  const response = await client.fetchFn(request).catch((error) => {
    throw new SignerUnreachableError({ url, cause: toError(error) })
  })
  const { status } = response
  const notUnderstood = (reason: string) =>
    new SignerAnswerError({ url, status, reason, retryAfter: readRetryAfter(response) })

  // A browser shows a redirect that was not followed as status 0.
  if (/^(0|3..)$/.test(String(status))) throw notUnderstood('a redirect')
  const text = await readText(response, () => notUnderstood('too large')).catch((error) => {
    throw error instanceof SignerAnswerError ? error : new SignerConnectionLostError({ url, cause: toError(error) })
  })
  const answer = parseObject(text)
  if (!answer) throw notUnderstood('not a JSON object')
  if (!response.ok) throw toRequestError(answer, { client, url, response }) ?? notUnderstood('not an error of a signer')
  return answer
}

async function readText(response: Response, tooLarge: () => SignerAnswerError): Promise<string> {
  let bytes = 0
  const limited = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length
      if (bytes > maxAnswerBytes) throw tooLarge()
      controller.enqueue(chunk)
    },
  })
  // React Native's fetch has no streams.
  return (response.body ? new Response(response.body.pipeThrough(limited)) : response).text()
}
