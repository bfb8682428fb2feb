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

/** Returns where the CBOR item that starts at `offset` ends (RFC 8949, section 3). Lengths must be definite. */
function endOfItem(binary: string, offset: number): number {
  const { majorType, argument, next } = readHead(binary, offset)
  let end = next
  if (majorType === 2 || majorType === 3) end += argument
  const items = majorType === 4 ? argument : majorType === 5 ? 2 * argument : majorType === 6 ? 1 : 0
  for (let item = 0; item < items; item++) end = endOfItem(binary, end)
  if (end > binary.length) throw new RangeError('the CBOR ends early')
  return end
}

function readHead(binary: string, offset: number): { majorType: number; argument: number; next: number } {
  const first = binary.charCodeAt(offset)
  const info = first & 31
  const length = info < 24 ? 0 : 2 ** (info - 24)
  const next = offset + 1 + length
  if (!(info < 28 && next <= binary.length)) throw new RangeError('the CBOR is malformed')
  let argument = length === 0 ? info : 0
  for (let index = offset + 1; index < next; index++) argument = argument * 256 + binary.charCodeAt(index)
  return { majorType: first >> 5, argument, next }
}

function toBinary(base64Url: string): string {
  return atob(base64Url.replaceAll('-', '+').replaceAll('_', '/'))
}

function toBase64Url(binary: string): string {
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
