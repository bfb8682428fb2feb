/** `promise`, or the signal's reason as soon as it aborts: not everything that is waited for listens to a signal. */
export function orAborted<result>(promise: Promise<result>, signal: AbortSignal | undefined): Promise<result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason)
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort))
  })
}
