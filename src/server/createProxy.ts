import { checkHead } from './http/checkHead.js'
import { Refusal, refusalResponse } from './http/Refusal.js'
import { readRequest } from './http/readRequest.js'
import { type ProxiedActivity, parseActivity } from './proxy/parseActivity.js'
import { parseSignedRequest } from './proxy/parseSignedRequest.js'
import { stampOfHeaders } from './proxy/parseStamp.js'
import { proxyPaths } from './proxy/proxyPaths.js'
import { sendUpstream } from './proxy/sendUpstream.js'

/**
 * A handler that lets every signed request pass your backend on its way to the signer. It changes nothing: body and stamp go on byte for
 * byte, to one fixed upstream, together with nothing else that a client sent. It needs no key and can sign nothing.
 *
 * It takes two forms of POST, both `application/json`:
 * - the signer's own paths below `basePath`, stamped: give the client `url: 'https://app.example.com/api/signer'`;
 * - to `basePath` itself, a signed request as `stampRequest` returns it. Of its `url` only the path is used.
 *
 * A stamped query is a bearer token for as long as its credential lives, and this handler sees it: log neither bodies nor stamps.
 * CORS and cookies are your framework's business; on the app's own origin neither is needed.
 *
 * @param parameters.upstream The signer. Turnkey unless given.
 * @param parameters.basePath Where the handler is mounted, as in `/api/signer`. The root unless given.
 * @param parameters.allow The paths that may pass; `proxyPaths` unless given. `[...proxyPaths, '/public/v1/submit/create_api_keys']` adds one.
 * @param parameters.authorize Called with what is asked for before anything is sent. Return nothing to let it pass or a `Response` to refuse it.
 *   The stamp has not been verified by then (the signer does that), so an organization id in it proves nothing about who asks: judge by the
 *   `request` (your session cookie; its body has been read). Name what may pass, not what may not: the signer may read a body in more ways
 *   than you think of. What it throws reaches your framework, and nothing is sent.
 * @param parameters.fetchFn Sends to the upstream; the global `fetch` unless given. A local signer's `fetch` fits.
 * @param parameters.timeout In ms: for the body to arrive, and again for the signer to answer. 10 000 unless given.
 * @param parameters.maxRequestBytes 1 MiB unless given.
 * @param parameters.maxResponseBytes 8 MiB unless given.
 * @param parameters.onError Told why the upstream failed, for your log. Its argument holds no body and no stamp.
 * @returns A handler that answers every failure in the signer's error form, with a `reason` in `details`; it rejects only with what `authorize` or `onError` throws.
 * @throws `TypeError` when a parameter is not what it says.
 *
 * @example
 * const proxy = createProxy({
 *   basePath: '/api/signer',
 *   authorize: (_activity, request) =>
 *     request.headers.get('cookie') === null ? new Response('Sign in first.', { status: 401 }) : undefined,
 * })
 */
export function createProxy(parameters: createProxy.Parameters = {}): createProxy.ReturnType {
  const {
    allow = proxyPaths,
    authorize,
    fetchFn = (request) => fetch(request),
    timeout = 10_000,
    maxRequestBytes = 1024 * 1024,
    maxResponseBytes = 8 * 1024 * 1024,
    onError,
  } = parameters
  const upstream = parseUpstream(parameters.upstream ?? 'https://api.turnkey.com')
  const basePath = parseBasePath(parameters.basePath ?? '/')
  const allowed = new Set(allow.map(parseAllowed))
  for (const [name, value] of Object.entries({ timeout, maxRequestBytes, maxResponseBytes }))
    if (!(value > 0)) throw new TypeError(`${name} must be a number above 0.`)

  async function forward(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    const requested = below(basePath, pathname)
    if (requested === undefined) throw new Refusal('not_found', 'Nothing here.')
    const isSignedRequest = requested === '' || requested === '/'
    // Refused before a byte of the body is read.
    if (!isSignedRequest) checkAllowed(requested)
    checkHead(request, maxRequestBytes)
    const stamped = isSignedRequest ? undefined : stampOfHeaders(request.headers)

    const bytes = await readRequest(request, { maxBytes: maxRequestBytes, timeout })
    const signed = stamped ? { pathname: requested, body: bytes, stamp: stamped } : parseSignedRequest(bytes)
    // A client whose URL is this proxy's has the base path in what it signed for.
    const path = allowed.has(signed.pathname) ? signed.pathname : (below(basePath, signed.pathname) ?? signed.pathname)
    checkAllowed(path)

    const activity = parseActivity(path, signed.body)
    const refused = await authorize?.(activity, request)
    if (refused) return refused

    return await sendUpstream({
      url: upstream + path,
      body: signed.body,
      stamp: signed.stamp,
      fetchFn,
      timeout,
      maxResponseBytes,
      signal: request.signal,
    })
  }

  function checkAllowed(path: string): void {
    if (!allowed.has(path)) throw new Refusal('path_not_allowed', 'This path is not on the list of what may pass here.')
  }

  return async (request) => {
    try {
      return await forward(request)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.reason.startsWith('upstream_')) onError?.(error)
      return refusalResponse(error, 'proxy')
    }
  }
}

/** What follows `basePath` in `pathname`; `undefined` where it is not below it. */
function below(basePath: string, pathname: string): string | undefined {
  if (pathname === basePath) return ''
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : undefined
}

function parseUpstream(upstream: string): string {
  const url = URL.canParse(upstream) ? new URL(upstream) : undefined
  if (
    !url ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  )
    throw new TypeError('upstream must be an http or https URL without credentials, query or hash.')
  return url.origin + url.pathname.replace(/\/+$/, '')
}

function parseBasePath(basePath: string): string {
  if (!isPath(basePath)) throw new TypeError('basePath must be a path such as /api/signer.')
  return basePath.replace(/\/$/, '')
}

function parseAllowed(path: string): string {
  if (!isPath(path)) throw new TypeError('allow must list paths such as /public/v1/submit/sign_raw_payload.')
  return path
}

/** Whether a request's pathname can look like that. */
function isPath(path: string): boolean {
  return path.startsWith('/') && !path.includes('//') && new URL(path, 'http://unused.invalid').pathname === path
}

export declare namespace createProxy {
  type Parameters = {
    upstream?: string | undefined
    basePath?: string | undefined
    allow?: readonly string[] | undefined
    authorize?:
      | ((activity: ProxiedActivity, request: Request) => Response | undefined | Promise<Response | undefined>)
      | undefined
    fetchFn?: ((request: Request) => Promise<Response>) | undefined
    timeout?: number | undefined
    maxRequestBytes?: number | undefined
    maxResponseBytes?: number | undefined
    onError?: ((error: Error) => void) | undefined
  }
  type ReturnType = (request: Request) => Promise<Response>
  type ErrorType = TypeError
}
