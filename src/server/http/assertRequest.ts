/**
 * Throws if a handler is given something else than a web `Request`, as when it is mounted in Express without an adapter.
 * A mistake in the code, so it is thrown and not answered.
 *
 * @throws TypeError
 */
export function assertRequest(request: unknown): asserts request is Request {
  const { headers } = Object(request)
  if (typeof headers?.get !== 'function')
    throw new TypeError(
      'This handler takes a web Request and returns a Response. In Express or node:http, put an adapter around it, such as getRequestListener of @hono/node-server: see docs/proxy.md.',
    )
}
