import type { DatabaseSync } from 'node:sqlite'
// Not the global one: tests replace it with fake timers, which would never commit, and jsdom has none.
import { setImmediate } from 'node:timers'
import { internal } from '../protocol/WireError.js'

/** Commits the writes of requests that arrive together at once. Responses wait for the commit. */
export type Batch = {
  /** Opens the transaction, so that what is read next is read in it. */
  begin(): void
  /** Runs `work`: all of its writes are kept, or none. May nest. */
  write<result>(work: () => result): result
  /** Runs a single statement. Costs less than `write`, because SQLite itself undoes a statement that fails. */
  writeOne(statement: () => void): void
  /** Resolves once everything written so far is on disk. Rejects if the commit failed. */
  settled(): Promise<void>
  /** Commits the open transaction now. Throws if the commit failed. */
  flush(): void
}

type Transaction = {
  promise: Promise<void>
  resolve: () => void
  reject: (error: Error) => void
  /** How many writes it has had. */
  writes: number
}

/** Milliseconds after which a transaction that has writes is committed, although more of them keep arriving. */
const longestWait = 10

function createTransaction(): Transaction {
  let resolve: Transaction['resolve'] = () => {}
  let reject: Transaction['reject'] = () => {}
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  // Prevents an unhandled rejection when no response waits.
  promise.catch(() => {})
  return { promise, resolve, reject, writes: 0 }
}

export function createBatch(database: DatabaseSync): Batch {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  const savepoint = database.prepare('SAVEPOINT request')
  const release = database.prepare('RELEASE request')
  const rollbackTo = database.prepare('ROLLBACK TO request')
  let current: Transaction | undefined

  /** @returns SQLite's error if nothing of the transaction is on disk. */
  function end(transaction: Transaction): unknown {
    current = undefined
    try {
      commit.run()
      transaction.resolve()
      return undefined
    } catch (error) {
      if (database.isTransaction) rollback.run()
      transaction.reject(internal(error))
      return error
    }
  }

  /**
   * Commits after the first turn of the event loop that brings no more writes. A commit costs as much as several writes, and
   * clients that were answered together ask again within a few turns.
   */
  function endWhenQuiet(transaction: Transaction): void {
    const latest = performance.now() + longestWait
    let seen = 0
    const check = (): void => {
      if (current !== transaction) return
      if (transaction.writes === seen || performance.now() >= latest) {
        end(transaction)
        return
      }
      seen = transaction.writes
      setImmediate(check)
    }
    setImmediate(check)
  }

  function open(): Transaction {
    if (current !== undefined) return current
    begin.run()
    const opened = createTransaction()
    current = opened
    endWhenQuiet(opened)
    return opened
  }

  function run<result>(work: () => result, isOneStatement: boolean): result {
    const transaction = open()
    // Before the first write there is nothing that a rollback could lose, so it needs no savepoint.
    const isFirst = transaction.writes === 0
    const hasSavepoint = !isFirst && !isOneStatement
    transaction.writes++
    if (hasSavepoint) savepoint.run()
    try {
      const result = work()
      if (hasSavepoint) release.run()
      return result
    } catch (error) {
      if (!database.isTransaction) {
        // On a full disk or an I/O error, SQLite rolls back the whole transaction: every request in it fails.
        // https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
        transaction.reject(internal(error))
        current = undefined
      } else if (isFirst) {
        rollback.run()
        transaction.resolve()
        current = undefined
      } else if (hasSavepoint) {
        rollbackTo.run()
        release.run()
      }
      throw error
    }
  }

  return {
    begin() {
      open()
    },
    write: (work) => run(work, false),
    writeOne: (statement) => run(statement, true),
    settled() {
      return current === undefined ? Promise.resolve() : current.promise
    },
    flush() {
      const error = current === undefined ? undefined : end(current)
      if (error !== undefined) throw error
    },
  }
}
