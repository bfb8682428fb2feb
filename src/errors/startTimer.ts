/** Like `setTimeout`, which calls back at once if `ms` is more than it can take. Such a time is cut to the longest, 24 days. */
export function startTimer(callback: () => void, ms: number): ReturnType<typeof setTimeout> {
  return setTimeout(callback, Math.min(ms, 2 ** 31 - 1))
}
