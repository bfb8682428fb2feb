import type { Pagination } from '../../wire/queries.js'
import { type ExactParser, exactObject, optional, string } from '../protocol/parse.js'
import { badRequest } from '../protocol/WireError.js'

export const pagination: ExactParser<Pagination> = exactObject({
  limit: optional(string()),
  before: optional(string()),
  after: optional(string()),
})

/** @returns 1 to 100, by default 10. */
export function parsePageLimit(options: Pagination | undefined): number {
  const { limit = '10' } = options ?? {}
  if (!/^[1-9][0-9]?$|^100$/.test(limit)) throw badRequest('invalid pagination limit: it must be between 1 and 100')
  return Number(limit)
}

/**
 * Returns one page of a list: the items after the cursor `after`, or the last ones before the cursor `before`.
 *
 * @throws 400 for a cursor that is not in the list. Not verified against production.
 */
export function page<item>(
  items: readonly item[],
  id: (item: item) => string,
  options: Pagination | undefined,
): item[] {
  const limit = parsePageLimit(options)
  const position = (cursor: string): number => {
    const index = items.findIndex((item) => id(item) === cursor)
    if (index === -1) throw badRequest(`invalid pagination cursor: ${cursor}`)
    return index
  }
  const start = options?.after === undefined ? 0 : position(options.after) + 1
  const end = options?.before === undefined ? items.length : position(options.before)
  const range = items.slice(start, Math.max(start, end))
  return options?.before !== undefined && options.after === undefined ? range.slice(-limit) : range.slice(0, limit)
}
