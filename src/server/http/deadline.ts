export type Deadline = {
  /** Aborts when the time is over or `parent` does. */
  signal: AbortSignal
  timedOut(): boolean
  /** Ends the signal, and whatever still hangs on it. */
  abort(): void
  clear(): void
}

/** A time limit in ms, and an end to it when `parent` aborts. */
export function deadline(timeout: number, parent?: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    controller.abort()
  }, timeout)
  const abort = (): void => controller.abort(parent?.reason)
  if (parent?.aborted) abort()
  else parent?.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    abort: () => controller.abort(),
    clear(): void {
      clearTimeout(timer)
      parent?.removeEventListener('abort', abort)
    },
  }
}
