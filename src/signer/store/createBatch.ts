import type { DatabaseSync } from 'node:sqlite'
// Not the global one: tests replace it with fake timers, which would never commit, and jsdom has none.
import { setImmediate } from 'node:timers'
import { internal } from '../protocol/WireError.js'

/** Commits all writes of one turn of the event loop at once. Responses wait for the commit. */
export type Batch = {
  /** Runs `work`: all of its writes are kept, or none. May nest. */
  write<result>(work: () => result): result
  /** Resolves once everything written so far is on disk. Rejects if the commit failed. */
  settled(): Promise<void>
  /** Commits the open transaction now. Throws if the commit failed. */
  flush(): void
}

type Turn = { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void }

function createTurn(): Turn {
  let resolve: Turn['resolve'] = () => {}
  let reject: Turn['reject'] = () => {}
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  // Prevents an unhandled rejection when no response waits.
  promise.catch(() => {})
  return { promise, resolve, reject }
}

export function createBatch(database: DatabaseSync): Batch {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  const savepoint = database.prepare('SAVEPOINT request')
  const release = database.prepare('RELEASE request')
  const rollbackTo = database.prepare('ROLLBACK TO request')
  let turn: Turn | undefined

  /** @returns SQLite's error if nothing of the turn is on disk. */
  function commitTurn(ending: Turn): unknown {
    if (turn !== ending) return undefined
    turn = undefined
    try {
      commit.run()
      ending.resolve()
      return undefined
    } catch (error) {
      if (database.isTransaction) rollback.run()
      ending.reject(internal(error))
      return error
    }
  }

  function open(): void {
    if (turn !== undefined) return
    begin.run()
    const opened = createTurn()
    turn = opened
    setImmediate(() => commitTurn(opened))
  }

  return {
    write(work) {
      // Before the first there is nothing that a rollback could lose, so it needs no savepoint.
      const isFirst = turn === undefined
      open()
      if (!isFirst) savepoint.run()
      try {
        const result = work()
        if (!isFirst) release.run()
        return result
      } catch (error) {
        if (!database.isTransaction) {
          // On a full disk or an I/O error, SQLite rolls back the whole transaction: every request of this turn fails.
          // https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
          turn?.reject(internal(error))
          turn = undefined
        } else if (isFirst) {
          rollback.run()
          turn?.resolve()
          turn = undefined
        } else {
          rollbackTo.run()
          release.run()
        }
        throw error
      }
    },
    settled() {
      return turn === undefined ? Promise.resolve() : turn.promise
    },
    flush() {
      const error = turn === undefined ? undefined : commitTurn(turn)
      if (error !== undefined) throw error
    },
  }
}
