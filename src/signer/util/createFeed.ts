import { randomBytes } from 'node:crypto'

/** Which activities have lately been made or changed, for whoever looks on. In memory, bounded, and only ids. */
export type Feed = {
  /** Runs one request, and notes afterwards which activity it made or changed. */
  watch<result>(run: (onActivity: (id: string) => void) => Promise<result>): Promise<result>
  /** Of now. */
  cursor(): string
  /** The ids since a cursor, in the order in which they changed last; undefined where that is not known any more. */
  since(cursor: string): string[] | undefined
  /** Resolves when there is something since a cursor, when nothing will be, when aborted, or after so long. */
  changed(cursor: string, signal: AbortSignal, withinMs: number): Promise<void>
  isOpen(): boolean
  /** Nothing will change any more. */
  close(): void
}

const remembered = 1000

export function createFeed(): Feed {
  // A cursor of another run means nothing here.
  const run = randomBytes(4).toString('hex')
  /** By id, the one that changed last at the end. */
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
    async watch(answer) {
      let id: string | undefined
      try {
        return await answer((changedId) => {
          id = changedId
        })
      } finally {
        if (id !== undefined) note(id)
      }
    },
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
