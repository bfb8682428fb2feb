import { SignerOptionError } from '../errors.js'

const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Tells whether milliseconds since the epoch are within the years 1970 to 9999, the times that the wire can carry. */
export function isTime(ms: number): boolean {
  return ms >= 0 && ms <= latestMs
}

/** Wraps `now`: the clock returns whole milliseconds, and throws for a time that the wire cannot carry. */
export function createClock(now: () => number): () => number {
  return () => {
    const ms = now()
    if (isTime(ms)) return Math.trunc(ms)
    throw new SignerOptionError(
      'now',
      `\`now\` returned ${ms}. It must return milliseconds since the epoch, in the years 1970 to 9999.`,
    )
  }
}
