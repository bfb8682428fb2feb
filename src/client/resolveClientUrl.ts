import { InvalidParameterError } from '../errors/config.js'
import { isSecureUrl } from './isSecureUrl.js'
import { resolveUrl } from './resolveUrl.js'

/**
 * Resolves the URL of a client or of a sign-up handler.
 *
 * @throws InvalidParameterError if it cannot be resolved, or if it is plain http to another machine without `allowHttp`.
 */
export function resolveClientUrl({ url, allowHttp }: { url: string; allowHttp?: boolean | undefined }): string {
  const resolved = resolveUrl(url)
  if (allowHttp || isSecureUrl(resolved)) return resolved
  throw new InvalidParameterError({
    parameter: 'url',
    value: '',
    message: '`url` is plain http to another machine. Use https, or `allowHttp` in a trusted network.',
  })
}
