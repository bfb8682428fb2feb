import { createECDH, ECDH } from 'node:crypto'

/** An API key pair: P-256, hex without 0x; the public key SEC1 compressed. */
export type ApiKeyPair = { publicKey: string; privateKey: string }

export function randomP256KeyPair(): ApiKeyPair {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  return {
    publicKey: ecdh.getPublicKey('hex', 'compressed'),
    // OpenSSL leaves leading zeros out.
    privateKey: ecdh.getPrivateKey('hex').padStart(64, '0'),
  }
}

/** @throws when the hex is no private key of the curve. */
export function p256PublicKey(privateKey: string): string {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey, 'hex')
  return ecdh.getPublicKey('hex', 'compressed')
}

/** The SEC1 uncompressed form of a public key, hex. @throws when the hex is no public key of the curve. */
export function p256Point(publicKey: string): string {
  return String(ECDH.convertKey(publicKey, 'prime256v1', 'hex', 'hex', 'uncompressed'))
}
