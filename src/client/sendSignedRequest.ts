import { type InvalidParameterError, InvalidSignedRequestError } from '../errors/config.js'
import type { NotPermittedError } from '../errors/notPermitted.js'
import type {
  ClockSkewError,
  CredentialConflictError,
  SignerAnswerError,
  SignerConnectionLostError,
  SignerRequestError,
  SignerTimeoutError,
  SignerUnreachableError,
  StampRejectedError,
  UnknownCredentialError,
} from '../errors/signer.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { parseStamp } from './parseStamp.js'
import { resolveClientUrl } from './resolveClientUrl.js'
import { sendWithRetry } from './sendWithRetry.js'
import { signerPath } from './stampRequest.js'

/**
 * Sends a signed request and returns the parsed response: `{ activity }`, or a query's response. Does not prompt. Use
 * {@link waitForActivity} to wait until the activity is final.
 *
 * The request goes to this client's signer: of its URL only the path from `/public/v1/` on is used. So a request can be
 * stamped in a page, with a proxy's URL, and sent by a backend.
 *
 * If the connection breaks, the request times out, or the status is 429, 502, 503 or 504, it is sent up to three times
 * more, with growing delays or after `Retry-After`, unless that exceeds 30 seconds. The same bytes are the same activity,
 * however often they arrive.
 *
 * @throws InvalidSignedRequestError, SignerUnreachableError, SignerConnectionLostError, SignerTimeoutError,
 * SignerAnswerError, SignerRequestError and its subclasses, or the reason of `signal`.
 *
 * @example
 * ```ts
 * import { createSignerClient, type SignedRequest } from 'viem-passkey-account'
 * import { sendSignedRequest } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient()
 *
 * export async function forward(request: SignedRequest) {
 *   return sendSignedRequest(client, { request })
 * }
 * ```
 */
export async function sendSignedRequest(
  client: SignerClient,
  { request, signal }: sendSignedRequest.Parameters,
): Promise<sendSignedRequest.ReturnType> {
  return sendWithRetry(client, withClientUrl(client, request), signal)
}

export declare namespace sendSignedRequest {
  type Parameters = {
    /** The request, from {@link stampRequest}. */
    request: SignedRequest
    /** Aborts the request. The call then rejects with the signal's reason. */
    signal?: AbortSignal | undefined
  }
  type ReturnType = Record<string, unknown>
  type ErrorType =
    | InvalidParameterError
    | InvalidSignedRequestError
    | SignerUnreachableError
    | SignerConnectionLostError
    | SignerTimeoutError
    | SignerAnswerError
    | SignerRequestError
    | StampRejectedError
    | UnknownCredentialError
    | CredentialConflictError
    | NotPermittedError
    | ClockSkewError
}

/** Addresses a request to this client's signer. Its author chooses the path, never the host. */
export function withClientUrl(client: SignerClient, request: SignedRequest): SignedRequest {
  const { url, body, stamp: given } = Object(request)
  const path = signerPath.exec(url)?.[0]
  const stamp = parseStamp(given)
  if (typeof url !== 'string' || typeof body !== 'string' || !path || !stamp) throw new InvalidSignedRequestError()
  return { url: resolveClientUrl(client) + path, body, stamp }
}
