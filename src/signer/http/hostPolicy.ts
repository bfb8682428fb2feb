import { isIP } from 'node:net'

/**
 * Whether a request's Host header names this server. A page whose own name was made to point here ("DNS rebinding") is of
 * the same origin to its browser, and is told apart by that name alone. An address is no name: nobody can make it point
 * elsewhere.
 *
 * @param names Beside addresses, `localhost` and what ends in `.localhost`. The port does not count.
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
