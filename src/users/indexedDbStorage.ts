import { toError } from '../errors/toError.js'
import { SessionStorageError } from '../errors/users.js'
import type { SessionStorage, StoredSession } from './session.js'

const objectStore = 'sessions'
const entry = 'session'

/**
 * Keeps a session in the browser's IndexedDB: it survives reloads, all tabs of the origin share it, and its key stays unreadable.
 *
 * @param parameters.name - Of the database; `viem-passkey-account` unless given. Two apps of one origin take two names.
 * @throws Each function: SessionStorageError.
 *
 * @example
 * const storage = indexedDbStorage({ name: 'my-dapp' })
 */
export function indexedDbStorage({
  name = 'viem-passkey-account',
}: indexedDbStorage.Parameters = {}): indexedDbStorage.ReturnType {
  /** Opened for each use: a connection left open would block another tab that deletes or upgrades the database. */
  async function use<value>(
    mode: IDBTransactionMode,
    act: (sessions: IDBObjectStore, give: (value: value) => void) => void,
  ): Promise<value | undefined> {
    try {
      const database = await open(name)
      try {
        return await new Promise<value | undefined>((resolve, reject) => {
          const transaction = database.transaction(objectStore, mode)
          let given: value | undefined
          transaction.oncomplete = () => resolve(given)
          transaction.onabort = () => reject(transaction.error)
          act(transaction.objectStore(objectStore), (value) => {
            given = value
          })
        })
      } finally {
        database.close()
      }
    } catch (error) {
      throw new SessionStorageError({ cause: toError(error) })
    }
  }

  return {
    load: () =>
      use<StoredSession>('readonly', (sessions, give) => {
        const request: IDBRequest<StoredSession> = sessions.get(entry)
        request.onsuccess = () => give(request.result)
      }),
    save: (session) => use<void>('readwrite', (sessions) => sessions.put(session, entry)),
    remove: (publicKey) =>
      use<void>('readwrite', (sessions) => {
        const request: IDBRequest<Partial<StoredSession> | undefined> = sessions.get(entry)
        request.onsuccess = () => {
          if (request.result?.key?.publicKey === publicKey) sessions.delete(entry)
        }
      }),
  }
}

export declare namespace indexedDbStorage {
  type Parameters = { name?: string | undefined }
  type ReturnType = SessionStorage
  type ErrorType = SessionStorageError
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = globalThis.indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(objectStore)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
