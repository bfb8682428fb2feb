const key = 'viem-passkey-account.used'

/** More passkeys than this are not told apart. */
const maxKept = 20

/**
 * The passkeys whose wallets were used in this browser, by credential id, the latest first. They outlive a sign-out, so that
 * the page can offer signing in before signing up. Empty where the browser has no localStorage, or does not let the page use it.
 */
export function loadUsedPasskeys(): string[] {
  try {
    const parsed: unknown = JSON.parse(storage()?.getItem(key) ?? '[]')
    return Array.isArray(parsed) ? parsed.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

/** Remembers that the wallet of a passkey was used here. */
export function rememberPasskey(credentialId: string): void {
  save([credentialId, ...loadUsedPasskeys().filter((id) => id !== credentialId)])
}

/** Forgets a passkey that the browser no longer offers. */
export function dropUsedPasskey(credentialId: string): void {
  const used = loadUsedPasskeys()
  if (used.includes(credentialId)) save(used.filter((id) => id !== credentialId))
}

function save(ids: readonly string[]): void {
  try {
    storage()?.setItem(key, JSON.stringify(ids.slice(0, maxKept)))
  } catch {
    // It only decides which button comes first.
  }
}

/** Through `window`: Node warns of a `localStorage` without a file. */
function storage(): Storage | undefined {
  return globalThis.window?.localStorage
}
