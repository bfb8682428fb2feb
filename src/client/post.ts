import { abortReason } from '../errors/abortReason.js'
import { raceSignal } from '../errors/raceSignal.js'
import {
  SignerAnswerError,
  SignerConnectionLostError,
  SignerTimeoutError,
  SignerUnreachableError,
} from '../errors/signer.js'
import { startTimer } from '../errors/startTimer.js'
import { toError } from '../errors/toError.js'
import type { SignedRequest } from '../wire/stamp.js'
import { callFetch } from './callFetch.js'
import { globalFetch, type SignerClient } from './createSignerClient.js'
import { isRedirect } from './isRedirect.js'
import { parseObject } from './parseObject.js'
import { readText } from './readText.js'
import { readRetryAfter, toRequestError } from './toRequestError.js'

/** Posts a signed request once. Returns the parsed response, or throws a typed error. */
export async function post(
  client: SignerClient,
  request: SignedRequest,
  signal?: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  if (signal?.aborted) throw abortReason(signal)
  const { timeout } = client
  // React Native has neither AbortSignal.any nor AbortSignal.timeout.
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    return await new Promise((resolve, reject) => {
      timer = startTimer(() => reject(new SignerTimeoutError({ url: request.url, timeout })), timeout)
      raceSignal(exchange(client, request, controller.signal), signal).then(resolve, reject)
    })
  } catch (error) {
    // Ends a request that is still under way. Not after a response: browsers log that abort as a network error.
    controller.abort()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function exchange(
  client: SignerClient,
  { url, body, stamp }: SignedRequest,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const init = {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', [stamp.stampHeaderName]: stamp.stampHeaderValue },
    body,
    // Following a redirect would hand the stamped body to another host.
    redirect: 'manual' as const,
    // A `fetch` that caches POST would show an activity as pending forever. Some platforms throw on the option.
    ...('cache' in (globalThis.Request?.prototype ?? {}) && { cache: 'no-store' as const }),
    signal,
  }
  const secrets = [body, stamp.stampHeaderValue]
  const response = await callFetch(client.fetchFn, init).catch((error) => {
    const cause = toError(error, secrets)
    throw new SignerUnreachableError({ url, cause, isCustomFetch: client.fetchFn !== globalFetch })
  })
  const { status } = response
  const answerError = (reason: string) =>
    new SignerAnswerError({ url, status, reason, retryAfter: readRetryAfter(response) })

  if (isRedirect(response, url)) throw answerError('it is a redirect')
  const text = await readText(response, client.maxResponseBytes).catch((error) => {
    throw new SignerConnectionLostError({ url, cause: toError(error, secrets) })
  })
  if (text === undefined) throw answerError('it is larger than `maxResponseBytes`')
  const answer = parseObject(text)
  if (!answer) throw answerError('it is not a JSON object, or has too many levels or values')
  if (!response.ok)
    throw toRequestError(answer, response, client, url, secrets) ?? answerError('it is not the error of a signer')
  return answer
}
