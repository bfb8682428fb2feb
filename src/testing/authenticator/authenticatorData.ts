import { fromBase64Url } from './base64Url.js'
import { concat } from './concat.js'
import { encodeCbor } from './encodeCbor.js'

/**
 * RP ID hash, flags, signature counter and, at registration, the attested credential data.
 * https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data
 */
export async function authenticatorData(parameters: {
  rpId: string
  userVerified: boolean
  backupEligible: boolean
  backedUp: boolean
  signCount: number
  attested?: { credentialId: Uint8Array; publicKey: JsonWebKey } | undefined
}): Promise<Uint8Array<ArrayBuffer>> {
  const { rpId, userVerified, backupEligible, backedUp, signCount, attested } = parameters
  const rpIdHash = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(rpId))
  const userPresent = 0x01
  const flags =
    userPresent |
    (userVerified ? 0x04 : 0) |
    (backupEligible ? 0x08 : 0) |
    (backedUp ? 0x10 : 0) |
    (attested ? 0x40 : 0)
  const head = new DataView(new ArrayBuffer(5))
  head.setUint8(0, flags)
  head.setUint32(1, signCount)
  return concat(
    new Uint8Array(rpIdHash),
    new Uint8Array(head.buffer),
    attested ? attestedCredentialData(attested.credentialId, attested.publicKey) : new Uint8Array(),
  )
}

function attestedCredentialData(credentialId: Uint8Array, publicKey: JsonWebKey): Uint8Array {
  // With attestation "none" a client zeroes the AAGUID: https://www.w3.org/TR/webauthn-3/#sctn-createCredential
  const aaguid = new Uint8Array(16)
  const length = Uint8Array.of(credentialId.length >>> 8, credentialId.length)
  return concat(aaguid, length, credentialId, coseKey(publicKey))
}

/** EC2 key, ES256, P-256: https://www.rfc-editor.org/rfc/rfc9053#section-7.1.1 */
function coseKey(publicKey: JsonWebKey): Uint8Array {
  return encodeCbor(
    new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, fromBase64Url(publicKey.x, 'The public key')],
      [-3, fromBase64Url(publicKey.y, 'The public key')],
    ]),
  )
}
