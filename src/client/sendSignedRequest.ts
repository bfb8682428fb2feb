import { InvalidSignedRequestError } from '../errors/config.js'
import {
  type SignerAnswerError,
  type SignerConnectionLostError,
  SignerError,
  SignerRequestError,
  type SignerTimeoutError,
  type SignerUnreachableError,
} from '../errors/signer.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { pause } from './pause.js'
import { post } from './post.js'

const retries = 3

/** A signer that wants a longer rest than this is the caller's to handle. */
const longestRest = 30_000

/**
 * Sends a signed request and returns the parsed answer: `{ activity }`, or a query's response. No prompt.
 *
 * It goes to this client's signer: of the request's URL only the path from `/public/v1/` on is used, so a request may be stamped in a
 * page, against a proxy, and sent by a backend. A cut connection, a timeout, and statuses 429, 502, 503 and 504 are tried again, three
 * times, with growing pauses: the same bytes are the same activity, however often they arrive. To follow an activity to its end use
 * {@link waitForActivity}.
 *
 * @throws SignerUnreachableError, SignerConnectionLostError, SignerTimeoutError, SignerAnswerError, SignerRequestError (and its
 * subclasses), or the reason of `signal`.
 *
 * @example
 * const answer = await sendSignedRequest(client, { request })
 */
export async function sendSignedRequest(
  client: SignerClient,
  { request, signal }: sendSignedRequest.Parameters,
): Promise<sendSignedRequest.ReturnType> {
  const aimed = { ...request, url: client.url + toPath(request.url) }
  for (let attempt = 0; ; attempt++) {
    try {
      return await post(client, aimed, signal)
    } catch (error) {
      if (attempt === retries || !isTransient(error)) throw error
      if ((error.retryAfter ?? 0) > longestRest) throw error
      const rest = error.retryAfter ?? client.pollingInterval * 2 ** attempt
      await pause(rest, signal)
    }
  }
}

export declare namespace sendSignedRequest {
  type Parameters = { request: SignedRequest; signal?: AbortSignal | undefined }
  type ReturnType = Record<string, unknown>
  type ErrorType =
    | SignerUnreachableError
    | SignerConnectionLostError
    | SignerTimeoutError
    | SignerAnswerError
    | SignerRequestError
}

function toPath(url: string): string {
  const path = /\/public\/v1\/(submit|query)\/[a-z0-9_]+$/.exec(url)?.[0]
  if (!path) throw new InvalidSignedRequestError({ url })
  return path
}

/** No answer, or one that stands for "not now". */
function isTransient(error: unknown): error is SignerError {
  if (!(error instanceof SignerError)) return false
  // Over quota is over quota a second later too.
  if (error instanceof SignerRequestError && error.turnkeyErrorCode === 'SIGNING_QUOTA_EXCEEDED') return false
  return error.status === undefined || [429, 502, 503, 504].includes(error.status)
}
