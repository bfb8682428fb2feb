import { useStorage } from './useStorage.js'

const lockName = 'viem-passkey-account.session'

/** How long to wait for another tab, and how long to keep another tab waiting, in milliseconds. */
const patience = 1_000

/**
 * Changes a storage, one tab of the site after another where the browser has locks: a storage that reads before it writes
 * then does not lose what another tab writes meanwhile. Never before a prompt: a lock comes in a later task than the click.
 *
 * Resolves when the change is made, and not when the lock is passed on: another tab may hear of the change before that.
 *
 * @throws What {@link useStorage} throws.
 */
export function changeStorage(change: () => Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  return useStorage(
    () =>
      new Promise((resolve, reject) => {
        let changing: Promise<void> | undefined
        const run = (): Promise<void> => {
          changing ??= (async () => change())().then(resolve, reject)
          return changing
        }
        void lock(run).then(run, run)
      }),
    signal,
  )
}

/** Runs a function under the lock. Returns without it if the browser has no locks, refuses, or another tab keeps this one. */
async function lock(run: () => Promise<void>): Promise<void> {
  const waiting = new AbortController()
  let timer = setTimeout(() => waiting.abort(), patience)
  try {
    // Pages only: there are no other tabs in Node.
    await globalThis.window?.navigator?.locks?.request(lockName, { signal: waiting.signal }, async () => {
      clearTimeout(timer)
      // A storage that hangs must not keep the lock.
      const released = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patience)
      })
      await Promise.race([run(), released])
    })
  } finally {
    clearTimeout(timer)
  }
}
