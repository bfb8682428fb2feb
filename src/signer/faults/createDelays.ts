/** Delays of responses that are ready. */
export type Delays = {
  /** Resolves after some milliseconds, or as soon as the signal aborts or all delays end. */
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>
  /** Ends all delays: those that run, and those to come. */
  end(): void
}

export function createDelays(): Delays {
  const running = new Set<() => void>()
  let ended = false
  return {
    async wait(ms, signal) {
      if (ended || signal?.aborted === true) return
      // The global timers: a test may have replaced them with fake ones, whose clock then says when the response is due. That
      // clock may never get there, so closing never waits for it. Both are read now, because the test may put the real
      // ones back in between.
      const { setTimeout, clearTimeout } = globalThis
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          running.delete(end)
          signal?.removeEventListener('abort', end)
          resolve()
        }
        const timer = setTimeout(end, ms)
        running.add(end)
        signal?.addEventListener('abort', end)
      })
    },
    end() {
      ended = true
      for (const end of running) end()
    },
  }
}
