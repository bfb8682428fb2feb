import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'

// The other half of an export or import, by another implementation of HPKE than the signer's and the client's.

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
})
const info = new TextEncoder().encode('turnkey_hpke')

export type Envelope = { version: string; data: string; dataSignature: string; enclaveQuorumPublic: string }
export type Target = {
  /** Uncompressed, hex. */
  publicKey: string
  /** Opens an export bundle. */
  open(exportBundle: string): Promise<Buffer>
}

/** Creates a key for which an export is sealed. */
export async function createTarget(): Promise<Target> {
  const keys = await suite.kem.generateKeyPair()
  const publicKey = Buffer.from(await suite.kem.serializePublicKey(keys.publicKey))
  return {
    publicKey: publicKey.toString('hex'),
    async open(exportBundle) {
      const { encappedPublic, ciphertext } = readData(exportBundle)
      const enc = Buffer.from(encappedPublic ?? '', 'hex')
      const recipient = await suite.createRecipientContext({ recipientKey: keys.privateKey, enc, info })
      const aad = Buffer.concat([enc, publicKey])
      return Buffer.from(await recipient.open(Buffer.from(ciphertext ?? '', 'hex'), aad))
    },
  }
}

/** Seals a secret for an uncompressed public key, in hex. */
export async function seal(secret: string | Uint8Array, targetPublic: string): Promise<string> {
  const target = Buffer.from(targetPublic, 'hex')
  const sender = await suite.createSenderContext({
    recipientPublicKey: await suite.kem.deserializePublicKey(target),
    info,
  })
  const ciphertext = await sender.seal(Buffer.from(secret), Buffer.concat([Buffer.from(sender.enc), target]))
  return JSON.stringify({
    encappedPublic: Buffer.from(sender.enc).toString('hex'),
    ciphertext: Buffer.from(ciphertext).toString('hex'),
  })
}

export function readEnvelope(bundle: string): Envelope {
  return JSON.parse(bundle)
}

/** What an export or import bundle says. */
export function readData(bundle: string): Record<string, string> {
  return JSON.parse(Buffer.from(readEnvelope(bundle).data, 'hex').toString('utf8'))
}
