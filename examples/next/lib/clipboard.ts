/** How long a secret stays in the clipboard. In milliseconds. */
const clipboardTime = 60_000

let clearing: ReturnType<typeof setTimeout> | undefined

/** Copies a secret, and clears the clipboard after a minute. Rejects if the browser does not let the page copy. */
export async function copySecret(secret: string): Promise<void> {
  await navigator.clipboard.writeText(secret)
  // The minute starts again: an earlier copy of the same secret would clear this one.
  clearTimeout(clearing)
  clearing = setTimeout(() => void clear(secret), clipboardTime)
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
