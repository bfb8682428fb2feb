import { createCipheriv, createDecipheriv, createECDH, createHmac, type ECDH, hkdfSync } from 'node:crypto'

// HPKE in base mode with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, for one message to a key.
// https://www.rfc-editor.org/rfc/rfc9180.html

/** A sealed message. */
export type SealedMessage = {
  /** The sender's ephemeral public key: uncompressed SEC1, 65 bytes. */
  encappedPublic: Uint8Array
  /** Ciphertext and tag. */
  ciphertext: Uint8Array
}

const tagLength = 16
const kemSuite = Buffer.from('KEM\x00\x10', 'latin1')
const hpkeSuite = Buffer.from('HPKE\x00\x10\x00\x01\x00\x02', 'latin1')
/** What Turnkey's clients pass as `info`. */
const info = Buffer.from('turnkey_hpke', 'utf8')

/** Seals a message for a public key, uncompressed SEC1. @throws if it is not a point of the curve. */
export function sealMessage(message: Uint8Array, receiver: Uint8Array): SealedMessage {
  const ephemeral = createECDH('prime256v1')
  const encappedPublic = ephemeral.generateKeys()
  const { key, nonce, aad } = schedule(ephemeral, receiver, { encappedPublic, receiver })
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(aad)
  return { encappedPublic, ciphertext: Buffer.concat([cipher.update(message), cipher.final(), cipher.getAuthTag()]) }
}

/** Opens a message with a private key, 32 bytes in hex. Returns `undefined` if it was sealed for another key, or changed. */
export function openMessage(
  { encappedPublic, ciphertext }: SealedMessage,
  receiverPrivateKey: string,
): Uint8Array | undefined {
  const receiver = createECDH('prime256v1')
  receiver.setPrivateKey(receiverPrivateKey, 'hex')
  if (ciphertext.length < tagLength) return undefined
  try {
    const { key, nonce, aad } = schedule(receiver, encappedPublic, {
      encappedPublic,
      receiver: receiver.getPublicKey(),
    })
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
    decipher.setAAD(aad)
    decipher.setAuthTag(ciphertext.subarray(-tagLength))
    return Buffer.concat([decipher.update(ciphertext.subarray(0, -tagLength)), decipher.final()])
  } catch {
    return undefined
  }
}

/** Derives key and nonce of the first message. Turnkey authenticates both public keys with it. */
function schedule(
  own: ECDH,
  other: Uint8Array,
  publicKeys: { encappedPublic: Uint8Array; receiver: Uint8Array },
): { key: Uint8Array; nonce: Uint8Array; aad: Uint8Array } {
  const aad = Buffer.concat([publicKeys.encappedPublic, publicKeys.receiver])
  const dh = own.computeSecret(other)
  const secret = derive(kemSuite, { salt: '', ikm: ['eae_prk', dh], info: ['shared_secret', aad], length: 32 })
  const context = Buffer.concat([
    Buffer.alloc(1),
    extract(hpkeSuite, 'psk_id_hash', Buffer.alloc(0)),
    extract(hpkeSuite, 'info_hash', info),
  ])
  const ikm = ['secret', Buffer.alloc(0)] as const
  return {
    key: derive(hpkeSuite, { salt: secret, ikm, info: ['key', context], length: 32 }),
    nonce: derive(hpkeSuite, { salt: secret, ikm, info: ['base_nonce', context], length: 12 }),
    aad,
  }
}

/** LabeledExtract, then LabeledExpand (RFC 9180, section 4), which together are HKDF. */
function derive(
  suite: Uint8Array,
  parameters: {
    salt: Uint8Array | ''
    ikm: readonly [label: string, bytes: Uint8Array]
    info: readonly [label: string, bytes: Uint8Array]
    length: number
  },
): Uint8Array {
  const { salt, ikm, info, length } = parameters
  const size = Buffer.from([length >> 8, length & 0xff])
  return Buffer.from(
    hkdfSync('sha256', labeled(suite, ...ikm), salt, Buffer.concat([size, labeled(suite, ...info)]), length),
  )
}

/** LabeledExtract with an empty salt. */
function extract(suite: Uint8Array, label: string, ikm: Uint8Array): Uint8Array {
  return createHmac('sha256', '')
    .update(labeled(suite, label, ikm))
    .digest()
}

function labeled(suite: Uint8Array, label: string, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('HPKE-v1', 'utf8'), suite, Buffer.from(label, 'utf8'), bytes])
}
