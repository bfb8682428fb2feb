import { createKeyPair, type KeyPair } from '../crypto/hpke.js'
import { WebCryptoUnavailableError } from '../errors/config.js'
import { toError } from '../errors/toError.js'
import { assertSecureContext } from '../webauthn/assertSecureContext.js'

/**
 * Creates the key of one export or import. Call it before the prompt.
 *
 * @throws InsecureContextError or WebCryptoUnavailableError where no key can be made.
 */
export async function createExchangeKey(): Promise<KeyPair> {
  assertSecureContext()
  if (!globalThis.crypto?.subtle) throw new WebCryptoUnavailableError()
  return createKeyPair().catch((error) => {
    throw new WebCryptoUnavailableError({ cause: toError(error) })
  })
}
