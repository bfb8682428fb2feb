import { isUuid } from '../protocol/parse.js'

const none = new Uint8Array()

/** Sorts before the bytes of all UUIDs. */
export const lowest: Uint8Array = none
/** Sorts after them. */
export const highest: Uint8Array = new Uint8Array(17).fill(0xff)

/** The value of each hexadecimal digit, by its code. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0)
const digit = (text: string, at: number): number => digits[text.charCodeAt(at)] ?? 0

/** Returns the 16 bytes of a UUID. Anything else gives an empty array, which matches no row. */
export function toUuidBytes(id: string): Uint8Array {
  if (!isUuid(id)) return none
  // Not by `Buffer.from`: there are five of them in an activity.
  const bytes = new Uint8Array(16)
  for (let at = 0, from = 0; at < 16; at++, from += 2) {
    if (id[from] === '-') from++
    bytes[at] = (digit(id, from) << 4) | digit(id, from + 1)
  }
  return bytes
}

/** Formats the 16 bytes of a UUID. */
export function fromUuidBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
