import { decodeCbor } from './decodeCbor.js'

export type AuthenticatorData = {
  rpIdHash: Uint8Array
  userPresent: boolean
  userVerified: boolean
  backupEligible: boolean
  backedUp: boolean
  signCount: number
  attested?: {
    aaguid: Uint8Array
    credentialId: Uint8Array
    /** The COSE key: its exact bytes, and decoded. */
    publicKey: Uint8Array
    cose: unknown
  }
}

/**
 * Parses https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data
 *
 * @throws if anything is missing or left over.
 */
export function readAuthenticatorData(bytes: Uint8Array): AuthenticatorData {
  if (bytes.length < 37) throw new RangeError('authenticator data has at least 37 bytes')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = view.getUint8(32)
  const data: AuthenticatorData = {
    rpIdHash: bytes.slice(0, 32),
    userPresent: (flags & 0x01) !== 0,
    userVerified: (flags & 0x04) !== 0,
    backupEligible: (flags & 0x08) !== 0,
    backedUp: (flags & 0x10) !== 0,
    signCount: view.getUint32(33),
  }
  let end = 37
  if ((flags & 0x40) !== 0) {
    if (bytes.length < 55) throw new RangeError('attested credential data is truncated')
    const idEnd = 55 + view.getUint16(53)
    if (idEnd > bytes.length) throw new RangeError('the credential id is truncated')
    const key = decodeCbor(bytes, idEnd)
    data.attested = {
      aaguid: bytes.slice(37, 53),
      credentialId: bytes.slice(55, idEnd),
      publicKey: bytes.slice(idEnd, key.end),
      cose: key.value,
    }
    end = key.end
  }
  if ((flags & 0x80) !== 0) {
    const extensions = decodeCbor(bytes, end)
    if (!(extensions.value instanceof Map)) throw new TypeError('extensions are a CBOR map')
    end = extensions.end
  }
  if (end !== bytes.length) throw new RangeError('there are bytes left over after authenticator data')
  return data
}
