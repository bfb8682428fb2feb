import { createECDH } from 'node:crypto'

/** Of secp256k1. */
export function randomPrivateKey(): Uint8Array {
  const ecdh = createECDH('secp256k1')
  ecdh.generateKeys()
  // OpenSSL leaves leading zeros out.
  return Buffer.from(ecdh.getPrivateKey('hex').padStart(64, '0'), 'hex')
}
