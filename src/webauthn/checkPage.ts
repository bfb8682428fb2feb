import { InvalidRpIdError } from '../errors/passkey.js'

/**
 * Refuses an RP ID that this page cannot use, before anybody is prompted: it has to be the page's domain or a parent of it
 * (https://www.w3.org/TR/webauthn-3/#rp-id). Whether a parent belongs to a registry, as `com` does, only the browser knows.
 */
export function checkPage(rpId: string): void {
  // Not that of `location`, which a `srcdoc` frame has none of. Outside pages there is none, and an extension may use other sites' RP IDs.
  const { origin } = globalThis
  if (!/^https?:/.test(origin)) return
  if (!`.${new URL(origin).hostname}`.endsWith(`.${rpId.toLowerCase()}`)) throw new InvalidRpIdError({ rpId, origin })
}
