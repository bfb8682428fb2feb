import type { SessionStorage, StoredSession } from 'viem-passkey-account'

/** A session's storage in memory. Structured clones, as IndexedDB keeps them. */
export function createSessionStorage(): SessionStorage & { kept: () => StoredSession | undefined } {
  let kept: StoredSession | undefined
  return {
    kept: () => kept,
    load: async () => structuredClone(kept),
    save: async (session) => {
      kept = structuredClone(session)
    },
    remove: async (publicKey) => {
      if (kept?.key.publicKey === publicKey) kept = undefined
    },
  }
}
