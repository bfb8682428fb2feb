import { InvalidSignedRequestError } from '../errors/config.js'
import type {
  SignerAnswerError,
  SignerConnectionLostError,
  SignerRequestError,
  SignerTimeoutError,
  SignerUnreachableError,
} from '../errors/signer.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { send } from './send.js'

/**
 * Sends a signed request and returns the parsed answer: `{ activity }`, or a query's response. No prompt.
 *
 * It goes to this client's signer: of the request's URL only the path from `/public/v1/` on is used, so a request may be stamped in a
 * page, against a proxy, and sent by a backend. A cut connection, a timeout, and statuses 429, 502, 503 and 504 are tried again, three
 * times, with growing pauses or after `Retry-After`, unless that is over 30 seconds: the same bytes are the same activity, however often they arrive. To follow an activity to its end use
 * {@link waitForActivity}.
 *
 * @throws InvalidSignedRequestError, SignerUnreachableError, SignerConnectionLostError, SignerTimeoutError, SignerAnswerError,
 * SignerRequestError (and its subclasses), or the reason of `signal`.
 *
 * @example
 * const answer = await sendSignedRequest(client, { request })
 */
export async function sendSignedRequest(
  client: SignerClient,
  { request, signal }: sendSignedRequest.Parameters,
): Promise<sendSignedRequest.ReturnType> {
  return send(client, aimAt(client, request), signal)
}

export declare namespace sendSignedRequest {
  type Parameters = { request: SignedRequest; signal?: AbortSignal | undefined }
  type ReturnType = Record<string, unknown>
  type ErrorType =
    | InvalidSignedRequestError
    | SignerUnreachableError
    | SignerConnectionLostError
    | SignerTimeoutError
    | SignerAnswerError
    | SignerRequestError
}

/** The request, for this client's signer: whoever made it chooses the path, never the host. */
export function aimAt(client: SignerClient, request: SignedRequest): SignedRequest {
  const path = /\/public\/v1\/(submit|query)\/[a-z0-9_]+$/.exec(request.url)?.[0]
  if (!path) throw new InvalidSignedRequestError()
  return { ...request, url: client.url + path }
}
