import type { SignerContext } from '../context.js'
import type { SignerRequest, SignerResponse } from '../protocol/messages.js'
import { corsHeaders, preflight } from './cors.js'
import { toRefusal } from './toRefusal.js'

/** An answer: JSON, and what to call once the client has taken it. */
export type Answer = Pick<SignerResponse, 'body' | 'release'>

/**
 * Turns what `run` returns, or what it throws, into a response. Answers preflights without calling it.
 *
 * @param methods The methods of the path that browsers ask for.
 */
export async function respond(
  context: Pick<SignerContext, 'origins' | 'now' | 'onError' | 'inMemory'>,
  request: SignerRequest,
  run: () => Answer | Promise<Answer>,
  methods?: readonly string[],
): Promise<SignerResponse> {
  const { origins, now } = context
  if (request.method === 'OPTIONS') return preflight(request, origins, methods)
  const headers: Record<string, string> = { 'content-type': 'application/json', ...corsHeaders(request, origins) }
  try {
    // The time of the signer's own clock, which `now` may have moved: clients compare theirs with it.
    headers.date = new Date(now()).toUTCString()
    const { body, release } = await run()
    return { status: 200, headers, body, release }
  } catch (error) {
    return toRefusal(context, headers, error)
  }
}
