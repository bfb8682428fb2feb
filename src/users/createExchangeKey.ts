import { createKeyPair, type KeyPair } from '../crypto/hpke.js'
import { assertSecureContext } from '../webauthn/assertSecureContext.js'
import { requireSubtle, throwUnavailable } from './requireSubtle.js'

/**
 * Creates the key of one export or import. Call it before the prompt.
 *
 * @throws InsecureContextError or WebCryptoUnavailableError where no key can be made.
 */
export async function createExchangeKey(): Promise<KeyPair> {
  assertSecureContext()
  requireSubtle()
  return createKeyPair().catch(throwUnavailable)
}
