import { InvalidRpIdError } from '../errors/passkey.js'
import { assertSecureContext } from './assertSecureContext.js'

/** A domain in its ASCII form, as browsers compare it: labels of letters, digits and hyphens, but no IPv4 address. */
const domain = /^(?!\d+(\.\d+){3}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/i

/** Throws if a value can never be an RP ID, such as a URL or an origin, before any prompt. */
export function checkRpId(rpId: string): void {
  if (domain.test(rpId ?? '')) return
  // In an insecure page, no RP ID works.
  assertSecureContext()
  throw new InvalidRpIdError({ rpId, origin: globalThis.origin })
}
