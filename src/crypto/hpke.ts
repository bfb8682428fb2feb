import { concatBytes, stringToBytes } from 'viem'

// HPKE in base mode with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, for one message to a key, by WebCrypto.
// https://www.rfc-editor.org/rfc/rfc9180.html

type Bytes = Uint8Array<ArrayBuffer>

/** A key pair for one exchange. */
export type KeyPair = {
  /** Not extractable. */
  privateKey: CryptoKey
  /** Uncompressed SEC1, 65 bytes. */
  publicKey: Bytes
}

/** A sealed message. */
export type SealedMessage = {
  /** The sender's ephemeral public key: uncompressed SEC1, 65 bytes. */
  encappedPublic: Uint8Array
  /** Ciphertext and tag. */
  ciphertext: Uint8Array
}

const curve = { name: 'ECDH', namedCurve: 'P-256' }
const kemSuite = 'KEM\x00\x10'
const hpkeSuite = 'HPKE\x00\x10\x00\x01\x00\x02'

/** Creates a key pair whose private key no script can read. */
export async function createKeyPair(): Promise<KeyPair> {
  const { subtle } = globalThis.crypto
  const { privateKey, publicKey } = await subtle.generateKey(curve, false, ['deriveBits'])
  return { privateKey, publicKey: new Uint8Array(await subtle.exportKey('raw', publicKey)) }
}

/**
 * Seals a message for the receiver's public key, uncompressed SEC1. Rejects if that is not a point of the curve.
 *
 * @param keys.sender A key pair for this message alone.
 */
export async function sealMessage(
  message: Uint8Array,
  { sender, receiver }: { sender: KeyPair; receiver: Uint8Array },
): Promise<SealedMessage> {
  const { privateKey, publicKey: encappedPublic } = sender
  const { key, cipher } = await schedule(privateKey, receiver, concat(encappedPublic, receiver))
  const ciphertext = await globalThis.crypto.subtle.encrypt(cipher, key, concat(message))
  return { encappedPublic, ciphertext: new Uint8Array(ciphertext) }
}

/** Opens a message. Rejects if it was sealed for another key, or changed. */
export async function openMessage(
  { encappedPublic, ciphertext }: SealedMessage,
  { privateKey, publicKey }: KeyPair,
): Promise<Uint8Array> {
  const { key, cipher } = await schedule(privateKey, encappedPublic, concat(encappedPublic, publicKey))
  return new Uint8Array(await globalThis.crypto.subtle.decrypt(cipher, key, concat(ciphertext)))
}

/** Derives key and nonce of the first message. Turnkey authenticates both public keys with it. */
async function schedule(
  privateKey: CryptoKey,
  other: Uint8Array,
  publicKeys: Bytes,
): Promise<{ key: CryptoKey; cipher: AesGcmParams }> {
  const { subtle } = globalThis.crypto
  // Some platforms import compressed points, which would be authenticated in another form.
  if (other.length !== 65) throw new RangeError('not an uncompressed point')
  const point = await subtle.importKey('raw', concat(other), curve, false, [])
  const dh = new Uint8Array(await subtle.deriveBits({ name: 'ECDH', public: point }, privateKey, 256))
  const none = new Uint8Array()
  const eae = await derivation(none, labeled(kemSuite, 'eae_prk', dh))
  const secret = await eae(labeled(kemSuite, 'shared_secret', publicKeys), 32)
  const context = concat(
    Uint8Array.of(0),
    await extract('psk_id_hash', none),
    await extract('info_hash', stringToBytes('turnkey_hpke')),
  )
  const derive = await derivation(secret, labeled(hpkeSuite, 'secret', none))
  const key = await derive(labeled(hpkeSuite, 'key', context), 32)
  const iv = await derive(labeled(hpkeSuite, 'base_nonce', context), 12)
  return {
    key: await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']),
    cipher: { name: 'AES-GCM', iv, additionalData: publicKeys },
  }
}

/** LabeledExtract, then LabeledExpand (section 4), which together are HKDF. */
async function derivation(salt: Bytes, ikm: Bytes): Promise<(info: Bytes, length: number) => Promise<Bytes>> {
  const { subtle } = globalThis.crypto
  const key = await subtle.importKey('raw', ikm, 'HKDF', false, ['deriveBits'])
  return async (info, length) => {
    const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info: concat(Uint8Array.of(0, length), info) }
    return new Uint8Array(await subtle.deriveBits(parameters, key, length * 8))
  }
}

/** LabeledExtract with an empty salt, which HMAC takes for zeros. */
async function extract(label: string, ikm: Uint8Array): Promise<Bytes> {
  const { subtle } = globalThis.crypto
  const key = await subtle.importKey('raw', new Uint8Array(32), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await subtle.sign('HMAC', key, labeled(hpkeSuite, label, ikm)))
}

function labeled(suite: string, label: string, bytes: Uint8Array): Bytes {
  return concat(stringToBytes(`HPKE-v1${suite}${label}`), bytes)
}

/** Bytes that WebCrypto's types accept. */
function concat(...parts: Uint8Array[]): Bytes {
  return Uint8Array.from(concatBytes(parts))
}
