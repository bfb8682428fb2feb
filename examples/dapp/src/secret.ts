import { make, makeButton } from './dom.ts'

/** How long a copied secret stays in the clipboard. In milliseconds. */
const clipboardTime = 60_000

let clearing: ReturnType<typeof setTimeout> | undefined

/**
 * Shows words or a key until it is disposed of. Leaving the tab hides them: somebody else may come back to it.
 *
 * @returns The element, and what removes the secret from the page.
 */
export function renderSecret(secret: string): { element: HTMLElement; dispose: () => void } {
  const place = make('div', { className: 'secret', id: 'secret' })
  const status = make('p', { className: 'hint' })
  status.role = 'status'
  const copy = makeButton('Copy', 'small', () => void copySecret(secret, status))
  const element = make('div', {}, place, make('div', { className: 'row' }, copy), status)

  function show(): void {
    place.replaceChildren(renderContent(secret))
    copy.hidden = false
  }
  function hide(): void {
    place.replaceChildren(make('p', {}, 'Hidden, because you left this tab.'), makeButton('Show again', 'small', show))
    copy.hidden = true
    status.textContent = ''
  }
  const onVisibility = (): void => {
    if (document.visibilityState === 'hidden') hide()
  }
  document.addEventListener('visibilitychange', onVisibility)
  addEventListener('pagehide', hide)
  show()
  return {
    element,
    dispose() {
      document.removeEventListener('visibilitychange', onVisibility)
      removeEventListener('pagehide', hide)
      element.replaceChildren()
    },
  }
}

/** Words with their numbers, since their order counts. A key unchanged. */
function renderContent(secret: string): HTMLElement {
  if (secret.startsWith('0x')) return make('code', {}, secret)
  const [words = '', ...passphrase] = secret.split('\n')
  const list = make('ol', { className: 'words' }, ...words.split(' ').map((word) => make('li', {}, word)))
  if (passphrase.length === 0) return list
  return make('div', {}, list, make('p', {}, 'Passphrase: ', make('code', {}, passphrase.join('\n'))))
}

async function copySecret(secret: string, status: HTMLElement): Promise<void> {
  // Said again after a second copy.
  status.textContent = ''
  try {
    await navigator.clipboard.writeText(secret)
    status.textContent = 'Copied. The clipboard is cleared in a minute, if your browser lets this page do it.'
    // The minute starts again: an earlier copy of the same secret would clear this one.
    clearTimeout(clearing)
    clearing = setTimeout(() => void clearClipboard(secret), clipboardTime)
  } catch {
    status.textContent = 'Your browser did not let the page copy.'
  }
}

/** Clears what was copied, unless something else was copied since. Browsers allow it to a page that has the focus. */
async function clearClipboard(secret: string): Promise<void> {
  if (!document.hasFocus()) {
    addEventListener('focus', () => void clearClipboard(secret), { once: true })
    return
  }
  try {
    if ((await navigator.clipboard.readText()) !== secret) return
  } catch {
    // Without permission to read, it is cleared whatever it is.
  }
  await navigator.clipboard.writeText('').catch(() => undefined)
}
