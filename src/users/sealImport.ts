import { bytesToHex } from 'viem'
import { type KeyPair, sealMessage } from '../crypto/hpke.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { EncryptedBundle } from '../wire/exchange.js'
import { readSignedBundle } from './readSignedBundle.js'

/**
 * Seals a secret for the key in an import bundle, which the trusted signer must have signed for this user: anyone who could
 * put another key there would read the secret.
 *
 * @returns The JSON that is sent as `encryptedBundle`.
 * @throws AnswerMismatchError if the bundle is anything else. Nothing is sealed then.
 */
export async function sealImport({
  secret,
  sender,
  importBundle,
  trustedSigners,
  organizationId,
  userId,
}: {
  secret: Uint8Array
  /** A key pair for this import alone. */
  sender: KeyPair
  importBundle: string
  trustedSigners: readonly string[]
  organizationId: string
  userId: string
}): Promise<string> {
  const { targetPublic } = await readSignedBundle(importBundle, {
    name: 'importBundle',
    trustedSigners,
    expected: { organizationId, userId },
    fields: ['targetPublic'],
  })
  const sealed = await sealMessage(secret, { sender, receiver: targetPublic }).catch(() => {
    throw new AnswerMismatchError({
      field: 'importBundle.targetPublic',
      expected: 'a P-256 public key',
      received: 'another value',
    })
  })
  const bundle: EncryptedBundle = {
    encappedPublic: bytesToHex(sealed.encappedPublic).slice(2),
    ciphertext: bytesToHex(sealed.ciphertext).slice(2),
  }
  return JSON.stringify(bundle)
}
