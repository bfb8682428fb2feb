import { concat } from './concat.js'

/**
 * Converts a signature from WebCrypto, `r` followed by `s`, to DER, as WebAuthn requires for ES256:
 * https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types
 */
export function encodeDerSignature(signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = signature.length / 2
  const body = concat(encodeDerInteger(signature.subarray(0, half)), encodeDerInteger(signature.subarray(half)))
  return concat(Uint8Array.of(0x30, body.length), body)
}

function encodeDerInteger(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first === -1 ? Uint8Array.of(0) : bytes.subarray(first)
  // Without a leading zero, a number whose top bit is set would be negative.
  const magnitude = (digits[0] ?? 0) & 0x80 ? concat(Uint8Array.of(0), digits) : digits
  return concat(Uint8Array.of(0x02, magnitude.length), magnitude)
}
