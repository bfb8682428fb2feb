import { concat } from './concat.js'

/**
 * `r ‖ s` as WebCrypto gives it, in the ASN.1 DER form WebAuthn wants for ES256.
 * https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types
 */
export function derSignature(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = raw.length / 2
  const body = concat(derInteger(raw.subarray(0, half)), derInteger(raw.subarray(half)))
  return concat(Uint8Array.of(0x30, body.length), body)
}

function derInteger(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first === -1 ? Uint8Array.of(0) : bytes.subarray(first)
  // A set top bit would make it negative.
  const magnitude = (digits[0] ?? 0) & 0x80 ? concat(Uint8Array.of(0), digits) : digits
  return concat(Uint8Array.of(0x02, magnitude.length), magnitude)
}
