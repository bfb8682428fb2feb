export type Deadline = {
  /** Aborts when the time is over or `parent` does. */
  signal: AbortSignal
  timedOut(): boolean
  /** Settles as `promise` does, or rejects as soon as the signal aborts, also when whatever made `promise` takes no signal. */
  race<value>(promise: Promise<value>): Promise<value>
  /** Ends the signal, and whatever still hangs on it. */
  abort(): void
  clear(): void
}

/** A time limit in ms, and an end to it when `parent` aborts. */
export function deadline(timeout: number, parent: AbortSignal): Deadline {
  const controller = new AbortController()
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    controller.abort()
  }, timeout)
  const abort = (): void => controller.abort(parent.reason)
  if (parent.aborted) abort()
  else parent.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    async race(promise) {
      let stop = (): void => undefined
      const aborted = new Promise<never>((_resolve, reject) => {
        const fail = (): void => reject(controller.signal.reason)
        if (controller.signal.aborted) return fail()
        controller.signal.addEventListener('abort', fail, { once: true })
        stop = () => controller.signal.removeEventListener('abort', fail)
      })
      try {
        return await Promise.race([promise, aborted])
      } finally {
        stop()
      }
    },
    abort: () => controller.abort(),
    clear(): void {
      clearTimeout(timer)
      parent.removeEventListener('abort', abort)
    },
  }
}
