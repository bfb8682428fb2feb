import type { Pagination } from '../../wire/queries.js'
import { object, optional, type Parser, string } from '../protocol/parse.js'
import { badRequest } from '../protocol/WireError.js'

export const pagination: Parser<Pagination> = object({
  limit: optional(string()),
  before: optional(string()),
  after: optional(string()),
})

/** 1 to 100; 10 unless said. */
export function pageLimit(options: Pagination | undefined): number {
  const { limit = '10' } = options ?? {}
  if (!/^[1-9][0-9]?$|^100$/.test(limit)) throw badRequest('invalid pagination limit: it must be between 1 and 100')
  return Number(limit)
}

/**
 * One page of a list: what comes after one id in the order of the list, or before another, next to it.
 * An id that is not in the list is an error: the real service's answer to it is not known.
 */
export function page<item>(
  items: readonly item[],
  id: (item: item) => string,
  options: Pagination | undefined,
): item[] {
  const limit = pageLimit(options)
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
