import { bytesToHex } from 'viem'
import type { WebCryptoUnavailableError } from '../errors/config.js'
import type { InsecureContextError } from '../errors/passkey.js'
import { assertSecureContext } from '../webauthn/assertSecureContext.js'
import { requireSubtle, throwUnavailable } from './requireSubtle.js'

/** A P-256 key pair for one session. Not even the page can read its private key, but IndexedDB can store it. */
export type SessionKey = {
  /** Compressed SEC1 public key (33 bytes), hex without 0x. */
  readonly publicKey: string
  /** Private key, not extractable. */
  readonly privateKey: CryptoKey
}

/**
 * Creates the key pair for which {@link signIn} begins a session. Call it when the page loads: it is asynchronous, and in
 * the click the passkey prompt should come first. Use a new key pair for every session.
 *
 * @throws InsecureContextError in a page that is neither on https nor on localhost; WebCryptoUnavailableError on a platform
 * without WebCrypto, such as React Native without a polyfill.
 *
 * @example
 * ```ts
 * import { createSessionKey } from 'viem-passkey-account'
 *
 * const key = await createSessionKey()
 * ```
 */
export async function createSessionKey(): Promise<createSessionKey.ReturnType> {
  assertSecureContext()
  const subtle = requireSubtle()
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const { privateKey, publicKey } = await subtle.generateKey(curve, false, ['sign']).catch(throwUnavailable)
  // 0x04, x, y. Public keys are always extractable.
  const point = new Uint8Array(await subtle.exportKey('raw', publicKey))
  const parity = (point[64] ?? 0) % 2
  return { publicKey: bytesToHex(Uint8Array.of(2 + parity, ...point.subarray(1, 33))).slice(2), privateKey }
}

export declare namespace createSessionKey {
  type ReturnType = SessionKey
  type ErrorType = InsecureContextError | WebCryptoUnavailableError
}
