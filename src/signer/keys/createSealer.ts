import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { cached } from '../util/cached.js'

/** Encrypts secrets at rest. `place` names the row of a secret: a sealed value that is moved to another row does not open. */
export type Sealer = {
  seal(secret: Uint8Array, place: string): Uint8Array
  /** The result is cached: callers must not write into it. @throws if the value was changed, or sealed for another place. */
  open(sealed: Uint8Array, place: string): Uint8Array
}

const nonceLength = 12
const tagLength = 16

/** Seals with AES-256-GCM under a 32-byte key. A sealed value is nonce, ciphertext, tag. */
export function createSealer(masterKey: Uint8Array): Sealer {
  // Created once: Node would check and copy raw bytes for every secret.
  const key = createSecretKey(masterKey)
  // The cache key is the place and the sealed bytes, so that a value that was changed or moved is decrypted again, and fails.
  const open = cached((known) => {
    const end = known.indexOf('\n')
    const [place, sealed] = [known.slice(0, end), Buffer.from(known.slice(end + 1), 'latin1')]
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), {
      authTagLength: tagLength,
    })
    decipher.setAAD(Buffer.from(place, 'utf8'))
    decipher.setAuthTag(sealed.subarray(sealed.length - tagLength))
    // Copied, because small Node buffers share a 64 KiB block, which a cached one would keep in memory.
    const secret = new Uint8Array(decipher.update(sealed.subarray(nonceLength, sealed.length - tagLength)))
    // Throws unless the tag is right. In GCM it returns no more bytes.
    decipher.final()
    return secret
  }, 1000)
  return {
    seal(secret, place) {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(Buffer.from(place, 'utf8'))
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
    },
    open: (sealed, place) =>
      open(`${place}\n${Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString('latin1')}`),
  }
}
