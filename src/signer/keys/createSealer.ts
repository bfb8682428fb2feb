import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { cached } from '../util/cached.js'

/** Keeps secrets at rest. `place` names the row a secret belongs to, so that a sealed value moved elsewhere does not open. */
export type Sealer = {
  seal(secret: Uint8Array, place: string): Uint8Array
  /** The caller must not write into what it is given: the next one is given the same. */
  open(sealed: Uint8Array, place: string): Uint8Array
}

const nonceLength = 12
const tagLength = 16

/** AES-256-GCM under a 32-byte key: nonce, ciphertext, tag. */
export function createSealer(masterKey: Uint8Array): Sealer {
  // Made once: bytes in its place would be looked at and copied for every secret.
  const key = createSecretKey(masterKey)
  // Known by the sealed bytes and their place together: whatever was tampered with, or moved, is another and is checked anew.
  const open = cached((known) => {
    const end = known.indexOf('\n')
    const [place, sealed] = [known.slice(0, end), Buffer.from(known.slice(end + 1), 'latin1')]
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), {
      authTagLength: tagLength,
    })
    decipher.setAAD(Buffer.from(place, 'utf8'))
    decipher.setAuthTag(sealed.subarray(sealed.length - tagLength))
    // A copy of its own: Node's small buffers lie in blocks of 64 KiB, and one that is kept keeps its block.
    const secret = new Uint8Array(decipher.update(sealed.subarray(nonceLength, sealed.length - tagLength)))
    // Throws unless the tag is right; in this mode no text is left for the end.
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
