import type { Timestamp } from '../../wire/timestamp.js'

/** Formats a time as production does, in whole seconds. */
export function toTimestamp(ms: number): Timestamp {
  return { seconds: String(Math.floor(ms / 1000)), nanos: '0' }
}
