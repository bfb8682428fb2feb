/**
 * Ceremonies waiting for their turn, by ceremony function; a function that is not in here has none running.
 * A page can show one prompt at a time, whichever account or client asks: this is the only state of the module.
 */
const waiting = new WeakMap<object, Set<() => void>>()

/**
 * Runs ceremonies of one ceremony function one after another.
 *
 * With none running, `start` is called before this returns: Safari shows a prompt only inside the user's gesture.
 * A wish whose `signal` aborts leaves the queue; one that runs is told by the same signal and keeps its turn until it ends,
 * so that two prompts are never on the screen together.
 */
export function inTurn<result>(
  ceremony: object,
  start: () => Promise<result>,
  signal?: AbortSignal | undefined,
): Promise<result> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)

    const queue = waiting.get(ceremony)
    const abort = () => {
      waiting.get(ceremony)?.delete(run)
      reject(signal?.reason)
    }
    const run = () => {
      attempt(start)
        .then(resolve, reject)
        .finally(() => {
          signal?.removeEventListener('abort', abort)
          next(ceremony)
        })
    }

    signal?.addEventListener('abort', abort, { once: true })
    if (queue) queue.add(run)
    else {
      waiting.set(ceremony, new Set())
      run()
    }
  })
}

function next(ceremony: object): void {
  const queue = waiting.get(ceremony)
  const [run] = queue ?? []
  if (!run) waiting.delete(ceremony)
  else {
    queue?.delete(run)
    run()
  }
}

/** `start()`, at once; what it throws synchronously is a rejection too. */
async function attempt<result>(start: () => Promise<result>): Promise<result> {
  return start()
}
