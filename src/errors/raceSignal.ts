import { abortReason } from './abortReason.js'

/** Settles like `promise`, or rejects with the signal's reason as soon as it aborts. For promises that ignore the signal. */
export function raceSignal<result>(promise: Promise<result>, signal: AbortSignal | undefined): Promise<result> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    // Otherwise unhandled if the signal is unusable, so that `addEventListener` throws.
    promise.catch(() => undefined)
    const abort = () => reject(abortReason(signal))
    signal.addEventListener('abort', abort, { once: true })
    // Always handled: the promise may still reject after the signal has aborted.
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
    if (signal.aborted) abort()
  })
}
