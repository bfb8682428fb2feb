import type { Store } from '../../store/createStore.js'

/** Whether the private half of a signer's API key has been printed. */
export type ShownKey = { isShown(): boolean; markShown(): void }

const entry = 'root_api_key_shown'
const shownKeys = new WeakMap<object, ShownKey>()

/** Lets the command print the key of a file once, and not into the log of each start. A key in memory is always new. */
export function trackShownKey(signer: object, store: Store, inMemory: boolean): void {
  shownKeys.set(signer, {
    isShown: () => !inMemory && store.meta.get(entry) !== undefined,
    markShown() {
      if (inMemory || store.meta.get(entry) !== undefined) return
      store.write(() => store.meta.set(entry, Buffer.from([1])))
      store.flush()
    },
  })
}

export function findShownKey(signer: object): ShownKey | undefined {
  return shownKeys.get(signer)
}
