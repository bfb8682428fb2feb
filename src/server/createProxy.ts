import { assertRequest } from './http/assertRequest.js'
import { checkHeaders } from './http/checkHeaders.js'
import { errorResponse, HandlerError } from './http/HandlerError.js'
import { readRequest } from './http/readRequest.js'
import { assertSessionLength } from './proxy/assertSessionLength.js'
import { forwardRequest } from './proxy/forwardRequest.js'
import { namedOrganizations, type Organizations, parseOrganizations } from './proxy/organizations.js'
import { type ProxiedActivity, parseActivity } from './proxy/parseActivity.js'
import { parseSignedRequest } from './proxy/parseSignedRequest.js'
import { readStamp } from './proxy/parseStamp.js'
import { parseUpstream } from './proxy/parseUpstream.js'
import { proxyPaths } from './proxy/proxyPaths.js'

/**
 * Creates a request handler that forwards signed requests from a page to the signer. It holds no key and cannot sign.
 * Body and stamp are forwarded byte for byte, to one fixed upstream; other headers of the client are not.
 *
 * It accepts `POST` requests in two forms:
 * - to the signer's own paths below `basePath`, with the stamp in a header. Give the client `url:
 *   'https://app.example.com/api/signer'`.
 * - to `basePath` itself, with `content-type: application/json` and a signed request as returned by `stampRequest` in the
 *   body. Only the path of its `url` is used.
 *
 * A form on another site cannot post to it: a request needs either a stamp header or `content-type: application/json`, and
 * browsers send both to another origin only after a CORS preflight.
 *
 * Do not log bodies or stamps: a stamped query is a bearer token for as long as its credential is valid. Leave CORS and
 * cookies to your framework; on the app's own origin neither is needed.
 *
 * @returns A handler that answers every failure in the signer's error format, with a `reason` in `details`. It rejects
 * only with what `authorize` or `onError` throws.
 * @throws `TypeError` if a parameter is malformed.
 *
 * @example
 * ```ts
 * import { createProxy } from 'viem-passkey-account/server'
 *
 * const proxy = createProxy({
 *   basePath: '/api/signer',
 *   authorize: (_activity, request) =>
 *     request.headers.get('cookie') === null ? new Response('Sign in first.', { status: 401 }) : undefined,
 * })
 * ```
 */
export function createProxy(parameters: createProxy.Parameters = {}): createProxy.ReturnType {
  const {
    allow = proxyPaths,
    authorize,
    maxSessionSeconds = 86_400,
    fetchFn = (request) => fetch(request),
    timeout = 10_000,
    maxRequestBytes = 1024 * 1024,
    maxResponseBytes = 8 * 1024 * 1024,
    onError,
  } = parameters
  // `upstream: undefined` is a variable that is not set, which must never mean production.
  const upstream = parseUpstream('upstream' in parameters ? parameters.upstream : 'https://api.turnkey.com', {
    allowHttp: parameters.allowHttp,
  })
  const basePath = parseBasePath(parameters.basePath ?? '/')
  const allowedPaths = new Set(allow.map(parseAllowedPath))
  // `organizations: undefined` is a list that was not set, which must never mean all of them.
  const mayName = 'organizations' in parameters ? parseOrganizations(parameters.organizations) : () => true
  for (const [name, value] of Object.entries({ timeout, maxRequestBytes, maxResponseBytes, maxSessionSeconds }))
    if (!(value > 0)) throw new TypeError(`${name} must be a number above 0.`)

  async function handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    const relativePath = stripBasePath(pathname)
    if (relativePath === undefined)
      throw new HandlerError(
        'not_found',
        `The request is for ${pathname.slice(0, 200)}, and the proxy handles paths below ${basePath || '/'}. Set \`basePath\` to where it is mounted.`,
      )
    if (upstream === undefined)
      throw new HandlerError(
        'not_configured',
        'The proxy has no `upstream`. Check the environment variable it comes from.',
      )
    if (!mayName)
      throw new HandlerError(
        'not_configured',
        'The proxy has no `organizations`. Check the environment variable they come from.',
      )
    const isSignedRequest = relativePath === '' || relativePath === '/'
    // All that can be checked without the body is checked before it is read.
    if (!isSignedRequest) assertAllowed(relativePath)
    checkHeaders(request, { maxBytes: maxRequestBytes, hasStampHeader: !isSignedRequest })
    const stamp = isSignedRequest ? undefined : readStamp(request.headers)

    const bytes = await readRequest(request, { maxBytes: maxRequestBytes, timeout })
    const signed = stamp ? { pathname: relativePath, body: bytes, stamp } : parseSignedRequest(bytes)
    // The URL of the signed request contains the base path if the client's URL is the proxy's.
    const path = allowedPaths.has(signed.pathname)
      ? signed.pathname
      : (stripBasePath(signed.pathname) ?? signed.pathname)
    assertAllowed(path)

    const activity = parseActivity(path, signed.body)
    assertSessionLength(activity, maxSessionSeconds)
    const denied = await authorize?.(activity, request)
    if (denied) return denied
    // After `authorize`: strangers must not learn which organizations are known.
    for (const organizationId of namedOrganizations(activity))
      if ((await mayName(organizationId, request)) !== true)
        throw new HandlerError(
          'organization_not_allowed',
          'The proxy does not forward requests that name this organization. Add it to `organizations`.',
        )

    return await forwardRequest({
      url: upstream + path,
      body: signed.body,
      stamp: signed.stamp,
      fetchFn,
      timeout,
      maxResponseBytes,
      signal: request.signal,
    })
  }

  /** The path below `basePath`; `undefined` if `pathname` is elsewhere. */
  function stripBasePath(pathname: string): string | undefined {
    if (pathname === basePath) return ''
    return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : undefined
  }

  function assertAllowed(path: string): void {
    if (allowedPaths.has(path)) return
    throw new HandlerError('path_not_allowed', 'The proxy does not forward this path. Add it to `allow`.')
  }

  return async (request) => {
    assertRequest(request)
    try {
      return await handle(request)
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error
      if (error.reason.startsWith('upstream_')) onError?.(error)
      return errorResponse(error, 'proxy')
    }
  }
}

