import type { Timestamp } from '../../wire/activity.js'

/** Whole seconds, as the real service gives them. */
export function toTimestamp(ms: number): Timestamp {
  return { seconds: String(Math.floor(ms / 1000)), nanos: '0' }
}
