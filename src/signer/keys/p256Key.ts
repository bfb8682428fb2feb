import { createECDH, createPrivateKey, ECDH, type KeyObject } from 'node:crypto'

/** A P-256 API key pair. */
export type ApiKeyPair = {
  /** SEC1 compressed point, hex without `0x`. */
  publicKey: string
  /** 32 bytes, hex without `0x`. */
  privateKey: string
}

/** Creates a key pair. */
export function generateP256KeyPair(): ApiKeyPair {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  return {
    publicKey: ecdh.getPublicKey('hex', 'compressed'),
    // OpenSSL omits leading zeros.
    privateKey: ecdh.getPrivateKey('hex').padStart(64, '0'),
  }
}

/** Returns the public key, SEC1 compressed, hex. @throws if the hex is not a private key of the curve. */
export function p256PublicKey(privateKey: string): string {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey, 'hex')
  return ecdh.getPublicKey('hex', 'compressed')
}

/** Returns a public key's SEC1 uncompressed form, hex. @throws if the hex is not a public key of the curve. */
export function p256Point(publicKey: string): string {
  return String(ECDH.convertKey(publicKey, 'prime256v1', 'hex', 'hex', 'uncompressed'))
}

/** Returns a private key, 32 bytes in hex, as a key that signs. */
export function p256SigningKey(privateKey: string): KeyObject {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey, 'hex')
  const point = ecdh.getPublicKey()
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: Buffer.from(privateKey, 'hex').toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  })
}
