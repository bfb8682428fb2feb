/**
 * The last ceremony of each ceremony function. A function that is not in here runs none. A page can show one prompt at a
 * time, for all accounts and clients, so this is the module's only state.
 */
const lastCeremonies = new WeakMap<object, Promise<void>>()

/**
 * Runs the ceremonies of one ceremony function, `key`, one after another.
 *
 * If none is running, `start` is called before this returns: a browser may require that a prompt begins in the user's
 * gesture. A ceremony whose `signal` has aborted by its turn is not started. One that has started keeps its turn until
 * it settles, so that two prompts are never open together; to stop waiting earlier, race the result with the signal.
 */
export function enqueueCeremony<result>(
  key: object,
  { start, signal }: { start: () => Promise<result>; signal?: AbortSignal | undefined },
): Promise<result> {
  const run = () => {
    if (signal?.aborted) throw signal.reason
    return start()
  }
  // In the constructor of a promise, so that an error that `start` throws synchronously is a rejection too.
  const running = lastCeremonies.get(key)?.then(run) ?? new Promise<result>((resolve) => resolve(run()))
  const end = () => {
    if (lastCeremonies.get(key) === turn) lastCeremonies.delete(key)
  }
  const turn: Promise<void> = running.then(end, end)
  lastCeremonies.set(key, turn)
  return running
}
