import { randomInt, randomUUID } from 'node:crypto'

/** Creates UUIDs that sort by creation, also within one millisecond. https://www.rfc-editor.org/rfc/rfc9562#section-5.7 */
export function createUuidV7(now: () => number): () => string {
  let lastMs = 0
  let counter = 0
  /** The first two groups, which change with the millisecond. */
  let time = ''
  return () => {
    const ms = Math.max(now(), lastMs)
    const isLater = ms !== lastMs || counter === 0xfff
    counter = ms !== lastMs ? randomInt(0x800) : counter === 0xfff ? 0 : counter + 1
    if (isLater) {
      lastMs = ms === lastMs ? ms + 1 : ms
      const hex = lastMs.toString(16).padStart(12, '0')
      time = `${hex.slice(0, 8)}-${hex.slice(8)}`
    }
    // Variant and random bits come from a version 4 UUID: Node buffers the entropy of its generator.
    return `${time}-7${counter.toString(16).padStart(3, '0')}-${randomUUID().slice(19)}`
  }
}
