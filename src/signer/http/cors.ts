import type { OriginPolicy } from '../auth/stamps/originPolicy.js'

/** What the clients send beside their stamp. */
const allowedHeaders = 'Content-Type, X-Stamp, X-Stamp-Webauthn, X-Stamp-Attested, X-Client-Version, X-Session'

/** For a page of an allowed origin; others, and whoever is no page, get nothing. Stamps travel in headers, never in cookies. */
export function corsHeaders(request: Request, origins: OriginPolicy): Record<string, string> {
  const origin = request.headers.get('origin')
  if (origin === null || !origins.allows(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'Retry-After',
  }
}

export function preflight(request: Request, origins: OriginPolicy): Response {
  const headers = corsHeaders(request, origins)
  if (headers['access-control-allow-origin'] === undefined) return new Response(null, { status: 403, headers })
  return new Response(null, {
    status: 204,
    headers: {
      ...headers,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': allowedHeaders,
      'access-control-max-age': '600',
      // https://wicg.github.io/private-network-access/: whose origin is allowed may come from the public web as well.
      ...(request.headers.get('access-control-request-private-network') === 'true'
        ? { 'access-control-allow-private-network': 'true' }
        : {}),
    },
  })
}
