import { randomInt, randomUUID } from 'node:crypto'

/** Creates UUIDs that sort by creation, also within one millisecond. https://www.rfc-editor.org/rfc/rfc9562#section-5.7 */
export function createUuidV7(now: () => number): () => string {
  let lastMs = 0
  let counter = 0
  return () => {
    const ms = Math.max(now(), lastMs)
    counter = ms === lastMs ? counter + 1 : randomInt(0x800)
    if (counter > 0xfff) {
      lastMs = ms + 1
      counter = 0
    } else lastMs = ms
    const time = lastMs.toString(16).padStart(12, '0')
    const rand = counter.toString(16).padStart(3, '0')
    // Variant and random bits come from a version 4 UUID: Node buffers the entropy of its generator.
    return `${time.slice(0, 8)}-${time.slice(8)}-7${rand}-${randomUUID().slice(19)}`
  }
}
