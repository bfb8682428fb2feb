import { raceSignal } from '../errors/raceSignal.js'
import { startTimer } from '../errors/startTimer.js'

/** Resolves after `milliseconds`. Rejects with the signal's reason as soon as it aborts. */
export function sleep(milliseconds: number, signal?: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout>
  const elapsed = new Promise<void>((resolve) => {
    timer = startTimer(resolve, milliseconds)
  })
  return raceSignal(elapsed, signal).finally(() => clearTimeout(timer))
}
