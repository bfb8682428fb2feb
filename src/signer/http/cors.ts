import type { OriginPolicy } from '../auth/stamps/originPolicy.js'
import type { SignerRequest, SignerResponse } from '../protocol/messages.js'
import { forbidden } from '../protocol/WireError.js'

/** What clients send beside their stamp. */
const allowedHeaders = 'Content-Type, X-Stamp, X-Stamp-Webauthn, X-Stamp-Attested, X-Client-Version, X-Session'

/** Lets pages of allowed origins read the response. Stamps travel in headers, never in cookies. */
export function corsHeaders({ headers }: SignerRequest, origins: OriginPolicy): Record<string, string> {
  const origin = headers.get('origin')
  if (origin === undefined || !origins.allows(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'Retry-After',
  }
}

/** @throws 403 for a page of another origin. What is no page has none. */
export function assertAllowedOrigin({ headers }: SignerRequest, origins: OriginPolicy): void {
  const origin = headers.get('origin')
  if (origin !== undefined && !origins.allows(origin)) throw forbidden('this origin is not allowed')
}

/**
 * Answers an OPTIONS request: 204 for an allowed origin, else 403.
 *
 * @param methods The methods that the path accepts and that browsers ask for.
 */
export function preflight(
  request: SignerRequest,
  origins: OriginPolicy,
  methods: readonly string[] = ['POST'],
): SignerResponse {
  const headers = corsHeaders(request, origins)
  if (headers['access-control-allow-origin'] === undefined) return { status: 403, headers, body: '' }
  return {
    status: 204,
    headers: {
      ...headers,
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': allowedHeaders,
      'access-control-max-age': '600',
      // https://wicg.github.io/private-network-access/: a page of an allowed origin may come from the public web.
      ...(request.headers.get('access-control-request-private-network') === 'true'
        ? { 'access-control-allow-private-network': 'true' }
        : {}),
    },
    body: '',
  }
}
