import { toError } from '../errors/toError.js'
import { SessionStorageError } from '../errors/users.js'
import type { SessionStorage, StoredSession } from './session.js'
import { listenToTabs, tellTabs } from './tabs.js'

const objectStoreName = 'sessions'
const sessionKey = 'session'

/**
 * Creates a storage that keeps a session in the browser's IndexedDB: the session survives reloads, all tabs of the origin
 * share it, and its key stays unreadable. `subscribe` tells when one of them has stored or removed it.
 *
 * @throws Each method throws SessionStorageError.
 *
 * @example
 * ```ts
 * import { indexedDbStorage, restoreSession } from 'viem-passkey-account'
 *
 * const storage = indexedDbStorage({ name: 'my-dapp' })
 * const { session } = await restoreSession({ storage })
 * const stop = storage.subscribe(() => console.log('Another tab may have signed in or out.'))
 * ```
 */
export function indexedDbStorage({
  name = 'viem-passkey-account',
}: indexedDbStorage.Parameters = {}): indexedDbStorage.ReturnType {
  const key = `viem-passkey-account.session.${name}`
  return {
    load: () =>
      runTransaction<StoredSession>(name, {
        mode: 'readonly',
        run(sessions, resolve) {
          const request: IDBRequest<StoredSession> = sessions.get(sessionKey)
          request.onsuccess = () => resolve(request.result)
        },
      }),
    save: async (session) => {
      await runTransaction(name, { mode: 'readwrite', run: (sessions) => sessions.put(session, sessionKey) })
      tellTabs(key)
    },
    remove: async (publicKey) => {
      await runTransaction(name, {
        mode: 'readwrite',
        run(sessions) {
          const request: IDBRequest<Partial<StoredSession> | undefined> = sessions.get(sessionKey)
          request.onsuccess = () => {
            if (request.result?.key?.publicKey === publicKey) sessions.delete(sessionKey)
          }
        },
      })
      tellTabs(key)
    },
    subscribe: (onChange) => listenToTabs(key, onChange),
  }
}

export declare namespace indexedDbStorage {
  type Parameters = {
    /**
     * Name of the database. Two apps on one origin need two names.
     * @default 'viem-passkey-account'
     */
    name?: string | undefined
  }
  type ReturnType = Required<SessionStorage>
  type ErrorType = SessionStorageError
}

/**
 * Runs one transaction. The database is opened for each, because a connection that stays open blocks another tab that
 * deletes or upgrades it. A database that another version of this package or something else left behind is replaced: the
 * session in it could not be read.
 */
async function runTransaction<value>(
  name: string,
  { mode, run }: { mode: IDBTransactionMode; run: (sessions: IDBObjectStore, resolve: (value: value) => void) => void },
): Promise<value | undefined> {
  try {
    const database = await open(name).catch(async (error) => {
      if (toError(error).name !== 'VersionError') throw error
      await settle(globalThis.indexedDB.deleteDatabase(name))
      return open(name)
    })
    try {
      return await new Promise<value | undefined>((resolve, reject) => {
        const transaction = database.transaction(objectStoreName, mode)
        let result: value | undefined
        transaction.oncomplete = () => resolve(result)
        transaction.onabort = () => reject(transaction.error)
        run(transaction.objectStore(objectStoreName), (value) => {
          result = value
        })
      })
    } finally {
      database.close()
    }
  } catch (error) {
    throw new SessionStorageError({ cause: toError(error) })
  }
}

/** Opens the database. One that lacks the object store fails like one of another version. */
async function open(name: string): Promise<IDBDatabase> {
  const request = globalThis.indexedDB.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(objectStoreName)
  const database = await settle(request)
  if (database.objectStoreNames.contains(objectStoreName)) return database
  database.close()
  throw Object.assign(new Error(`The database has no ${objectStoreName}.`), { name: 'VersionError' })
}

function settle<result>(request: IDBRequest<result>): Promise<result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
