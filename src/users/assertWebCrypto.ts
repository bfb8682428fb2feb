import { WebCryptoUnavailableError } from '../errors/config.js'
import { assertSecureContext } from '../webauthn/assertSecureContext.js'

/** @throws InsecureContextError or WebCryptoUnavailableError where no key can be made. */
export function assertWebCrypto(): void {
  assertSecureContext()
  if (!globalThis.crypto?.subtle) throw new WebCryptoUnavailableError()
}
