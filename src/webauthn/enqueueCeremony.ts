import { abortReason } from '../errors/abortReason.js'
import { raceSignal } from '../errors/raceSignal.js'
import { startTimer } from '../errors/startTimer.js'

/**
 * The turn of the last ceremony of each ceremony function. A function that is not in here runs none. A page can show one
 * prompt at a time, for all accounts and clients, so this and `bystanders` are the module's only state.
 */
const lastTurns = new WeakMap<object, Promise<void>>()

/**
 * What gives way to every ceremony: each is told of the ceremony's turn, in the caller's task, and may go on when it is over.
 * Autofill does, whose open request would make the browser refuse a prompt.
 */
export const bystanders: Set<(turn: Promise<void>) => void> = new Set()

/**
 * Runs the ceremonies of one ceremony function, `key`, one after another.
 *
 * If none is running, `start` is called before this returns: a browser may require that a prompt begins in the user's
 * gesture. A ceremony whose `signal` has aborted by its turn is not started. One that has started keeps its turn until
 * it settles, so that two prompts are never open together, but no longer than a short grace after its timeout or its
 * abort: password managers replace the browser's functions, and one that never settles must not block the page. What it
 * returns later is dropped.
 *
 * @param start - Starts the ceremony. Its signal aborts with the caller's and at the timeout.
 * @param timeout - How long the ceremony may take, in milliseconds from its start.
 * @returns What the ceremony returns. Rejects with the reason of `signal` as soon as it aborts, and with a
 * `NotAllowedError`, as browsers do, if the ceremony does not settle in time.
 */
export function enqueueCeremony<result>(
  key: object,
  start: (signal: AbortSignal) => Promise<result>,
  timeout: number,
  signal?: AbortSignal | undefined,
): Promise<result> {
  // How long a ceremony may take to settle after its timeout or its abort, in milliseconds. Browsers need some of it to
  // close the prompt.
  const grace = 1_000
  let passTurn: () => void = () => undefined
  const turn = new Promise<void>((resolve) => {
    passTurn = resolve
  })
  const previous = lastTurns.get(key)
  lastTurns.set(key, turn)
  void turn.then(() => {
    if (lastTurns.get(key) === turn) lastTurns.delete(key)
  })

  for (const giveWay of bystanders) giveWay(turn)

  const ceremony = new Promise<result>((resolve, reject) => {
    const run = (): void => {
      const controller = new AbortController()
      const end = (): void => {
        controller.abort()
        clearTimeout(timer)
        timer = setTimeout(() => {
          passTurn()
          reject(Object.assign(new Error('The ceremony did not end in time.'), { name: 'NotAllowedError' }))
        }, grace)
      }
      let timer: ReturnType<typeof setTimeout> | undefined
      const settle = (): void => {
        passTurn()
        clearTimeout(timer)
        signal?.removeEventListener('abort', end)
      }
      // In the constructor of a promise, so that what `start` or an unusable signal throws is a rejection too.
      new Promise<result>((begin) => {
        if (signal?.aborted) throw abortReason(signal)
        signal?.addEventListener('abort', end, { once: true })
        timer = startTimer(end, timeout)
        begin(start(controller.signal))
      })
        .finally(settle)
        .then(resolve, reject)
    }
    if (previous === undefined) run()
    else void previous.then(run)
  })
  return raceSignal(ceremony, signal)
}
