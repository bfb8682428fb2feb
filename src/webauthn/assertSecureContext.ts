import { InsecureContextError } from '../errors/passkey.js'

/** Throws InsecureContextError in a page that is neither on https nor on localhost: it has neither passkeys nor WebCrypto. */
export function assertSecureContext(): void {
  if (globalThis.isSecureContext === false) throw new InsecureContextError({ origin: globalThis.origin })
}
