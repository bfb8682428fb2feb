import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { cached } from '../cached.js'

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
  // Known by the sealed bytes and their place together: whatever was tampered with, or moved, is another and is checked anew.
  const open = cached((known) => {
    const [place = '', base64 = ''] = known.split('\n')
    const sealed = Buffer.from(base64, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', masterKey, sealed.subarray(0, nonceLength), {
      authTagLength: tagLength,
    })
    decipher.setAAD(Buffer.from(place, 'utf8'))
    decipher.setAuthTag(sealed.subarray(sealed.length - tagLength))
    const opened = [decipher.update(sealed.subarray(nonceLength, sealed.length - tagLength)), decipher.final()]
    // A copy of its own: Node's small buffers lie in blocks of 64 KiB, and one that is kept keeps its block.
    return new Uint8Array(Buffer.concat(opened))
  }, 1000)
  return {
    seal(secret, place) {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', masterKey, nonce)
      cipher.setAAD(Buffer.from(place, 'utf8'))
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
    },
    open: (sealed, place) => open(`${place}\n${Buffer.from(sealed).toString('base64')}`),
  }
}
