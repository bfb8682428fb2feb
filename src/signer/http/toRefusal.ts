import type { SignerContext } from '../context.js'
import type { SignerResponse } from '../protocol/messages.js'
import { internal, WireError } from '../protocol/WireError.js'

/** Turns what a request has thrown into a response. Reports errors of the signer itself. */
export function toRefusal(
  { onError, inMemory }: Pick<SignerContext, 'onError' | 'inMemory'>,
  headers: SignerResponse['headers'],
  error: unknown,
): SignerResponse {
  const refusal = error instanceof WireError ? error : internal(error)
  if (refusal.status === 500) onError(refusal.cause)
  const memory = inMemory && lostWithMemory.has(refusal.body.turnkeyErrorCode ?? '') ? memoryHeaders : {}
  return {
    status: refusal.status,
    headers: { ...headers, ...refusal.headers, ...memory },
    body: JSON.stringify(refusal.body),
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
