/** RLP: byte strings and lists of them. */
export type Item = `0x${string}` | readonly Item[]

/** It is not RLP, or an encoding that is not the one of its content. */
export class RlpError extends Error {
  override readonly name = 'RlpError'
  readonly problem: 'malformed' | 'not canonical'

  constructor(problem: RlpError['problem']) {
    super(`its RLP is ${problem}`)
    this.problem = problem
  }
}

/** The lists of a transaction are in four levels. */
const maxDepth = 8

/**
 * Decodes RLP of one item, and takes only the one encoding that it has: nothing is encoded again to compare it.
 * https://ethereum.org/developers/docs/data-structures-and-encoding/rlp/
 *
 * @returns the item, and where the content of its outermost list begins.
 * @throws RlpError
 */
export function decodeRlp(bytes: Uint8Array): { item: Item; contentStart: number } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { start, end } = readHeader(buffer, 0, buffer.length)
  if (end !== buffer.length) throw new RlpError('malformed')
  return { item: readItem(buffer, 0, buffer.length, 0).item, contentStart: start }
}

function readItem(buffer: Buffer, at: number, limit: number, depth: number): { item: Item; end: number } {
  const { isList, start, end } = readHeader(buffer, at, limit)
  if (!isList) return { item: `0x${buffer.toString('hex', start, end)}`, end }
  if (depth === maxDepth) throw new RlpError('malformed')
  const items: Item[] = []
  for (let next = start; next < end; ) {
    const read = readItem(buffer, next, end, depth + 1)
    items.push(read.item)
    next = read.end
  }
  return { item: items, end }
}

/** Reads what an item is, and where its content is. */
function readHeader(buffer: Buffer, at: number, limit: number): { isList: boolean; start: number; end: number } {
  const first = buffer[at]
  if (first === undefined || at >= limit) throw new RlpError('malformed')
  if (first < 0x80) return { isList: false, start: at, end: at + 1 }
  const isList = first >= 0xc0
  const short = first - (isList ? 0xc0 : 0x80)
  const lengthBytes = Math.max(0, short - 55)
  const start = at + 1 + lengthBytes
  const length = lengthBytes === 0 ? short : readLength(buffer, at + 1, start, limit)
  const end = start + length
  if (end > limit) throw new RlpError('malformed')
  // A byte below 0x80 stands for itself.
  if (!isList && length === 1 && (buffer[start] ?? 0) < 0x80) throw new RlpError('not canonical')
  return { isList, start, end }
}

function readLength(buffer: Buffer, from: number, to: number, limit: number): number {
  if (to > limit) throw new RlpError('malformed')
  const length = buffer.subarray(from, to).reduce((sum, byte) => sum * 256 + byte, 0)
  if (buffer[from] === 0 || length < 56) throw new RlpError('not canonical')
  return length
}
