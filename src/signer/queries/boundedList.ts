import { badRequest, type WireError } from '../protocol/WireError.js'

/** Bytes of a list in an answer, as JSON. */
export const maxListBytes: number = 4 * 1024 * 1024

/**
 * Serializes a list item by item, and refuses it once it is over the limit. It is never shortened, because readers take a
 * short page for the last one. A single item is always answered.
 *
 * @param advice How to ask for less.
 * @throws 400, `PAGE_TOO_LARGE`
 */
export function boundedList<item, value>(
  items: readonly item[],
  serialize: (item: item) => value,
  advice: string,
): value[] {
  let bytes = 0
  return items.map((item) => {
    const value = serialize(item)
    if (items.length > 1) bytes += Buffer.byteLength(JSON.stringify(value))
    if (bytes > maxListBytes) throw pageTooLarge(advice)
    return value
  })
}

/** Not verified against production, whose limit is not known. */
export function pageTooLarge(advice: string): WireError {
  return badRequest(`the answer would have more than ${maxListBytes} bytes: ${advice}`, 'PAGE_TOO_LARGE')
}
