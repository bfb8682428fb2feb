import type { SignerContext } from '../context.js'
import type { SignerRequest, SignerResponse } from '../protocol/messages.js'
import { internal, WireError } from '../protocol/WireError.js'
import { corsHeaders, preflight } from './cors.js'

/** Turns the JSON that `run` returns, or what it throws, into a response. Answers preflights without calling it. */
export async function respond(
  { origins, now, onError, inMemory }: Pick<SignerContext, 'origins' | 'now' | 'onError' | 'inMemory'>,
  request: SignerRequest,
  run: () => string | Promise<string>,
): Promise<SignerResponse> {
  if (request.method === 'OPTIONS') return preflight(request, origins)
  let headers: Record<string, string> = { 'content-type': 'application/json', ...corsHeaders(request, origins) }
  try {
    // The time of the signer's own clock, which `now` may have moved: clients compare theirs with it.
    headers = { ...headers, date: new Date(now()).toUTCString() }
    return { status: 200, headers, body: await run() }
  } catch (error) {
    const refusal = error instanceof WireError ? error : internal(error)
    if (refusal.status === 500) onError(refusal.cause)
    const memory = inMemory && lostWithMemory.has(refusal.body.turnkeyErrorCode ?? '') ? memoryHeaders : {}
    return {
      status: refusal.status,
      headers: { ...headers, ...refusal.headers, ...memory },
      body: JSON.stringify(refusal.body),
    }
  }
}

/** What a page meets whose wallet was in the memory of an earlier process. */
const lostWithMemory: ReadonlySet<string> = new Set([
  'ORGANIZATION_NOT_FOUND',
  'CREDENTIAL_NOT_FOUND',
  'PUBLIC_KEY_NOT_FOUND',
])

/** Tells the client, which then says how to keep wallets. A header, because the body stays production's. */
const memoryHeaders: Readonly<Record<string, string>> = {
  'x-local-signer': 'memory',
  'access-control-expose-headers': 'Retry-After, X-Local-Signer',
}
