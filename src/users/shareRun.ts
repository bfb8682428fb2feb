import { raceSignal } from '../errors/raceSignal.js'

type Run = { options: unknown[]; result: Promise<unknown>; waiting: number; controller: AbortController }

/** What is running, by its name. Only the calls of one page or process can be a double click. */
const runs = new Map<string, Run>()

/**
 * Runs something once for several calls at the same time, as a double click makes them: they get one result, for one
 * prompt. A signal ends the waiting of its own call, and the run when every call has left.
 *
 * @param parameters.name - What is the same for calls that belong together.
 * @param parameters.options - What else the calls were given. Calls that differ in it do not belong together.
 * @returns The result; `undefined` if a run of that name with other options is going on.
 */
export function shareRun<result>(parameters: {
  name: string
  options: unknown[]
  signal: AbortSignal | undefined
  start: (signal: AbortSignal) => Promise<result>
}): Promise<result> | undefined {
  const { name, options, signal } = parameters
  const running = runs.get(name) as (Run & { result: Promise<result> }) | undefined
  const run = running ?? begin(parameters)
  if (running?.options.some((option, index) => option !== options[index])) return undefined

  run.waiting++
  const leave = (): void => {
    run.waiting--
    if (run.waiting > 0) return
    runs.delete(name)
    run.controller.abort(signal?.reason)
  }
  signal?.addEventListener('abort', leave, { once: true })
  return raceSignal(run.result, signal).finally(() => signal?.removeEventListener('abort', leave))
}

function begin<result>({
  name,
  options,
  start,
}: {
  name: string
  options: unknown[]
  start: (signal: AbortSignal) => Promise<result>
}): Run & { result: Promise<result> } {
  const controller = new AbortController()
  const result = start(controller.signal).finally(() => {
    if (runs.get(name) === run) runs.delete(name)
  })
  const run = { options, result, waiting: 0, controller }
  // Calls that have left do not hear how it ends.
  result.catch(() => undefined)
  runs.set(name, run)
  return run
}
