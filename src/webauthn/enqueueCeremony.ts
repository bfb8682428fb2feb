/**
 * The last ceremony of each ceremony function; a function that is not in here has none running. A page can show one prompt at a time,
 * whichever account or client asks: this is the only state of the module.
 */
const last = new WeakMap<object, Promise<void>>()

/**
 * Runs the ceremonies of one ceremony function one after another.
 *
 * With none running, `start` is called before this returns: Safari shows a prompt only inside the user's gesture.
 * A wish whose `signal` has aborted by its turn is not started; one that runs keeps its turn until it has ended, so that two prompts are
 * never on the screen together. Who does not want to wait that long races the result with the signal.
 */
export function enqueueCeremony<result>(
  ceremony: object,
  start: () => Promise<result>,
  signal?: AbortSignal | undefined,
): Promise<result> {
  const run = () => {
    if (signal?.aborted) throw signal.reason
    return start()
  }
  // What `start` throws before it returns a promise is a rejection too.
  const running = last.get(ceremony)?.then(run) ?? new Promise<result>((begin) => begin(run()))
  const end = () => {
    if (last.get(ceremony) === turn) last.delete(ceremony)
  }
  const turn: Promise<void> = running.then(end, end)
  last.set(ceremony, turn)
  return running
}
