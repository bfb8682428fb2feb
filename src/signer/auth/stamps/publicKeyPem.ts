/**
 * A DER SubjectPublicKeyInfo, https://www.rfc-editor.org/rfc/rfc5280#section-4.1, as PEM.
 *
 * Node takes PEM as a string, and of everything else it is given asks first whether it is a key object: by way of errors with
 * a stack trace each, which cost more than reading the key does.
 */
export function publicKeyPem(der: Uint8Array): string {
  return `-----BEGIN PUBLIC KEY-----\n${Buffer.from(der).toString('base64')}\n-----END PUBLIC KEY-----`
}
