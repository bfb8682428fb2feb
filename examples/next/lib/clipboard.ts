/** How long a secret stays in the clipboard. In milliseconds. */
const clipboardTime = 60_000

/** Copies a secret, and clears the clipboard after a minute. Rejects if the browser does not let the page copy. */
export async function copySecret(secret: string): Promise<void> {
  await navigator.clipboard.writeText(secret)
  setTimeout(() => void clear(secret), clipboardTime)
}

/** Leaves what was copied since. Browsers let a page do this only while it has the focus. */
async function clear(secret: string): Promise<void> {
  if (!document.hasFocus()) {
    addEventListener('focus', () => void clear(secret), { once: true })
    return
  }
  try {
    if ((await navigator.clipboard.readText()) !== secret) return
  } catch {
    // Without permission to read, it is cleared whatever it is.
  }
  await navigator.clipboard.writeText('').catch(() => undefined)
}
