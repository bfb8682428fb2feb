import { useStorage } from './useStorage.js'

const lockName = 'viem-passkey-account.session'

/** How long to wait for another tab, and how long to keep another tab waiting, in milliseconds. */
const patience = 1_000

/**
 * Changes a storage, one tab of the site after another where the browser has locks: a storage that reads before it writes
 * then does not lose what another tab writes meanwhile. Never before a prompt: a lock comes in a later task than the click.
 *
 * @throws What {@link useStorage} throws.
 */
export function changeStorage(change: () => Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  return useStorage(() => runLocked(change), signal)
}

async function runLocked(change: () => Promise<void>): Promise<void> {
  let changing: Promise<void> | undefined
  const run = () => (changing ??= change())
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
  } catch {
    // The lock was refused, or another tab did not pass it on. What `change` threw is thrown below.
  } finally {
    clearTimeout(timer)
  }
  return run()
}
