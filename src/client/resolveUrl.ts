import { InvalidParameterError } from '../errors/config.js'

/**
 * Resolves the URL of a request: a relative one against the page or worker that sends it. Done for each request, not when a
 * client is created, because modules that create clients are also loaded where there is no page.
 *
 * @throws InvalidParameterError if there is no URL, no page to resolve it against, or a URL with credentials, which errors and
 * logs would show.
 */
export function resolveUrl(url: string): string {
  let resolved = /^[^/.]/.test(url) ? url : ''
  const { location, origin, document } = globalThis
  // The `location` of a worker made from a blob and of a `srcdoc` frame cannot be a base.
  for (const base of [location?.href, document?.baseURI, origin]) {
    try {
      if (url) resolved ||= new URL(url, base).href
    } catch {
      // Tries the next base.
    }
  }
  if (resolved && !/^[a-z]+:[/\\]*[^/\\?#]*@/i.test(resolved)) return resolved
  throw new InvalidParameterError({
    parameter: 'url',
    value: resolved ? '' : url,
    message: resolved
      ? '`url` contains credentials. Remove them.'
      : url
        ? '`url` is relative, and there is no page here. Pass an absolute URL.'
        : '`url` is missing. Check the environment variable it comes from.',
  })
}
