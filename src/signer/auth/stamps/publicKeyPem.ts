/**
 * Encodes a DER SubjectPublicKeyInfo, https://www.rfc-editor.org/rfc/rfc5280#section-4.1, as PEM.
 *
 * PEM is the form that Node reads fastest. For any other it first checks whether it was given a key object, with errors whose
 * stack traces cost more than reading the key.
 */
export function publicKeyPem(der: Uint8Array): string {
  return `-----BEGIN PUBLIC KEY-----\n${Buffer.from(der).toString('base64')}\n-----END PUBLIC KEY-----`
}
