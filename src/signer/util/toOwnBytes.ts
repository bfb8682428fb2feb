/**
 * Copies bytes into this realm's `Uint8Array`: tiny-secp256k1 takes nothing else. In Jest's jsdom, a `Buffer` is a `Uint8Array`
 * of another realm.
 */
export function toOwnBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}
