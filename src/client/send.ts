import { SignerError } from '../errors/signer.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { post } from './post.js'
import { sleep } from './sleep.js'

const retries = 3

/** A signer that wants a longer rest than this is the caller's to handle. Milliseconds. */
const longestRest = 30_000

/** Posts a signed request; the same bytes again, with growing pauses, while the answer is none or "not now". */
export async function send(
  client: SignerClient,
  request: SignedRequest,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await post(client, request, signal)
    } catch (error) {
      if (attempt === retries || !isTransient(error) || Number(error.retryAfter) > longestRest) throw error
      await sleep(error.retryAfter ?? client.pollingInterval * 2 ** attempt, signal)
    }
  }
}

function isTransient(error: unknown): error is SignerError {
  return error instanceof SignerError && [undefined, 429, 502, 503, 504].includes(error.status)
}
