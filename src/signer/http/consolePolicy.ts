import type { IncomingMessage } from 'node:http'
import { isLoopback } from '../util/isLoopback.js'

/**
 * Which requests are for the page. Unless it was asked for, it is there on loopback alone, and only under a name of
 * loopback: what reaches a loopback address under another one was passed on by something that others may reach.
 *
 * @param host What the server listens on.
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
    return page === true || isLoopback(name.replace(/^\[|\]$/g, '')) || name.endsWith('.localhost')
  }
}
