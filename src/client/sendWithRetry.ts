import { SignerError } from '../errors/signer.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { post } from './post.js'
import { sleep } from './sleep.js'

/**
 * Posts a signed request and returns the parsed response. Retries with the same bytes and growing delays if no response
 * arrives, or if it asks to try again later.
 */
export async function sendWithRetry(
  client: SignerClient,
  request: SignedRequest,
  signal?: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  const maxRetries = 3
  // A longer `Retry-After` is left to the caller. In milliseconds.
  const maxRetryAfter = 30_000
  for (let retries = 0; ; retries++) {
    try {
      return await post(client, request, signal)
    } catch (error) {
      if (retries === maxRetries || !isTransient(error) || Number(error.retryAfter) > maxRetryAfter) throw error
      await sleep(error.retryAfter ?? client.pollingInterval * 2 ** retries, signal)
    }
  }
}

/** Whether no response arrived, or one that asks to try again later. */
export function isTransient(error: unknown): error is SignerError {
  return error instanceof SignerError && [undefined, 429, 502, 503, 504].includes(error.status)
}
