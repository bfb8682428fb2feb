import type { DatabaseSync } from 'node:sqlite'
import { internal } from '../protocol/WireError.js'

/** Writes of one turn of the event loop share one commit; whoever answers waits for it. */
export type Batch = {
  /** Runs `work` in a savepoint of the open transaction: it happens as a whole or not at all. May nest. */
  write<result>(work: () => result): result
  /** Resolves once everything written so far is on disk, at once if nothing is under way; rejects if it could not be kept. */
  settled(): Promise<void>
  /** Commits now what is open. */
  flush(): void
}

/** Node's own: where a test has put a fake clock in its place, nobody would turn that for a commit. */
const afterThisTurn = setImmediate

type Turn = { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void }

function createTurn(): Turn {
  let resolve: Turn['resolve'] = () => {}
  let reject: Turn['reject'] = () => {}
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  // Nobody may be waiting when it fails; those who are have their own handlers.
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

  function commitTurn(ending: Turn): void {
    if (turn !== ending) return
    turn = undefined
    try {
      commit.run()
      ending.resolve()
    } catch (error) {
      if (database.isTransaction) rollback.run()
      ending.reject(internal(error))
    }
  }

  function open(): void {
    if (turn !== undefined) return
    begin.run()
    const opened = createTurn()
    turn = opened
    afterThisTurn(() => commitTurn(opened))
  }

  return {
    write(work) {
      open()
      savepoint.run()
      try {
        const result = work()
        release.run()
        return result
      } catch (error) {
        if (database.isTransaction) {
          rollbackTo.run()
          release.run()
        } else if (turn !== undefined) {
          // SQLite gives up the whole transaction on a full disk or an I/O error: nobody in this turn may be told that
          // his write was kept. https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
          turn.reject(internal(error))
          turn = undefined
        }
        throw error
      }
    },
    settled() {
      return turn === undefined ? Promise.resolve() : turn.promise
    },
    flush() {
      if (turn !== undefined) commitTurn(turn)
    },
  }
}
