import type { IncomingMessage } from 'node:http'
import { isLoopback, isLoopbackHost } from '../util/isLoopback.js'

/**
 * Tells which requests are for the console, the signer's web page. By default it is served on loopback only, and only at a
 * loopback name: a request to a loopback address under another name was forwarded by something that others may reach.
 *
 * @param host The address that the server listens on.
 */
export function consolePolicy(
  page: boolean | undefined,
  host: string,
): (request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>) => boolean {
  if (page === false || (page === undefined && !isLoopback(host))) return () => false
  return ({ method, url = '', headers }) => {
    const path = url.split('?', 1)[0] ?? ''
    if (!path.startsWith('/page/') && (path !== '/' || (method !== 'GET' && method !== 'HEAD'))) return false
    const name = headers.host?.toLowerCase().replace(/:[0-9]+$/, '') ?? ''
    return page === true || isLoopbackHost(name)
  }
}
