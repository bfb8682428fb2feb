import { WebCryptoUnavailableError } from '../errors/config.js'
import { toError } from '../errors/toError.js'

/**
 * Returns the platform's WebCrypto. Call it before the first prompt: pages without https and React Native have none.
 *
 * @throws WebCryptoUnavailableError
 */
export function requireSubtle(): SubtleCrypto {
  return globalThis.crypto?.subtle ?? throwUnavailable()
}

/** For what WebCrypto rejects with where it lacks the curve. */
export function throwUnavailable(error?: unknown): never {
  throw new WebCryptoUnavailableError({ cause: error === undefined ? undefined : toError(error) })
}
