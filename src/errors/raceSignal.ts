import { abortReason } from './abortReason.js'

/** `promise`, or the signal's reason as soon as it aborts: not everything that is waited for listens to a signal. */
export function raceSignal<result>(promise: Promise<result>, signal: AbortSignal | undefined): Promise<result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal && abortReason(signal))
    signal?.addEventListener('abort', abort, { once: true })
    // Listened to in any case: a promise that is given up may reject later.
    promise.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort))
    if (signal?.aborted) abort()
  })
}
