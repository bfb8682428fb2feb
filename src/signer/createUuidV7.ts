import { randomBytes } from 'node:crypto'

/** UUIDs that sort by the time they were made, also within one millisecond. https://www.rfc-editor.org/rfc/rfc9562#section-5.7 */
export function createUuidV7(now: () => number): () => string {
  let lastMs = 0
  let counter = 0
  return () => {
    const ms = Math.max(now(), lastMs)
    counter = ms === lastMs ? counter + 1 : randomBytes(2).readUInt16BE() >> 5
    if (counter > 0xfff) {
      lastMs = ms + 1
      counter = 0
    } else lastMs = ms
    const bytes = randomBytes(16)
    bytes.writeUIntBE(lastMs, 0, 6)
    bytes.writeUInt16BE(0x7000 | counter, 6)
    bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
    const hex = bytes.toString('hex')
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  }
}
