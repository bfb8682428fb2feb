import { fromBase64Url, toBase64Url } from './base64Url.js'

/** Creates the bytes of `clientDataJSON`: https://www.w3.org/TR/webauthn-3/#clientdatajson-serialization */
export function createClientData(
  type: 'webauthn.create' | 'webauthn.get',
  challenge: string,
  origin: string,
): Uint8Array<ArrayBuffer> {
  const clientData = { type, challenge: toBase64Url(fromBase64Url(challenge, 'challenge')), origin, crossOrigin: false }
  return new TextEncoder().encode(JSON.stringify(clientData))
}
