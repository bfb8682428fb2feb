import { parseObject } from '../client/parseObject.js'
import { useStorage } from '../users/useStorage.js'
import type { ProviderStorage } from './types.js'

/** Keeps JSON objects in a storage, and in a variable where the storage is missing or refuses. */
export type Store = {
  load(key: string): Promise<Record<string, unknown> | undefined>
  /** Like `load`, at once. Returns `undefined` if the storage is asynchronous. */
  peek(key: string): Record<string, unknown> | undefined
  save(key: string, value: object): void
  /** Resolves when it is removed. */
  remove(key: string): Promise<void>
  /** Whether a value stays in the variable: other tabs do not see it. */
  isOwn(key: string): boolean
}

/** Creates a store. The default storage is read at each use: nothing is touched before the first. */
export function createStore(given: ProviderStorage | undefined): Store {
  // What the storage refused, or has not done yet: undefined is a removal. The rest is read from it, since other tabs write
  // there too.
  const own = new Map<string, string | undefined>()
  // Through `window`: Node warns of a `localStorage` without a file.
  const storage = () => given ?? globalThis.window?.localStorage
  /** The writes that run. One after the other for each key: an older one that takes longer must not undo a newer one. */
  const writing = new Map<string, Promise<void>>()
  const write = (key: string, value: string | undefined): Promise<void> => {
    own.set(key, value)
    const written = writing.get(key) ?? writeNewest(key)
    writing.set(key, written)
    return written
  }
  const writeNewest = async (key: string): Promise<void> => {
    const value = own.get(key)
    // Begins at once: a page may be closed now.
    const used = await attempt(async () => {
      const target = storage()
      await (value === undefined ? target?.removeItem(key) : target?.setItem(key, value))
      return target
    })
    if (own.get(key) !== value) return writeNewest(key)
    // Otherwise it stays in the variable.
    if (used) own.delete(key)
    writing.delete(key)
  }
  return {
    async load(key) {
      return parse(own.has(key) ? own.get(key) : await read(storage, key))
    },
    peek: (key) => parse(own.has(key) ? own.get(key) : read(storage, key)),
    save: (key, value) => void write(key, JSON.stringify(value)),
    remove: (key) => write(key, undefined),
    isOwn: (key) => own.get(key) !== undefined && !writing.has(key),
  }
}

/** Resolves to `undefined` if the storage fails, or does not answer. */
async function attempt<result>(use: () => Promise<result>): Promise<result | undefined> {
  return useStorage(use, undefined).catch(() => undefined)
}

function parse(text: unknown): Record<string, unknown> | undefined {
  return typeof text === 'string' ? parseObject(text) : undefined
}

/** Returns the text, or a promise that does not reject. */
function read(storage: () => ProviderStorage | undefined, key: string): unknown {
  try {
    const text = storage()?.getItem(key)
    return typeof text === 'string' ? text : attempt(async () => text)
  } catch {
    return undefined
  }
}
