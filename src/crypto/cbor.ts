/** Where a CBOR item (RFC 8949, section 3) has its content, and what its head says. Bytes are binary strings. */
export type CborHead = {
  majorType: number
  /** The value, the length or the number of items, by the major type. */
  argument: number
  /** Where the content begins. */
  next: number
}

/** Reads the head of the item at `offset`. Lengths must be definite. @throws RangeError */
export function readHead(binary: string, offset: number): CborHead {
  const first = binary.charCodeAt(offset)
  const info = first & 31
  const length = info < 24 ? 0 : 2 ** (info - 24)
  const next = offset + 1 + length
  if (!(info < 28 && next <= binary.length)) throw new RangeError('the CBOR is malformed')
  let argument = length === 0 ? info : 0
  for (let index = offset + 1; index < next; index++) argument = argument * 256 + binary.charCodeAt(index)
  return { majorType: first >> 5, argument, next }
}

/** Returns where the item that starts at `offset` ends. @throws RangeError */
export function endOfItem(binary: string, offset: number): number {
  const { majorType, argument, next } = readHead(binary, offset)
  let end = next
  if (majorType === 2 || majorType === 3) end += argument
  const items = majorType === 4 ? argument : majorType === 5 ? 2 * argument : majorType === 6 ? 1 : 0
  for (let item = 0; item < items; item++) end = endOfItem(binary, end)
  if (end > binary.length) throw new RangeError('the CBOR ends early')
  return end
}
