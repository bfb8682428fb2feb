import { isUuid } from '../protocol/parse.js'

const none = new Uint8Array()

/** Returns the 16 bytes of a UUID. Anything else gives an empty array, which matches no row. */
export function toUuidBytes(id: string): Uint8Array {
  return isUuid(id) ? Buffer.from(id.replaceAll('-', ''), 'hex') : none
}

/** Formats the 16 bytes of a UUID. */
export function fromUuidBytes({ buffer, byteOffset, byteLength }: Uint8Array): string {
  const hex = Buffer.from(buffer, byteOffset, byteLength).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
