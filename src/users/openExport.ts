import { bytesToHex } from 'viem'
import type { SignerClient } from '../client/createSignerClient.js'
import { openMessage } from '../crypto/hpke.js'
import { AnswerMismatchError } from '../errors/activity.js'
import { createExchangeKey } from './createExchangeKey.js'
import { readSignedBundle } from './readSignedBundle.js'
import { readTrustedSigners } from './trustedSigner.js'

/**
 * Makes a key for one export, requests the export for it, and opens what the signer has sealed. The key cannot be read, and
 * is gone when the function returns.
 *
 * @throws AnswerMismatchError if the bundle is not of the trusted signer, for this organization and for this key.
 */
export async function openExport(
  client: SignerClient,
  {
    organizationId,
    request,
  }: {
    organizationId: string
    /** Requests the export for a public key, uncompressed SEC1 in hex. Returns the bundle. */
    request: (targetPublicKey: string) => Promise<string>
  },
): Promise<Uint8Array> {
  const trustedSigners = readTrustedSigners(client)
  const key = await createExchangeKey()
  const bundle = await request(bytesToHex(key.publicKey).slice(2))
  const message = await readSignedBundle(bundle, {
    name: 'exportBundle',
    trustedSigners,
    expected: { organizationId },
    fields: ['encappedPublic', 'ciphertext'],
  })
  return openMessage(message, key).catch(() => {
    throw new AnswerMismatchError({
      field: 'exportBundle.ciphertext',
      expected: 'a message for the key of this export',
      received: 'another',
    })
  })
}
