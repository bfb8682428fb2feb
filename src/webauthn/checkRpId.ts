import { InvalidRpIdError } from '../errors/passkey.js'

/** Labels of letters, digits and hyphens: a domain in its ASCII form, as browsers compare it. */
const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i
const ipv4 = /^\d+(\.\d+){3}$/

/** Refuses what can never be an RP ID, a URL or an origin for example, before anybody is prompted. */
export function checkRpId(rpId: string): void {
  if (typeof rpId !== 'string' || !domain.test(rpId) || ipv4.test(rpId)) throw new InvalidRpIdError({ rpId })
}
