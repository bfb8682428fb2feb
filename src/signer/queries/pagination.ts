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
