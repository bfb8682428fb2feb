// Imported at the top: Jest runs CommonJS and has no dynamic import there.
import * as library from 'tiny-secp256k1'

/** The library for signatures and keys of secp256k1. */
export function secp256k1(): typeof library {
  return library
}
