import type { PageTarget } from './targets.js'

/**
 * Takes something away from a page or from this realm: `isSecureContext`, `indexedDB` or `crypto.subtle`.
 *
 * @returns a function that gives it back. It does nothing once that is done, or in a page that has been loaded again.
 */
export async function takeAway(page: PageTarget, name: string): Promise<() => Promise<void>> {
  await page.evaluate(hide, name)
  return async () => {
    await page.evaluate(restore, name)
  }
}

// Both may run in a page, so they use nothing outside of themselves, and what is saved stays there, too.

function hide(name: string): void {
  const [owner, key] = name === 'crypto.subtle' ? [globalThis.crypto, 'subtle'] : [globalThis, name]
  const saved = Symbol.for(`viem-passkey-account ${name}`)
  if (!Object.hasOwn(owner, saved)) {
    const value = Object.getOwnPropertyDescriptor(owner, key)
    Object.defineProperty(owner, saved, { configurable: true, value })
  }
  const value = name === 'isSecureContext' ? false : undefined
  Object.defineProperty(owner, key, { configurable: true, value })
}

function restore(name: string): void {
  const [owner, key] = name === 'crypto.subtle' ? [globalThis.crypto, 'subtle'] : [globalThis, name]
  const saved = Symbol.for(`viem-passkey-account ${name}`)
  const found = Object.getOwnPropertyDescriptor(owner, saved)
  if (found === undefined) return
  Reflect.deleteProperty(owner, saved)
  if (found.value === undefined) Reflect.deleteProperty(owner, key)
  else Object.defineProperty(owner, key, found.value)
}
