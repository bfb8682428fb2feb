import { bytesToHex } from 'viem'
import type { SignerClient } from '../client/createSignerClient.js'
import { sealMessage } from '../crypto/hpke.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { EncryptedBundle } from '../wire/exchange.js'
import { readSignedBundle } from './readSignedBundle.js'
import { readTrustedSigners } from './trustedSigner.js'

/**
 * Seals a secret for the key in an import bundle, which the trusted signer must have signed for this user: anyone who could
 * put another key there would read the secret.
 *
 * @returns The JSON that is sent as `encryptedBundle`.
 * @throws AnswerMismatchError if the bundle is anything else. Nothing is sealed then.
 */
export async function sealImport(
  client: SignerClient,
  {
    secret,
    importBundle,
    organizationId,
    userId,
  }: { secret: Uint8Array; importBundle: string; organizationId: string; userId: string },
): Promise<string> {
  const { targetPublic } = await readSignedBundle(importBundle, {
    name: 'importBundle',
    trustedSigners: readTrustedSigners(client),
    expected: { organizationId, userId },
    fields: ['targetPublic'],
  })
  const sealed = await sealMessage(secret, targetPublic).catch(() => {
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
