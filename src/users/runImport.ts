import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { createExchangeKey } from './createExchangeKey.js'
import { sealImport } from './sealImport.js'
import { readTrustedSigners } from './trustedSigner.js'
import { withOnePrompt } from './withOnePrompt.js'

type UserParameters = ActionParameters & { userId: string }

/**
 * Runs the requests of an import with one prompt: asks for a key of the signer, seals the secret for it, and sends that.
 *
 * @throws InvalidParameterError, InsecureContextError or WebCryptoUnavailableError before the prompt; what {@link sealImport}
 * and the requests throw.
 */
export async function runImport<result>(
  client: SignerClient,
  {
    organizationId,
    userId,
    stamper,
    signal,
    secret,
    init,
    send,
  }: UserParameters & {
    secret: Uint8Array
    /** Asks for a key of the signer. */
    init: (client: SignerClient, parameters: UserParameters) => Promise<{ importBundle: string }>
    /** Sends the sealed secret. */
    send: (parameters: UserParameters & { encryptedBundle: string }) => Promise<result>
  },
): Promise<result> {
  const trustedSigners = readTrustedSigners(client)
  const sender = await createExchangeKey()
  return withOnePrompt(client, { organizationId, stamper, signal }, async (stamper) => {
    const parameters = { organizationId, userId, stamper, signal }
    const { importBundle } = await init(client, parameters)
    const sealing = { secret, sender, importBundle, trustedSigners, organizationId, userId }
    return send({ ...parameters, encryptedBundle: await sealImport(sealing) })
  })
}
