import { badRequest } from './WireError.js'

const oldestMs = 60 * 60 * 1000
const aheadMs = 5 * 60 * 1000

/**
 * A request is less than an hour old and at most five minutes ahead.
 *
 * The window is documented. What the real service answers outside of it nobody here has seen: status, text and code are
 * our own, after its list of error codes.
 */
export function assertTime(timestampMs: unknown, nowMs: number): void {
  if (timestampMs === undefined || timestampMs === null)
    throw badRequest('invalid request body: missing field `timestampMs`')
  if (typeof timestampMs !== 'string' || !/^(0|[1-9][0-9]{0,15})$/.test(timestampMs))
    throw badRequest('invalid request body: field `timestampMs` must be milliseconds in a decimal string')
  const ageMs = nowMs - Number(timestampMs)
  const window = 'it must be less than 3600 s old and at most 300 s ahead'
  if (ageMs >= oldestMs)
    throw badRequest(`request timestamp is ${Math.floor(ageMs / 1000)} s old: ${window}`, 'INVALID_TIME')
  if (-ageMs > aheadMs)
    throw badRequest(`request timestamp is ${Math.ceil(-ageMs / 1000)} s ahead: ${window}`, 'INVALID_TIME')
}
