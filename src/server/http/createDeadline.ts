import { startTimer } from '../../errors/startTimer.js'

export type Deadline = {
  /** Aborts when the time is up, when `parent` aborts, or with `abort`. */
  signal: AbortSignal
  /** Whether the time is up. */
  timedOut(): boolean
  /** Aborts the signal early. */
  abort(): void
  /** Stops the timer and no longer listens to `parent`. */
  clear(): void
}

/** Creates a signal that aborts after `timeout` milliseconds, or earlier when `parent` aborts. */
export function createDeadline(timeout: number, parent?: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  let timedOut = false
  const timer = startTimer(() => {
    timedOut = true
    controller.abort()
  }, timeout)
  const abortWithParent = (): void => controller.abort(parent?.reason)
  if (parent?.aborted) abortWithParent()
  else parent?.addEventListener('abort', abortWithParent, { once: true })
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    abort: () => controller.abort(),
    clear(): void {
      clearTimeout(timer)
      parent?.removeEventListener('abort', abortWithParent)
    },
  }
}
