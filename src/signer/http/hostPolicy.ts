import { isIP } from 'node:net'

/**
 * Tells whether a request's `Host` header names this server. After DNS rebinding, a web page and this server have the same
 * origin for the browser, and only the name differs. IP addresses are always allowed: they cannot be made to point elsewhere.
 *
 * @param names Allowed besides IP addresses, `localhost` and names that end in `.localhost`. Ports are ignored.
 */
export function hostPolicy(names: readonly string[]): (host: string | undefined) => boolean {
  const known = new Set(names.map((name) => name.toLowerCase()))
  return (host) => {
    const name = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?$/.exec(host?.toLowerCase() ?? '')?.[1]
    if (name === undefined) return false
    if (name === 'localhost' || name.endsWith('.localhost') || known.has(name)) return true
    return isIP(name.replace(/^\[|\]$/g, '')) !== 0
  }
}
