import { fromBase64Url, toBase64Url } from './base64Url.js'
import { checkRpId, defaultRpId } from './checkRpId.js'
import { domException } from './domException.js'

/** https://www.w3.org/TR/webauthn-3/#clientdatajson-serialization */
export function clientDataJson(
  type: 'webauthn.create' | 'webauthn.get',
  challenge: string,
  origin: string,
): Uint8Array<ArrayBuffer> {
  const clientData = { type, challenge: toBase64Url(fromBase64Url(challenge, 'challenge')), origin, crossOrigin: false }
  return new TextEncoder().encode(JSON.stringify(clientData))
}

/** The RP ID of a ceremony, as the client finds and checks it. */
export function ceremonyRpId(named: string | undefined, page: { rpId: string; origin: string }): string {
  const rpId = named ?? defaultRpId(page.origin) ?? page.rpId
  checkRpId(rpId, page.origin)
  if (rpId !== page.rpId)
    throw domException(
      'SecurityError',
      named === undefined
        ? `The ceremony names no RP ID, so it is "${rpId}", after the origin; this virtual passkey is for "${page.rpId}".`
        : `The RP ID is "${rpId}"; this virtual passkey is for "${page.rpId}".`,
    )
  return rpId
}
