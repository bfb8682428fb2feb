import { domException } from './domException.js'

/**
 * The check a browser makes of an RP ID against the page's origin.
 * No public suffix list is at hand: a single label (`com`) is refused as a suffix, `co.uk` is not.
 * https://www.w3.org/TR/webauthn-3/#relying-party-identifier
 */
export function checkRpId(rpId: string, origin: string): void {
  // A native app claims its RP ID through a file on the domain, not through its origin.
  if (origin.startsWith(androidOrigin)) return
  const host = new URL(origin).hostname
  const claimable = isDomain(host) && (rpId === host || (rpId.includes('.') && host.endsWith(`.${rpId}`)))
  if (!claimable || rpId.startsWith('.'))
    throw domException(
      'SecurityError',
      `The RP ID "${rpId}" is not the domain of the origin "${origin}" nor a registrable suffix of it.`,
    )
}

/** The RP ID of a ceremony that names none. */
export function defaultRpId(origin: string): string | undefined {
  return origin.startsWith(androidOrigin) ? undefined : new URL(origin).hostname
}

/** Throws a `TypeError` unless WebAuthn would run there at all. */
export function checkOrigin(origin: string): void {
  if (origin.startsWith(androidOrigin)) return
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (!url || url.origin !== origin)
    throw new TypeError(
      `"${origin}" is not an origin. It has a scheme, a host and no path, such as ${url && url.origin !== 'null' ? url.origin : 'https://example.com'}.`,
    )
  const local = url.hostname === 'localhost' || url.hostname.endsWith('.localhost')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    throw new TypeError(`"${origin}" is not a secure context: WebAuthn needs https, or http on localhost.`)
}

const androidOrigin = 'android:apk-key-hash:'

function isDomain(host: string): boolean {
  // The URL parser has lower-cased and punycoded it already; an IP address is what is left to tell apart.
  return !host.startsWith('[') && !/(^|\.)\d+$/.test(host)
}
