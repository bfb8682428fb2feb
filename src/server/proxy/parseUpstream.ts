import { isSecureUrl } from '../../client/isSecureUrl.js'

/**
 * Parses the URL of the signer. Returns `undefined` if it is missing or empty, such as an environment variable.
 *
 * @throws TypeError if it is malformed, or plain http to another machine without `allowHttp`
 */
export function parseUpstream(
  upstream: string | undefined,
  { allowHttp = false }: { allowHttp?: boolean | undefined },
): string | undefined {
  if (!upstream) return undefined
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
  const base = url.origin + url.pathname.replace(/\/+$/, '')
  if (!allowHttp && !isSecureUrl(base))
    throw new TypeError(
      'upstream is plain http to another machine. Use https, or pass allowHttp in a network that you trust.',
    )
  return base
}
