import { randomBytes } from 'node:crypto'

/** Remembers which activities were created or changed recently, for the console. In memory, bounded, ids only. */
export type Feed = {
  /** Notes that an activity has been created or changed. */
  note(id: string): void
  /** The current position. */
  cursor(): string
  /** Ids changed since a cursor, ordered by their last change. Undefined if the cursor is too old. */
  since(cursor: string): string[] | undefined
  /** Resolves on the first change since a cursor, when the feed closes, when aborted, or after `withinMs`. */
  changed(cursor: string, signal: AbortSignal, withinMs: number): Promise<void>
  isOpen(): boolean
  /** Ends all waits. */
  close(): void
}

const remembered = 1000

export function createFeed(): Feed {
  // A cursor of another process is not valid here.
  const run = randomBytes(4).toString('hex')
  /** Positions by id, ordered by the last change. */
  const recent = new Map<string, number>()
  const waiting = new Set<() => void>()
  let position = 0
  let forgotten = 0
  let open = true

  function note(id: string): void {
    position += 1
    recent.delete(id)
    recent.set(id, position)
    if (recent.size > remembered) {
      const [oldest] = recent
      if (oldest !== undefined) {
        recent.delete(oldest[0])
        forgotten = oldest[1]
      }
    }
    wake()
  }

  function wake(): void {
    for (const go of waiting) go()
    waiting.clear()
  }

  const cursor = (): string => `${run}-${position}`

  return {
    note,
    cursor,
    since(from) {
      const match = /^([0-9a-f]{8})-([0-9]{1,15})$/.exec(from)
      const since = Number(match?.[2])
      if (match?.[1] !== run || since < forgotten || since > position) return undefined
      return [...recent].flatMap(([id, at]) => (at > since ? [id] : []))
    },
    async changed(from, signal, withinMs) {
      if (!open || signal.aborted || from !== cursor()) return
      await new Promise<void>((resolve) => {
        const done = (): void => {
          waiting.delete(done)
          signal.removeEventListener('abort', done)
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(done, withinMs)
        waiting.add(done)
        signal.addEventListener('abort', done)
      })
    },
    isOpen: () => open,
    close() {
      open = false
      wake()
    },
  }
}
