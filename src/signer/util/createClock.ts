import { SignerOptionError } from '../errors.js'

const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Whether it is a time that the wire can tell of, in milliseconds since the epoch: of a year from 1970 to 9999. */
export function isTime(ms: number): boolean {
  return ms >= 0 && ms <= latestMs
}

/** The signer's clock in whole milliseconds, which never tells a time that is none. */
export function createClock(now: () => number): () => number {
  return () => {
    const ms = now()
    if (isTime(ms)) return Math.trunc(ms)
    throw new SignerOptionError(
      'now',
      `\`now\` must return milliseconds since the epoch, of a year from 1970 to 9999. It returned ${ms}.`,
    )
  }
}
