import { toBytes } from '../crypto/base64Url.js'

/** Returns a user handle if it is one: 1 to 64 bytes, base64url without padding. */
export function readUserHandle(value: unknown): string | undefined {
  // 86 characters have 64 bytes.
  if (typeof value !== 'string' || !/^[\w-]{2,86}$/.test(value)) return undefined
  try {
    toBytes(value)
    return value
  } catch {
    return undefined
  }
}
