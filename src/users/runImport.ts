import type { ActionParameters } from '../actions/types.js'
import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { AnswerMismatchError } from '../errors/activity.js'
import { toError } from '../errors/toError.js'
import { ImportError } from '../errors/users.js'
import { createExchangeKey } from './createExchangeKey.js'
import { sealImport } from './sealImport.js'
import { readTrustedSigners } from './trustedSigner.js'
import { withOnePrompt } from './withOnePrompt.js'

type UserParameters = ActionParameters & { userId: string }

/**
 * Runs the requests of an import with one prompt: asks for a key of the signer, seals the secret for it, sends that, and reads
 * what the signer has then.
 *
 * @throws InvalidParameterError, InsecureContextError or WebCryptoUnavailableError before the prompt; what {@link sealImport}
 * and the requests throw; ImportError if the last one fails.
 */
export async function runImport<imported extends ImportError.Parameters['imported']>(
  client: SignerClient,
  {
    organizationId,
    userId,
    stamper,
    signal,
    secret,
    init,
    send,
    check,
  }: UserParameters & {
    secret: Uint8Array
    /** Asks for a key of the signer. */
    init: (client: SignerClient, parameters: UserParameters) => Promise<{ importBundle: string }>
    /** Sends the sealed secret. */
    send: (parameters: UserParameters & { encryptedBundle: string }) => Promise<imported>
    /** Reads what the signer has. Throws AnswerMismatchError if it is something else. */
    check: (imported: imported, parameters: ActionParameters) => Promise<void>
  },
): Promise<imported> {
  // The first prompt begins a session, before a request needs the user.
  assertId('userId', userId)
  const trustedSigners = readTrustedSigners(client)
  const sender = await createExchangeKey()
  return withOnePrompt(client, { organizationId, stamper, signal }, async (stamper) => {
    const parameters = { organizationId, userId, stamper, signal }
    const { importBundle } = await init(client, parameters)
    const sealing = { secret, sender, importBundle, trustedSigners, organizationId, userId }
    const imported = await send({ ...parameters, encryptedBundle: await sealImport(sealing) })
    try {
      await check(imported, { organizationId, stamper, signal })
    } catch (error) {
      throw error instanceof AnswerMismatchError ? error : new ImportError({ imported, cause: toError(error) })
    }
    return imported
  })
}
