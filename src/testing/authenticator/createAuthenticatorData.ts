import { fromBase64Url } from './base64Url.js'
import { concat } from './concat.js'
import { encodeCbor } from './encodeCbor.js'

/**
 * Creates authenticator data: RP ID hash, flags, signature counter and, for a registration, the new credential.
 * https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data
 */
export async function createAuthenticatorData(parameters: {
  rpId: string
  userVerified: boolean
  backupEligible: boolean
  backedUp: boolean
  signCount: number
  /** Only in a registration. */
  newCredential?: { credentialId: Uint8Array; publicKey: JsonWebKey } | undefined
}): Promise<Uint8Array<ArrayBuffer>> {
  const { rpId, userVerified, backupEligible, backedUp, signCount, newCredential } = parameters
  const rpIdHash = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(rpId))
  const userPresent = 0x01
  const flags =
    userPresent |
    (userVerified ? 0x04 : 0) |
    (backupEligible ? 0x08 : 0) |
    (backedUp ? 0x10 : 0) |
    (newCredential ? 0x40 : 0)
  const flagsAndCounter = new DataView(new ArrayBuffer(5))
  flagsAndCounter.setUint8(0, flags)
  flagsAndCounter.setUint32(1, signCount)
  return concat(
    new Uint8Array(rpIdHash),
    new Uint8Array(flagsAndCounter.buffer),
    newCredential ? encodeCredential(newCredential.credentialId, newCredential.publicKey) : new Uint8Array(),
  )
}

/** https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data */
function encodeCredential(credentialId: Uint8Array, publicKey: JsonWebKey): Uint8Array {
  // Zero, because the attestation format is "none": https://www.w3.org/TR/webauthn-3/#sctn-createCredential
  const aaguid = new Uint8Array(16)
  const length = Uint8Array.of(credentialId.length >>> 8, credentialId.length)
  return concat(aaguid, length, credentialId, encodeCoseKey(publicKey))
}

/** An EC2 key on P-256 for ES256: https://www.rfc-editor.org/rfc/rfc9053#section-7.1.1 */
function encodeCoseKey(publicKey: JsonWebKey): Uint8Array {
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
