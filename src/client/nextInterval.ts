/** Returns the delay after a poll: half as long again, up to about `longest`. Zero would never grow. In milliseconds. */
export function nextInterval(interval: number, longest: number): number {
  return Math.max(1, interval * (interval < longest ? 1.5 : 1))
}
