import { parseObject } from '../client/parseObject.js'
import type { ProviderStorage } from './types.js'

/** Keeps JSON objects in a storage, and in a variable where the storage is missing or refuses. */
export type Store = {
  load(key: string): Promise<Record<string, unknown> | undefined>
  /** Like `load`, at once. Returns `undefined` if the storage is asynchronous. */
  peek(key: string): Record<string, unknown> | undefined
  save(key: string, value: object): void
  remove(key: string): void
}

/** Creates a store. The default storage is read at each use: nothing is touched before the first. */
export function createStore(given: ProviderStorage | undefined): Store {
  // What the storage refused. What it took is read from it, since other tabs write there too.
  const refused = new Map<string, string>()
  // Through `window`: Node warns of a `localStorage` without a file.
  const storage = () => given ?? globalThis.window?.localStorage
  const write = (key: string, value: string | undefined): void => {
    refused.delete(key)
    const refuse = () => void (value !== undefined && refused.set(key, value))
    try {
      const used = storage()
      const written = value === undefined ? used?.removeItem(key) : used?.setItem(key, value)
      if (!used) refuse()
      else if (written instanceof Promise) written.catch(refuse)
    } catch {
      refuse()
    }
  }
  return {
    async load(key) {
      return parse(refused.get(key) ?? (await read(storage, key)))
    },
    peek: (key) => parse(refused.get(key) ?? peek(storage, key)),
    save: (key, value) => write(key, JSON.stringify(value)),
    remove: (key) => write(key, undefined),
  }
}

function parse(text: unknown): Record<string, unknown> | undefined {
  return typeof text === 'string' ? parseObject(text) : undefined
}

async function read(storage: () => ProviderStorage | undefined, key: string): Promise<unknown> {
  try {
    return await storage()?.getItem(key)
  } catch {
    return undefined
  }
}

function peek(storage: () => ProviderStorage | undefined, key: string): unknown {
  try {
    const text = storage()?.getItem(key)
    if (text instanceof Promise) text.catch(() => undefined)
    return text
  } catch {
    return undefined
  }
}
