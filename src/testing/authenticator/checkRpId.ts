import { isAndroidOrigin } from './checkOrigin.js'
import { createDomException } from './createDomException.js'

/**
 * Checks that a page with this origin may use the RP ID: https://www.w3.org/TR/webauthn-3/#relying-party-identifier
 *
 * Browsers also refuse public suffixes. Without their list, single labels such as `com` are refused here, and `co.uk`
 * is not.
 *
 * @throws A `DOMException` with the name `SecurityError`.
 */
export function checkRpId(rpId: string, origin: string): void {
  if (isAndroidOrigin(origin)) return
  const host = new URL(origin).hostname
  const isSuffix = rpId === host || (rpId.includes('.') && host.endsWith(`.${rpId}`))
  if (!isDomain(host) || !isSuffix || rpId.startsWith('.'))
    throw createDomException(
      'SecurityError',
      `The RP ID "${rpId}" is not the domain of the origin "${origin}" nor a registrable suffix of it.`,
    )
}

/** Whether a host, as the URL parser writes it, is not an IP address. */
function isDomain(host: string): boolean {
  return !host.startsWith('[') && !/(^|\.)\d+$/.test(host)
}
