/** Tells whether the host of a URL leads to this machine: its loopback, with IPv6 in brackets, or a name in `.localhost`. */
export function isLoopbackHost(host: string): boolean {
  return isLoopback(host.replace(/^\[|\]$/g, '')) || host.endsWith('.localhost')
}

/** Tells whether a name or an IP address is this machine's loopback. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.[0-9]{1,3}){3}$/.test(host)
}
