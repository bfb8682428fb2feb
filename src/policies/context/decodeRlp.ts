/** RLP: byte strings and lists of them. */
export type Item = `0x${string}` | readonly Item[]

/** The bytes are not RLP, are not the canonical encoding of their content, or have too many items. */
export class RlpError extends Error {
  override readonly name = 'RlpError'
}

/** The lists of a transaction are in four levels. */
const maxDepth = 8

/**
 * Decodes RLP of one item, and takes only its canonical encoding: nothing is encoded again to compare it.
 * https://ethereum.org/developers/docs/data-structures-and-encoding/rlp/
 *
 * @param maxItems Limit of byte strings and lists: half a million take a second.
 * @returns the item, and where the content of its outermost list begins.
 * @throws RlpError
 */
export function decodeRlp(bytes: Uint8Array, maxItems: number): { item: Item; contentStart: number } {
  const { start, end } = readHeader(bytes, 0, bytes.length)
  if (end !== bytes.length) throw malformed()
  let count = 0

  function readItem(at: number, limit: number, depth: number): { item: Item; end: number } {
    count += 1
    if (count > maxItems) throw new RlpError(`it has more than ${maxItems} items`)
    const { isList, start, end } = readHeader(bytes, at, limit)
    if (!isList) return { item: toHex(bytes, start, end), end }
    if (depth === maxDepth) throw malformed()
    const items: Item[] = []
    for (let next = start; next < end; ) {
      const read = readItem(next, end, depth + 1)
      items.push(read.item)
      next = read.end
    }
    return { item: items, end }
  }

  return { item: readItem(0, bytes.length, 0).item, contentStart: start }
}

const digits = '0123456789abcdef'

function toHex(bytes: Uint8Array, start: number, end: number): `0x${string}` {
  let hex = ''
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    hex += digits.charAt(byte >> 4) + digits.charAt(byte & 15)
  }
  return `0x${hex}`
}

const malformed = (): RlpError => new RlpError('its RLP is malformed')
const notCanonical = (): RlpError => new RlpError('its RLP is not canonical')

/** Reads what an item is, and where its content is. */
function readHeader(bytes: Uint8Array, at: number, limit: number): { isList: boolean; start: number; end: number } {
  const first = bytes[at]
  if (first === undefined || at >= limit) throw malformed()
  if (first < 0x80) return { isList: false, start: at, end: at + 1 }
  const isList = first >= 0xc0
  const short = first - (isList ? 0xc0 : 0x80)
  const lengthBytes = Math.max(0, short - 55)
  const start = at + 1 + lengthBytes
  const length = lengthBytes === 0 ? short : readLength(bytes, at + 1, start, limit)
  const end = start + length
  if (end > limit) throw malformed()
  // A byte below 0x80 stands for itself.
  if (!isList && length === 1 && (bytes[start] ?? 0) < 0x80) throw notCanonical()
  return { isList, start, end }
}

function readLength(bytes: Uint8Array, from: number, to: number, limit: number): number {
  if (to > limit) throw malformed()
  const length = bytes.subarray(from, to).reduce((sum, byte) => sum * 256 + byte, 0)
  if (bytes[from] === 0 || length < 56) throw notCanonical()
  return length
}