function parseBasePath(basePath: string): string {
  if (!isPathname(basePath)) throw new TypeError('basePath must be a path such as /api/signer.')
  return basePath.replace(/\/$/, '')
}

function parseAllowedPath(path: string): string {
  if (!isPathname(path)) throw new TypeError('allow must list paths such as /public/v1/submit/sign_raw_payload.')
  return path
}

/** Whether the pathname of a URL can be exactly this. */
function isPathname(path: string): boolean {
  return path.startsWith('/') && !path.includes('//') && new URL(path, 'http://unused.invalid').pathname === path
}

export declare namespace createProxy {
  type Parameters = {
    /**
     * URL of the signer, without credentials, query or hash.
     * @default 'https://api.turnkey.com'
     */
    upstream?: string | undefined
    /**
     * Allows an `upstream` on another machine over plain http, in a network that you trust, such as that of containers.
     * Anybody on the way can read requests, and change answers.
     * @default false
     */
    allowHttp?: boolean | undefined
    /**
     * Path at which the handler is mounted: `/api/signer`.
     * @default '/'
     */
    basePath?: string | undefined
    /**
     * Paths of the signer that may be requested. `[...proxyPaths, '/public/v1/submit/create_api_keys']` adds one.
     * @default proxyPaths
     */
    allow?: readonly string[] | undefined
    /**
     * Decides whether a request is forwarded: return nothing to forward it, or the `Response` to send in its place.
     *
     * It runs before the signer verifies the stamp, so `activity.organizationId` does not prove who sent the request.
     * Decide by `request`, for example by your session cookie; its body has already been read. List what may pass, not
     * what may not: the signer may read a body in ways that you do not expect. If it throws, nothing is forwarded and
     * the handler rejects with the same error.
     *
     * @default forwards every request
     */
    authorize?:
      | ((activity: ProxiedActivity, request: Request) => Response | undefined | Promise<Response | undefined>)
      | undefined
    /**
     * Organizations that requests may name: yours, which users name to sign in, and those of the users. Requests that name
     * another one are refused with 403. The function gets the `organizationId` and the request, whose body has already been
     * read; it runs after `authorize`. Any answer but `true` refuses, and if it throws, the handler rejects with the same
     * error. With an explicit `undefined`, all requests are refused.
     *
     * Without it, everyone whom `authorize` lets pass can use the proxy for any organization of the signer, which is not
     * only yours.
     *
     * @default every organization
     */
    organizations?: Organizations | undefined
    /**
     * The longest session that a request may begin, in seconds. API keys are bound by it, too, where `allow` has paths that
     * create them. An API key, or a log-in with a session profile, is refused if it has no `expirationSeconds`. `Infinity` for
     * no limit.
     * @default 86_400 (a day)
     */
    maxSessionSeconds?: number | undefined
    /**
     * Sends requests to the signer. The `fetch` of a local signer fits.
     * @default globalThis.fetch
     */
    fetchFn?: ((request: Request) => Promise<Response>) | undefined
    /**
     * Time limit in milliseconds: for the request's body to arrive, and again for the signer to respond.
     * @default 10_000
     */
    timeout?: number | undefined
    /**
     * Largest request body, in bytes.
     * @default 1_048_576 (1 MiB)
     */
    maxRequestBytes?: number | undefined
    /**
     * Largest response body of the signer, in bytes.
     * @default 8_388_608 (8 MiB)
     */
    maxResponseBytes?: number | undefined
    /**
     * Called when the signer cannot be reached or its response cannot be used. The error contains neither body nor
     * stamp, so it may be logged.
     */
    onError?: ((error: Error) => void) | undefined
  }
  type ReturnType = (request: Request) => Promise<Response>
  type ErrorType = TypeError
}
