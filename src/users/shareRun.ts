import { abortReason } from '../errors/abortReason.js'
import { raceSignal } from '../errors/raceSignal.js'

/** How a call rejects whose signal aborts. The run may set it while it goes on. */
export type OnAbort = {
  /**
   * Converts the reason of the signal to an error.
   * @default the reason itself
   */
  toError?: (reason: unknown) => Error
}
type Run = {
  options: unknown[]
  result: Promise<unknown>
  waiting: number
  controller: AbortController
  onAbort: OnAbort
}

/** The runs in progress, by name. Per module, since only calls of one page or process can be a double click. */
const runs = new Map<string, Run>()

/**
 * Runs a function once for several concurrent calls, such as those of a double click: they share one prompt and one result.
 * A signal ends the wait of its call, and the run once every call has left.
 *
 * @returns The shared result. `undefined` if a run with the same name but other options is in progress.
 */
export function shareRun<result>(parameters: {
  /** Equal for calls that belong together. */
  name: string
  /** The other options of the call. Calls whose options differ do not share a run. */
  options: unknown[]
  signal: AbortSignal | undefined
  start: (signal: AbortSignal, onAbort: OnAbort) => Promise<result>
}): Promise<result> | undefined {
  const { name, options, signal } = parameters
  // Its `abort` event is over, so that nothing would end the run.
  if (signal?.aborted) return Promise.reject(abortReason(signal))
  const running = runs.get(name) as (Run & { result: Promise<result> }) | undefined
  const run = running ?? begin(parameters)
  if (running?.options.some((option, index) => option !== options[index])) return undefined

  run.waiting++
  const leave = (): void => {
    run.waiting--
    if (run.waiting > 0) return
    if (runs.get(name) === run) runs.delete(name)
    run.controller.abort(signal?.reason)
  }
  signal?.addEventListener('abort', leave, { once: true })
  // It may have aborted while the run started.
  if (signal?.aborted) leave()
  return raceSignal(run.result, signal)
    .catch((error) => {
      throw (signal?.aborted && run.onAbort.toError?.(abortReason(signal))) || error
    })
    .finally(() => signal?.removeEventListener('abort', leave))
}

function begin<result>({
  name,
  options,
  start,
}: {
  name: string
  options: unknown[]
  start: (signal: AbortSignal, onAbort: OnAbort) => Promise<result>
}): Run & { result: Promise<result> } {
  const controller = new AbortController()
  const onAbort: OnAbort = {}
  const result = start(controller.signal, onAbort).finally(() => {
    if (runs.get(name) === run) runs.delete(name)
  })
  const run = { options, result, waiting: 0, controller, onAbort }
  // Nobody may be left to handle a rejection.
  result.catch(() => undefined)
  runs.set(name, run)
  return run
}
