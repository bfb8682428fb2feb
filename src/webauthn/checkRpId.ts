import { InvalidRpIdError } from '../errors/passkey.js'

/** Labels of letters, digits and hyphens, and no IPv4 address: a domain in its ASCII form, as browsers compare it. */
const domain = /^(?!\d+(\.\d+){3}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/i

/** Refuses what can never be an RP ID, a URL or an origin for example, before anybody is prompted. */
export function checkRpId(rpId: string): void {
  if (!domain.test(rpId ?? '')) throw new InvalidRpIdError({ rpId, origin: globalThis.origin })
}
