import { badRequest } from './WireError.js'

const maxAgeMs = 60 * 60 * 1000
const maxAheadMs = 5 * 60 * 1000

/**
 * Refuses a request that is an hour old, or more than five minutes ahead. The window is documented. The refusal's status,
 * text and code are not verified against production.
 */
export function assertTime(timestampMs: unknown, nowMs: number): void {
  if (timestampMs === undefined || timestampMs === null)
    throw badRequest('invalid request body: missing field `timestampMs`')
  if (typeof timestampMs !== 'string' || !/^(0|[1-9][0-9]{0,15})$/.test(timestampMs))
    throw badRequest('invalid request body: field `timestampMs` must be milliseconds in a decimal string')
  const ageMs = nowMs - Number(timestampMs)
  const window = 'it must be less than 3600 s old and at most 300 s ahead'
  if (ageMs >= maxAgeMs)
    throw badRequest(`request timestamp is ${Math.floor(ageMs / 1000)} s old: ${window}`, 'INVALID_TIME')
  if (-ageMs > maxAheadMs)
    throw badRequest(`request timestamp is ${Math.ceil(-ageMs / 1000)} s ahead: ${window}`, 'INVALID_TIME')
}
