import { bytesToHex } from 'viem'

/** A fresh P-256 key for one session. Its private half cannot be read, by the page neither; IndexedDB can keep it. */
export type SessionKey = {
  /** SEC1 compressed, hex without 0x. */
  readonly publicKey: string
  readonly privateKey: CryptoKey
}

/**
 * Makes the key that {@link signIn} asks a session for. It takes a moment, so call it when the page loads: in the click the prompt has to
 * come first. One key is good for one session.
 *
 * @example
 * const key = await createSessionKey()
 */
export async function createSessionKey(): Promise<createSessionKey.ReturnType> {
  const { subtle } = globalThis.crypto
  const { privateKey, publicKey } = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  // 0x04, x, y. Public keys can always be exported.
  const point = new Uint8Array(await subtle.exportKey('raw', publicKey))
  const parity = (point[64] ?? 0) % 2
  return { publicKey: bytesToHex(Uint8Array.of(2 + parity, ...point.subarray(1, 33))).slice(2), privateKey }
}

export declare namespace createSessionKey {
  type ReturnType = SessionKey
  type ErrorType = Error
}
