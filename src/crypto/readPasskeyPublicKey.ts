import { toBase64Url, toBinary } from './base64Url.js'
import { endOfItem, readHead } from './cbor.js'

/**
 * Reads a passkey's public key from its registration: the COSE key of the attested credential data, base64url without
 * padding. Returns `undefined` if the registration is malformed or is that of another credential.
 *
 * https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data
 */
export function readPasskeyPublicKey({
  credentialId,
  attestationObject,
}: {
  /** base64url without padding. */
  credentialId: string
  /** base64url without padding. */
  attestationObject: string
}): string | undefined {
  try {
    const data = readAuthData(toBinary(attestationObject))
    const id = toBinary(credentialId)
    // After the RP ID hash (32 bytes), the flags (1), the counter (4) and the AAGUID (16): the id's length (2) and the id.
    const start = 55 + id.length
    const hasCredential = (data.charCodeAt(32) & 0x40) !== 0
    const length = data.charCodeAt(53) * 256 + data.charCodeAt(54)
    if (!hasCredential || length !== id.length || data.slice(55, start) !== id) return undefined
    // Extensions may follow the key.
    return toBase64Url(data.slice(start, endOfItem(data, start)))
  } catch {
    return undefined
  }
}

/** Finds the authenticator data in the attestation object, a CBOR map. */
function readAuthData(object: string): string {
  const { argument: entries, next } = readHead(object, 0)
  for (let entry = 0, key = next; entry < entries; entry++) {
    const value = endOfItem(object, key)
    const end = endOfItem(object, value)
    if (object.slice(key, value) === '\x68authData') return object.slice(readHead(object, value).next, end)
    key = end
  }
  throw new RangeError('no authData')
}
