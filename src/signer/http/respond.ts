import type { SignerContext } from '../context.js'
import type { SignerRequest, SignerResponse } from '../protocol/messages.js'
import { internal, WireError } from '../protocol/WireError.js'
import { corsHeaders, preflight } from './cors.js'

/** Turns what `run` returns, or throws, into a JSON response. Answers preflights without calling it. */
export async function respond(
  { origins, now, onError }: Pick<SignerContext, 'origins' | 'now' | 'onError'>,
  request: SignerRequest,
  run: () => unknown,
): Promise<SignerResponse> {
  if (request.method === 'OPTIONS') return preflight(request, origins)
  let headers: Record<string, string> = { 'content-type': 'application/json', ...corsHeaders(request, origins) }
  try {
    // The time of the signer's own clock, which `now` may have moved: clients compare theirs with it.
    headers = { ...headers, date: new Date(now()).toUTCString() }
    return { status: 200, headers, body: JSON.stringify(await run()) }
  } catch (error) {
    const refusal = error instanceof WireError ? error : internal(error)
    if (refusal.status === 500) onError(refusal.cause)
    return { status: refusal.status, headers: { ...headers, ...refusal.headers }, body: JSON.stringify(refusal.body) }
  }
}
