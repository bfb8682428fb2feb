import { createPublicKey, type KeyObject } from 'node:crypto'
import { cached } from '../cached.js'
import { decodeWholeCbor } from './decodeCbor.js'

/** https://www.rfc-editor.org/rfc/rfc9053, https://www.iana.org/assignments/cose/cose.xhtml */
const kty = 1
const alg = 3

function field(cose: ReadonlyMap<unknown, unknown>, label: number, length?: number): string {
  const value = cose.get(label)
  if (!(value instanceof Uint8Array) || value.length === 0 || (length !== undefined && value.length !== length))
    throw new TypeError('the COSE key has a missing or malformed field')
  return Buffer.from(value).toString('base64url')
}

/**
 * A passkey's key: ES256 on P-256, or RS256.
 *
 * @throws when it is another kind, or no point of the curve.
 */
export function coseKey(cose: unknown): KeyObject {
  if (!(cose instanceof Map)) throw new TypeError('a COSE key is a CBOR map')
  // EC2, ES256, P-256
  if (cose.get(kty) === 2 && cose.get(alg) === -7 && cose.get(-1) === 1)
    return createPublicKey({
      key: { kty: 'EC', crv: 'P-256', x: field(cose, -2, 32), y: field(cose, -3, 32) },
      format: 'jwk',
    })
  // RSA, RS256
  if (cose.get(kty) === 3 && cose.get(alg) === -257)
    return createPublicKey({ key: { kty: 'RSA', n: field(cose, -1), e: field(cose, -2) }, format: 'jwk' })
  throw new TypeError('the COSE key is neither ES256 nor RS256')
}

/** From the form it is stored in. */
export const storedCoseKey: (publicKey: string) => KeyObject = cached(
  (publicKey) => coseKey(decodeWholeCbor(Buffer.from(publicKey, 'base64url'))),
  1000,
)
